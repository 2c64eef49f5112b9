#include "net/tls_context.hpp"

#include <gmock/gmock.h>
#include <openssl/err.h>

#include <vector>

#include "memory_handshake.hpp"
#include "odd_credentials.hpp"
#include "orcamo/pki/clock.hpp"
#include "tls_client.hpp"

namespace orcamo::mock {
namespace {

using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

const pki::TimePoint kNow = std::chrono::sys_days(std::chrono::year(2031) / 2 / 3);
const pki::Validity kCurrent{kNow - pki::days(1), kNow + pki::days(89)};

class MutualTls : public testing::Test {
 protected:
  MutualTls() : world_(World::create(clock_).value()) { context_.emplace(TlsContext::create(*world_).value()); }
  ~MutualTls() override { EXPECT_EQ(ERR_peek_error(), 0U); }

  pki::Credential issue(pki::Validity validity = kCurrent) { return issue_by(authority(), validity); }
  static pki::Credential issue_by(const CertificateAuthority& authority, pki::Validity validity) {
    const pki::PrivateKey key = pki::PrivateKey::generate(pki::KeyType::kP256).value();
    return authority.issue_client({.organization = "u00000001", .common_name = "client001"}, validity, key, "482913")
        .value();
  }
  const CertificateAuthority& authority() { return world_->default_sandbox().authority(); }
  std::vector<HandshakeEntry> journal() { return world_->default_sandbox().journal().entries(); }

