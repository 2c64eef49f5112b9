#include "policies_test_kit.hpp"

namespace orcamo::mock {
namespace {

using ::testing::IsEmpty;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

class TlsPolicyTest : public ServerTest {
 protected:
  // The version that was agreed on, or the alert.
  std::string version(int offered) {
    TlsPeer peer(server->port(), client(mine, offered));
    if (!peer.shake_hands()) return "alert " + std::to_string(peer.alert());
    return SSL_get_version(peer.client().ssl());
  }

  std::vector<std::string> listed(int offered) {
    TlsPeer peer(server->port(), client(mine, offered));
    EXPECT_TRUE(peer.shake_hands());
    return peer.client().requested_authorities();
  }

  const GenerationRef mine = issue();
};

TEST_F(TlsPolicyTest, SpeaksTheVersionsOfThePolicyFromTheNextHandshakeOn) {
  EXPECT_EQ(version(0), "TLSv1.3");

  set("tls_versions", "1.2");
  EXPECT_EQ(version(0), "TLSv1.2");
  EXPECT_EQ(version(TLS1_3_VERSION), "alert 70");

  set("tls_versions", "1.3");
  EXPECT_EQ(version(0), "TLSv1.3");
  EXPECT_EQ(version(TLS1_2_VERSION), "alert 70");
}

TEST_F(TlsPolicyTest, NeverSpeaksMoreThanThePort) {
  const auto narrow = Server::start({.tls_versions = TlsVersions::kOnly12}, clock).value();
  const auto by = narrow->world().default_sandbox().issue({}).value();
  TlsPeer peer(narrow->port(), client(by, TLS1_3_VERSION));

  EXPECT_FALSE(peer.shake_hands());
  EXPECT_EQ(peer.alert(), SSL_AD_PROTOCOL_VERSION);
}

TEST_F(TlsPolicyTest, ListsTheAuthoritiesOfThePolicy) {
  const auto root = sandbox.authority().root().subject();
  const auto issuing = sandbox.authority().issuing().subject();
  for (const int offered : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    set("ca_list", "root-and-issuing");
    EXPECT_THAT(listed(offered), UnorderedElementsAre(root, issuing));

    set("ca_list", "root-only");
    EXPECT_THAT(listed(offered), UnorderedElementsAre(root));

    set("ca_list", "empty");
    EXPECT_THAT(listed(offered), IsEmpty());
  }
}

TEST_F(TlsPolicyTest, JudgesTheLastSecondAsThePolicySays) {
  clock.advance(pki::days(30));
  EXPECT_THAT(converse(mine, "GET /"), StartsWith("HTTP/1.1 200 "));

  set("expiry_boundary", "openssl");
  EXPECT_EQ(converse(mine, "GET /"), "");
  EXPECT_EQ(journal().back().reason, Reason::kExpired);
}

TEST_F(TlsPolicyTest, LetsAnExpiredCertificateRenewAndNothingElse) {
  set("renew_after_expiry", "7d");
  clock.advance(pki::days(31));

  EXPECT_THAT(converse(mine, "POST /api/cert", "{}"), StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(converse(mine, "GET /orcamo/"), StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(converse(mine, "GET /"), StartsWith("HTTP/1.1 403 "));
  EXPECT_EQ(journal().back().verdict, Verdict::kAccepted);

  clock.advance(pki::days(7));
  EXPECT_EQ(converse(mine, "POST /api/cert", "{}"), "");
  EXPECT_EQ(journal().back().reason, Reason::kExpired);
}

}  // namespace
}  // namespace orcamo::mock
