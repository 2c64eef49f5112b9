#include <gmock/gmock.h>
#include <openssl/err.h>

#include "authority/certificate_authority.hpp"
#include "authority/certificate_builder.hpp"
#include "identities.hpp"
#include "orcamo/client/pkcs12.hpp"
#include "orcamo/testing/matchers.hpp"
#include "orcamo/testing/printers.hpp"
#include "p12_builder.hpp"

// Which certificate of a PKCS#12 file is the identity.
namespace orcamo::testing {
namespace {

using client::open_pkcs12;
using pki::Errc;

class ChoiceOfIdentity : public ::testing::Test {
 protected:
  ~ChoiceOfIdentity() override { EXPECT_EQ(ERR_peek_error(), 0u) << "OpenSSL's error queue was left full"; }

  static pki::Result<pki::Credential> open(const P12Parts& parts) {
    return open_pkcs12(build_p12(parts, kPassword), kPassword);
  }

  const pki::Credential one_ = issue();
  const pki::Credential two_ = issue({.facility = "u00000002", .serial = "345678"});
};

TEST_F(ChoiceOfIdentity, GoesByTheKeyAndNotByPosition) {
  const auto opened =
      open({.keys = {{two_.key, ""}}, .certificates = {{one_.certificate, ""}, {two_.certificate, ""}}});

  ASSERT_THAT(opened, IsOk());
  EXPECT_EQ(opened->certificate, two_.certificate);
}

TEST_F(ChoiceOfIdentity, IgnoresALocalKeyIdThatLies) {
  const auto opened =
      open({.keys = {{one_.key, "1"}}, .certificates = {{one_.certificate, "2"}, {two_.certificate, "1"}}});

  ASSERT_THAT(opened, IsOk());
  EXPECT_EQ(opened->certificate, one_.certificate);
}

TEST_F(ChoiceOfIdentity, RefusesAKeyOfNoneOfTheCertificates) {
  EXPECT_THAT(open({.keys = {{one_.key, "1"}}, .certificates = {{two_.certificate, "1"}}}),
              FailsWith(Errc::kKeyMismatch));
}

TEST_F(ChoiceOfIdentity, RefusesSeveralIdentities) {
  EXPECT_THAT(open({.keys = {{one_.key, "1"}, {two_.key, "2"}},
                    .certificates = {{one_.certificate, "1"}, {two_.certificate, "2"}}}),
              FailsWith(Errc::kP12SeveralIdentities));
  EXPECT_THAT(open({.keys = {{one_.key, "1"}, {two_.key, ""}},
                    .certificates = {{one_.certificate, "1"}, {two_.certificate, ""}}}),
              FailsWith(Errc::kP12SeveralIdentities));
}

TEST_F(ChoiceOfIdentity, PassesOverAKeyWithoutCertificate) {
  EXPECT_THAT(open({.keys = {{two_.key, ""}, {one_.key, ""}}, .certificates = {{one_.certificate, ""}}}), IsOk());
}

TEST_F(ChoiceOfIdentity, TakesTheSameIdentityTwiceForOne) {
  EXPECT_THAT(open({.keys = {{one_.key, ""}, {one_.key, ""}},
                    .certificates = {{one_.certificate, ""}, {one_.certificate, ""}}}),
              IsOk());
}

TEST_F(ChoiceOfIdentity, GoesByLocalKeyIdBetweenCertificatesOfOneKey) {
  const auto authority = mock::CertificateAuthority::create("one key").value();
  const mock::SubjectName subject{.organization = "u00000001", .common_name = "client001"};
  const auto older = authority.issue_client(subject, one_.certificate.validity(), one_.key, "111111").value();
  const auto newer = authority.issue_client(subject, one_.certificate.validity(), one_.key, "222222").value();

  const auto opened =
      open({.keys = {{one_.key, "n"}}, .certificates = {{older.certificate, "o"}, {newer.certificate, "n"}}});
  ASSERT_THAT(opened, IsOk());
  EXPECT_EQ(opened->certificate, newer.certificate);

  EXPECT_THAT(open({.keys = {{one_.key, ""}}, .certificates = {{older.certificate, ""}, {newer.certificate, ""}}}),
              FailsWith(Errc::kP12SeveralIdentities));
}

// Two authorities that have certified one another: each is above the other, for ever.
TEST_F(ChoiceOfIdentity, GoesRoundNoCircleOfAuthorities) {
  const auto key = [] { return pki::PrivateKey::generate(pki::KeyType::kP256).value(); };
  const auto plan = [&](const char* name) {
    return mock::CertificatePlan{.serial = {1},
                                 .subject = {{"CN", name}},
                                 .validity = one_.certificate.validity(),
                                 .extensions = {{"basicConstraints", "critical,CA:TRUE"}}};
  };
  const pki::PrivateKey key_a = key();
  const pki::PrivateKey key_b = key();
  const auto root_a = mock::self_sign_certificate(plan("A"), key_a).value();
  const auto root_b = mock::self_sign_certificate(plan("B"), key_b).value();
  const auto a = mock::sign_certificate(plan("A"), key_a, {root_b, key_b}).value();
  const auto b = mock::sign_certificate(plan("B"), key_b, {root_a, key_a}).value();
  mock::CertificatePlan leaf_plan = plan("leaf");
  leaf_plan.extensions.clear();
  const auto leaf = mock::sign_certificate(leaf_plan, one_.key, {root_a, key_a}).value();

  const auto opened = open(
      {.keys = {{one_.key, ""}}, .certificates = {{leaf, ""}, {a, ""}, {b, ""}, {two_.certificate, ""}, {root_a, ""}}});

  ASSERT_THAT(opened, IsOk());
  EXPECT_THAT(opened->chain, ::testing::ElementsAre(a, b));
}

TEST_F(ChoiceOfIdentity, TellsWhatIsMissing) {
  EXPECT_THAT(open({.keys = {}, .certificates = {{one_.certificate, ""}}}), FailsWith(Errc::kP12NoKey));
  EXPECT_THAT(open({.keys = {{one_.key, ""}}, .certificates = {}}), FailsWith(Errc::kP12NoCertificate));
}

TEST_F(ChoiceOfIdentity, RefusesMoreBagsThanAnIdentityHas) {
  P12Parts parts{.keys = {{one_.key, ""}}, .certificates = {}};
  for (int i = 0; i < 256; ++i) parts.certificates.push_back({one_.certificate, ""});

  EXPECT_THAT(open(parts), FailsWith(Errc::kP12LimitExceeded));
}

}  // namespace
}  // namespace orcamo::testing