  pki::ManualClock clock_{kNow};
  std::unique_ptr<World> world_;
  std::optional<TlsContext> context_;
};

struct Refusal {
  std::string name;
  int version;
  Reason reason;
  int alert;
  std::string alert_name;
  int code;
};
void PrintTo(const Refusal& row, std::ostream* out) { *out << row.name; }

class Refuses : public MutualTls, public testing::WithParamInterface<Refusal> {
 protected:
  // presented is the certificate that the row is about; the sandbox clock says kNow.
  std::optional<pki::Credential> presented() {
    switch (GetParam().reason) {
      case Reason::kExpired:
        return issue({kNow - pki::days(90), kNow - seconds(1)});
      case Reason::kNotYetValid:
        return issue({kNow + seconds(1), kNow + pki::days(90)});
      case Reason::kUnknownCa:
        return issue_by(CertificateAuthority::create("somebody else's").value(), kCurrent);
      default:
        return std::nullopt;
    }
  }
};

TEST_P(Refuses, WithTheAlertThatTheClientSeesAndTheJournalSays) {
  const auto credential = presented();
  Handshake handshake(*world_, *context_,
                      {.credential = credential ? &*credential : nullptr, .version = GetParam().version});

  handshake.run();

  EXPECT_EQ(handshake.client.alert(), GetParam().alert);
  ASSERT_THAT(journal(), SizeIs(1));
  const HandshakeEntry entry = journal().front();
  EXPECT_EQ(entry.verdict, Verdict::kRefused);
  EXPECT_EQ(reason_name(entry.reason), reason_name(GetParam().reason));
  EXPECT_EQ(entry.alert, GetParam().alert_name);
  EXPECT_EQ(entry.code, GetParam().code);
  // Of an unknown authority OpenSSL blames the last certificate that was sent: the intermediate.
  EXPECT_EQ(entry.depth, GetParam().reason == Reason::kUnknownCa ? 1 : 0);
  EXPECT_EQ(entry.tls_version, GetParam().version == TLS1_2_VERSION ? "TLSv1.2" : "TLSv1.3");
  EXPECT_EQ(entry.server_name, "localhost");
  EXPECT_EQ(entry.clock, kNow);
  EXPECT_EQ(entry.serial, credential ? credential->certificate.serial() : "");
  EXPECT_EQ(entry.validity, credential ? std::optional(credential->certificate.validity()) : std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(
    Table, Refuses,
    testing::Values(Refusal{"NoneTls12", TLS1_2_VERSION, Reason::kNoCertificate, 40, "handshake_failure", 0},
                    Refusal{"NoneTls13", TLS1_3_VERSION, Reason::kNoCertificate, 116, "certificate_required", 0},
                    Refusal{"ExpiredTls12", TLS1_2_VERSION, Reason::kExpired, 45, "certificate_expired", 10},
                    Refusal{"ExpiredTls13", TLS1_3_VERSION, Reason::kExpired, 45, "certificate_expired", 10},
                    Refusal{"FutureTls12", TLS1_2_VERSION, Reason::kNotYetValid, 42, "bad_certificate", 9},
                    Refusal{"FutureTls13", TLS1_3_VERSION, Reason::kNotYetValid, 42, "bad_certificate", 9},
                    Refusal{"UnknownCaTls12", TLS1_2_VERSION, Reason::kUnknownCa, 48, "unknown_ca", 20},
                    Refusal{"UnknownCaTls13", TLS1_3_VERSION, Reason::kUnknownCa, 48, "unknown_ca", 20}),
    [](const auto& row) { return row.param.name; });

// What the persona answers over HTTP, OpenSSL has to go on from, though the client's flight comes in pieces.
TEST_F(MutualTls, GoesOnAfterARefusalThatHttpAnswers) {
  ASSERT_TRUE(world_->default_sandbox().change_policy([](Policy& policy) {
    policy.persona = Persona::kHttp400;
    return pki::Result<void>();
  }));
  pki::Credential forged = issue();
  forged.certificate = pki::NativeAccess::wrap(with_broken_signature(forged)).value();
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    Handshake handshake(*world_, *context_, {.credential = &forged, .version = version}, nullptr, 64);
    handshake.run();

    EXPECT_TRUE(SSL_is_init_finished(handshake.server())) << version;
    EXPECT_EQ(handshake.client.alert(), -1) << version;
    EXPECT_EQ(reason_name(handshake.record.entry.reason), "bad_signature");
  }
}

class Accepts : public MutualTls, public testing::WithParamInterface<int> {};

TEST_P(Accepts, ACurrentCertificate) {
  const pki::Credential credential = issue();
  Handshake handshake(
      *world_, *context_,
      {.credential = &credential, .trusted = &world_->server_authority().root(), .version = GetParam()});

  handshake.run();

  EXPECT_EQ(handshake.client.alert(), -1);
  ASSERT_THAT(journal(), SizeIs(1));
  const HandshakeEntry entry = journal().front();
  EXPECT_EQ(entry.verdict, Verdict::kAccepted);
  EXPECT_EQ(entry.reason, Reason::kOk);
  EXPECT_EQ(entry.code, 0);
  EXPECT_EQ(entry.alert, "");
  EXPECT_FALSE(entry.resumed);
  EXPECT_EQ(entry.fingerprint_sha256, credential.certificate.fingerprint_sha256());
  EXPECT_EQ(entry.subject, credential.certificate.subject());
  EXPECT_EQ(handshake.record.presented, credential.certificate);
}

TEST_P(Accepts, BothBoundarySecondsAndNoneBeyond) {
  const pki::Credential credential = issue({kNow, kNow + pki::days(90)});
  const auto verdict_at = [&](pki::TimePoint now) {
    clock_.set(now);
    Handshake handshake(*world_, *context_, {.credential = &credential, .version = GetParam()});
    handshake.run();
    return std::string(reason_name(journal().back().reason));
  };

  EXPECT_EQ(verdict_at(kNow), "ok");
  EXPECT_EQ(verdict_at(kNow - seconds(1)), "not_yet_valid");
  EXPECT_EQ(verdict_at(kNow + pki::days(90)), "ok");
  EXPECT_EQ(verdict_at(kNow + pki::days(90) + seconds(1)), "expired");
  EXPECT_EQ(verdict_at(kNow + pki::days(90)), "ok");
}

TEST_P(Accepts, ALeafWithoutItsIntermediate) {
  pki::Credential credential = issue();
  credential.chain.clear();
  Handshake handshake(*world_, *context_, {.credential = &credential, .version = GetParam()});

  handshake.run();

  EXPECT_EQ(handshake.record.entry.reason, Reason::kOk);
}

TEST_P(Accepts, AndNeverResumes) {
  const pki::Credential credential = issue();
  Handshake first(*world_, *context_, {.credential = &credential, .version = GetParam()});
  first.run();
  SSL_SESSION* const session = SSL_get0_session(first.client.ssl());
  Handshake second(*world_, *context_, {.credential = &credential, .version = GetParam()});
  SSL_set_session(second.client.ssl(), session);

  second.run();

  EXPECT_EQ(second.record.entry.reason, Reason::kOk);
  EXPECT_EQ(SSL_session_reused(second.client.ssl()), 0);
}

TEST_P(Accepts, AndListsRootAndIssuingAuthority) {
  const pki::Credential credential = issue();
  Handshake handshake(*world_, *context_, {.credential = &credential, .version = GetParam()});

  handshake.run();

  EXPECT_THAT(handshake.client.requested_authorities(),
              UnorderedElementsAre(authority().root().subject(), authority().issuing().subject()));
}

TEST_P(Accepts, AndSendsTheServersIntermediateWithoutTheRoot) {
  const pki::Credential credential = issue();
  Handshake handshake(*world_, *context_, {.credential = &credential, .version = GetParam()});

  handshake.run();

  EXPECT_THAT(handshake.client.server_chain(), SizeIs(2));
  EXPECT_EQ(handshake.client.server_chain().back(), world_->server_authority().issuing().subject());
}

INSTANTIATE_TEST_SUITE_P(Versions, Accepts, testing::Values(TLS1_2_VERSION, TLS1_3_VERSION),
                         [](const auto& row) { return row.param == TLS1_2_VERSION ? "Tls12" : "Tls13"; });

TEST_F(MutualTls, SaysBothDatesAndTheClockWhereDatesDecided) {
  const pki::Credential credential = issue({kNow - pki::days(90), kNow - seconds(1)});
  Handshake handshake(*world_, *context_, {.credential = &credential});

  handshake.run();

  EXPECT_THAT(handshake.record.entry.detail,
              testing::AllOf(HasSubstr("2030-11-05T00:00:00Z"), HasSubstr("2031-02-02T23:59:59Z"),
                             HasSubstr("2031-02-03T00:00:00Z")));
}

TEST_F(MutualTls, RefusesAServersCertificate) {
  const pki::Credential credential = authority().issue_server(pki::always()).value();
  Handshake handshake(*world_, *context_, {.credential = &credential});

  handshake.run();

  EXPECT_EQ(handshake.record.entry.reason, Reason::kNotForClient);
  EXPECT_EQ(handshake.record.entry.code, X509_V_ERR_INVALID_PURPOSE);
  EXPECT_EQ(handshake.client.alert(), SSL_AD_UNSUPPORTED_CERTIFICATE);
}

TEST_F(MutualTls, ChoosesHttp11OnlyWhenItIsOffered) {
  const pki::Credential credential = issue();
  const auto chosen = [&](std::vector<std::string> offered) {
    Handshake handshake(*world_, *context_, {.credential = &credential, .protocols = std::move(offered)});
    handshake.run();
    EXPECT_EQ(handshake.record.entry.reason, Reason::kOk);
    const unsigned char* name = nullptr;
    unsigned length = 0;
    SSL_get0_alpn_selected(handshake.client.ssl(), &name, &length);
    return std::string(reinterpret_cast<const char*>(name), length);
  };

  EXPECT_EQ(chosen({"h2", "http/1.1"}), "http/1.1");
  EXPECT_EQ(chosen({"h2"}), "");
  EXPECT_EQ(chosen({}), "");
}

TEST_F(MutualTls, TellsThatTheClientDoesNotTrustTheServer) {
  const pki::Credential credential = issue();
  const pki::Certificate stranger = CertificateAuthority::create("stranger").value().root();
  Handshake handshake(*world_, *context_, {.credential = &credential, .trusted = &stranger});

  handshake.run();

  EXPECT_EQ(handshake.record.entry.verdict, Verdict::kRefused);
  EXPECT_EQ(handshake.record.entry.reason, Reason::kServerNotTrusted);
  EXPECT_THAT(handshake.record.entry.detail, HasSubstr("unknown_ca"));
}

TEST_F(MutualTls, KeepsToTheVersionsThatWereAskedFor) {
  const pki::Credential credential = issue();
  const auto version = [&](TlsVersions versions, int client) {
    const TlsContext context = TlsContext::create(*world_, versions).value();
    Handshake handshake(*world_, context, {.credential = &credential, .version = client});
    handshake.run();
    return handshake.record.entry.reason == Reason::kOk ? handshake.record.entry.tls_version
                                                        : handshake.record.entry.alert;
  };

  EXPECT_EQ(version(TlsVersions::kOnly12, 0), "TLSv1.2");
  EXPECT_EQ(version(TlsVersions::kOnly13, 0), "TLSv1.3");
  EXPECT_EQ(version(TlsVersions::kBoth, 0), "TLSv1.3");
  EXPECT_EQ(version(TlsVersions::kOnly12, TLS1_3_VERSION), "protocol_version");
  EXPECT_EQ(version(TlsVersions::kOnly13, TLS1_2_VERSION), "protocol_version");
}

TEST_F(MutualTls, FindsTheDefaultSandboxForAnyOtherName) {
  const pki::Credential credential = issue();
  for (const char* const name : {"", "localhost", "nosuch.localhost", "DEFAULT.localhost", "example.test"}) {
    Handshake handshake(*world_, *context_, {.credential = &credential, .server_name = name});
    handshake.run();

    EXPECT_EQ(handshake.record.sandbox.get(), &world_->default_sandbox()) << name;
    EXPECT_EQ(handshake.record.entry.server_name, name);
    EXPECT_EQ(handshake.record.entry.reason, Reason::kOk) << name;
  }
}

TEST_F(MutualTls, JournalsAConnectionOnce) {
  const pki::Credential credential = issue();
  Handshake handshake(*world_, *context_, {.credential = &credential});
  handshake.run();

  handshake.record.conclude(handshake.server(), HandshakeEnd::kTimedOut, 0);

  EXPECT_THAT(journal(), SizeIs(1));
  EXPECT_EQ(journal().front().reason, Reason::kOk);
}

}  // namespace
}  // namespace orcamo::mock
