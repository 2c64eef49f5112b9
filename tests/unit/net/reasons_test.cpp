#include <gmock/gmock.h>
#include <openssl/err.h>
#include <sys/socket.h>

#include <set>

#include "net/handshake_failure.hpp"
#include "odd_credentials.hpp"
#include "stage.hpp"

namespace orcamo::mock {
namespace {

using namespace std::chrono_literals;

template <int kCode>
int find_fault(int, X509_STORE_CTX* store) {
  X509_STORE_CTX_set_error(store, kCode);
  return 0;
}

struct Provocation {
  Reason reason;
  std::string alert;  // that the server sends
  HandshakeEntry (*provoke)(int version);
};

HandshakeEntry with_credential(int version, const std::function<pki::Credential(Stage&)>& make,
                               const std::string& server_name = "localhost") {
  Stage stage;
  const pki::Credential credential = make(stage);
  return stage.entry_of_client({.version = version, .server_name = server_name, .prepare = [&credential](SSL* ssl) {
                                  present(ssl, pki::NativeAccess::native(credential.certificate),
                                          pki::NativeAccess::native(credential.key));
                                  for (const pki::Certificate& link : credential.chain) {
                                    SSL_add1_chain_cert(ssl, pki::NativeAccess::native(link));
                                  }
                                }});
}

HandshakeEntry when_the_client_finds(int version, int (*fault)(int, X509_STORE_CTX*)) {
  Stage stage;
  const pki::Credential credential = stage.issue();
  return stage.entry_of_client({.credential = &credential, .version = version, .prepare = [fault](SSL* ssl) {
                                  SSL_set_verify(ssl, SSL_VERIFY_PEER, fault);
                                }});
}

HandshakeEntry with_shape(int version, std::string_view name) {
  return with_credential(version, [name](Stage& stage) {
    IssueRequest order;
    order.shape = find_certificate_shape(name);
    return stage.sandbox().issue(std::move(order)).value()->credential;
  });
}

const std::vector<std::pair<std::string, Provocation>> kProvocations{
    {"Ok",
     {Reason::kOk, "",
      [](int version) { return with_credential(version, [](Stage& stage) { return stage.issue(); }); }}},
    {"NoCertificate",
     {Reason::kNoCertificate, "*", [](int version) { return Stage().entry_of_client({.version = version}); }}},
    {"Expired",
     {Reason::kExpired, "certificate_expired",
      [](int version) {
        return with_credential(version, [](Stage& stage) {
          return stage.issue({kNow - pki::days(90), kNow - pki::Seconds(1)});
        });
      }}},
    {"NotYetValid",
     {Reason::kNotYetValid, "bad_certificate",
      [](int version) {
        return with_credential(version, [](Stage& stage) {
          return stage.issue({kNow + pki::Seconds(1), kNow + pki::days(90)});
        });
      }}},
    {"Revoked",
     {Reason::kRevoked, "certificate_revoked",
      [](int version) {
        return with_credential(version, [](Stage& stage) {
          const GenerationRef mine = stage.sandbox().issue({}).value();
          stage.sandbox().revoke(mine->credential.certificate.serial()).value();
          return mine->credential;
        });
      }}},
    {"Superseded",
     {Reason::kSuperseded, "certificate_revoked",
      [](int version) {
        return with_credential(version, [](Stage& stage) {
          const auto dies_at_issue = [](Policy& policy) {
            policy.overlap = Overlap::kOldDiesAtIssue;
            return pki::Result<void>();
          };
          stage.sandbox().change_policy(dies_at_issue).value();
          const GenerationRef old = stage.sandbox().issue({}).value();
          const auto link = stage.sandbox().request_renewal(old->credential.certificate).value();
          stage.sandbox().fetch(link.token, old->credential.certificate).value();
          return old->credential;
        });
      }}},
    {"WrongSandbox",
     {Reason::kWrongSandbox, "unknown_ca",
      [](int version) {
        return with_credential(
            version, [](Stage& stage) { return stage.server->world().add({}).value()->issue({}).value()->credential; },
            "default.localhost");
      }}},
    {"UnknownCa",
     {Reason::kUnknownCa, "unknown_ca",
      [](int version) { return with_credential(version, [](Stage&) { return Stage().issue(); }); }}},
    {"SelfSigned",
     {Reason::kSelfSigned, "unknown_ca",
      [](int version) { return with_credential(version, [](Stage&) { return self_signed(kCurrent); }); }}},
    {"BadSignature",
     {Reason::kBadSignature, "unknown_ca",
      [](int version) {
        return with_credential(version, [](Stage& stage) {
          pki::Credential credential = stage.issue();
          credential.certificate = pki::NativeAccess::wrap(with_broken_signature(credential)).value();
          return credential;
        });
      }}},
    {"Namesake",
     {Reason::kBadSignature, "unknown_ca",
      [](int version) {
        return with_credential(
            version, [](Stage& stage) { return signed_by_a_namesake_of(stage.authority().issuing(), kCurrent); });
      }}},
    {"NotForClient",
     {Reason::kNotForClient, "unsupported_certificate",
      [](int version) {
        return with_credential(version, [](Stage& stage) { return stage.authority().issue_server(kCurrent).value(); });
      }}},
    {"CaAsClient",
     {Reason::kCaAsClient, "unsupported_certificate",
      [](int version) {
        return with_credential(version, [](Stage& stage) {
          const pki::Certificate& issuing = stage.authority().issuing();
          return pki::Credential{issuing, pki::NativeAccess::wrap(key_with_the_public_half_of(issuing)).value(), {}};
        });
      }}},
    {"WeakKey",
     {Reason::kWeakKey, "bad_certificate",
      [](int version) {
        return with_credential(version, [](Stage& stage) { return stage.issue(kCurrent, short_key()); });
      }}},
    {"WeakSignature",
     {Reason::kWeakSignature, "bad_certificate", [](int version) { return with_shape(version, "sha1-signature"); }}},
    {"NameNotPermitted",
     {Reason::kNameNotPermitted, "*", [](int version) { return with_shape(version, "name-constraints"); }}},
    {"InvalidExtensions",
     {Reason::kInvalidExtensions, "bad_certificate",
      [](int version) { return with_shape(version, "duplicate-extension"); }}},
    {"UnknownCriticalExtension",
     {Reason::kUnknownCriticalExtension, "*",
      [](int version) { return with_shape(version, "unknown-critical-extension"); }}},
    {"MalformedCertificate",
     {Reason::kMalformedCertificate, "*",
      [](int version) {
        Stage stage;
        const pki::Credential credential = stage.issue();
        const pki::X509Handle broken = with_broken_encoding(credential);
        return stage.entry_of_client({.version = version, .prepare = [&](SSL* ssl) {
                                        present(ssl, broken.get(), pki::NativeAccess::native(credential.key));
                                      }});
      }}},
    {"KeyNotProven",
     {Reason::kKeyNotProven, "decrypt_error",
      [](int version) {
        return with_credential(version, [](Stage& stage) {
          pki::Credential credential = stage.issue();
          credential.key = pki::NativeAccess::wrap(key_with_the_public_half_of(credential.certificate)).value();
          return credential;
        });
      }}},
    {"KeyNotProvenByRsa",
     {Reason::kKeyNotProven, "decrypt_error",
      [](int version) {
        return with_credential(version, [](Stage& stage) {
          pki::Credential credential = stage.issue(kCurrent, pki::PrivateKey::generate(pki::KeyType::kRsa2048).value());
          credential.key = pki::NativeAccess::wrap(key_with_the_public_half_of(credential.certificate)).value();
          return credential;
        });
      }}},
    {"CaExpired",
     {Reason::kCaExpired, "certificate_expired",
      [](int version) {
        Stage stage;
        const auto brief = stage.server->world().add({.id = "brief", .authority_ends = kNow}).value();
        IssueRequest order;
        order.not_after = kNow;
        const auto credential = brief->issue(std::move(order)).value()->credential;
        brief->clock().set(kNow + pki::days(1), ClockMode::kFrozen);
        return stage.entry_of_client({.credential = &credential, .version = version}, *brief);
      }}},
    {"MessageTooLarge",
     {Reason::kMessageTooLarge, "illegal_parameter",
      [](int version) {
        return with_credential(version, [](Stage& stage) {
          pki::Credential credential = stage.issue();
          credential.chain.assign(300, stage.authority().issuing());
          return credential;
        });
      }}},
    {"VersionUnsupported",
     {Reason::kTlsVersionUnsupported, "protocol_version",
      [](int version) {
        Stage stage({.tls_versions = version == TLS1_2_VERSION ? TlsVersions::kOnly13 : TlsVersions::kOnly12});
        return stage.entry_of_client({.version = version});
      }}},
    {"NoSharedCipher",
     {Reason::kNoSharedCipher, "handshake_failure",
      [](int version) {
        return Stage().entry_of_client({.version = version, .prepare = [](SSL* ssl) {
                                          SSL_set_cipher_list(ssl, "AES128-SHA");
                                          SSL_set_ciphersuites(ssl, "TLS_AES_128_CCM_SHA256");
                                        }});
      }}},
    {"ProtocolError",
     {Reason::kProtocolError, "*",
      [](int version) {
        return Stage().entry_of_octets(client_hello(version) + std::string("\x16\x03\x03\x00\x04\x63\x00\x00\x00", 9));
      }}},
    {"ServerNotTrusted",
     {Reason::kServerNotTrusted, "",
      [](int version) {
        return when_the_client_finds(version, find_fault<X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY>);
      }}},
    {"ServerCertificateRefused",
     {Reason::kServerCertificateRefused, "",
      [](int version) { return when_the_client_finds(version, find_fault<X509_V_ERR_HOSTNAME_MISMATCH>); }}},
    {"ServerCertificateExpired",
     {Reason::kServerCertificateExpired, "",
      [](int version) { return when_the_client_finds(version, find_fault<X509_V_ERR_CERT_HAS_EXPIRED>); }}},
    {"ClientAlert",
     {Reason::kClientAlert, "",
      [](int version) {
        return Stage().entry_of_octets(client_hello(version) + std::string("\x15\x03\x03\x00\x02\x02\x5a", 7));
      }}},
    {"ClosedByClient",
     {Reason::kClosedByClient, "", [](int version) { return Stage().entry_of_octets(client_hello(version)); }}},
    {"ResetByClient",
     {Reason::kResetByClient, "",
      [](int version) {
        Stage stage;
        return stage.entry_of([&] {
          Peer peer(stage.server->port());
          peer.send(client_hello(version));
          peer.receive(1);  // the server waits for an answer
          const linger roughly{.l_onoff = 1, .l_linger = 0};
          ::setsockopt(peer.descriptor(), SOL_SOCKET, SO_LINGER, &roughly, sizeof roughly);
        });
      }}},
    {"TimedOut",
     {Reason::kTimedOut, "",
      [](int version) {
        Stage stage({.patience = 30ms});
        return stage.entry_of([&] {
          Peer peer(stage.server->port());
          peer.send(client_hello(version));
          peer.receive_all();
        });
      }}},
};

using Row = std::tuple<std::size_t, int>;

class Provoked : public testing::TestWithParam<Row> {
 protected:
  static const Provocation& row() { return kProvocations[std::get<0>(GetParam())].second; }
  static int version() { return std::get<1>(GetParam()); }
};

TEST_P(Provoked, IsWhatTheJournalSays) {
  const HandshakeEntry entry = row().provoke(version());

  EXPECT_EQ(reason_name(entry.reason), reason_name(row().reason)) << entry.detail << " " << entry.code;
  EXPECT_EQ(entry.verdict, row().reason == Reason::kOk ? Verdict::kAccepted : Verdict::kRefused);
  if (row().alert != "*") {
    EXPECT_EQ(entry.alert, row().alert);
  }
  EXPECT_NE(entry.detail, "");
}

INSTANTIATE_TEST_SUITE_P(Reasons, Provoked,
                         testing::Combine(testing::Range<std::size_t>(0, kProvocations.size()),
                                          testing::Values(TLS1_2_VERSION, TLS1_3_VERSION)),
                         [](const auto& row) {
                           return kProvocations[std::get<0>(row.param)].first +
                                  (std::get<1>(row.param) == TLS1_2_VERSION ? "Tls12" : "Tls13");
                         });

struct Octets {
  const char* name;
  std::string octets;
  Reason reason;
};
void PrintTo(const Octets& row, std::ostream* out) { *out << row.name; }

const std::vector<Octets> kBeforeTls{
    {"PlainHttp", "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", Reason::kPlainHttp},
    {"PlainDelete", "DELETE /x HTTP/1.1\r\nHost: localhost\r\n\r\n", Reason::kPlainHttp},
    {"PlainOptions", "OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n", Reason::kPlainHttp},
    {"PlainPatch", "PATCH / HTTP/1.1\r\nHost: localhost\r\n\r\n", Reason::kPlainHttp},
    {"PlainTrace", "TRACE / HTTP/1.1\r\nHost: localhost\r\n\r\n", Reason::kPlainHttp},
    {"PlainHttp2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", Reason::kPlainHttp},
    {"ProxyRequest", "CONNECT localhost:443 HTTP/1.1\r\n\r\n", Reason::kProxyRequest},
    {"NotTls", std::string(100, '\xff'), Reason::kNotTls},
    {"ClosedBeforeHello", "", Reason::kClosedBeforeHello},
    {"ClosedInTheHello", client_hello(0).substr(0, 20), Reason::kClosedBeforeHello}};

class BeforeTls : public testing::TestWithParam<Octets> {};

TEST_P(BeforeTls, IsTold) {
  const HandshakeEntry entry = Stage().entry_of_octets(GetParam().octets);

  EXPECT_EQ(reason_name(entry.reason), reason_name(GetParam().reason)) << entry.detail;
  EXPECT_EQ(entry.tls_version, "");
}

INSTANTIATE_TEST_SUITE_P(Octets, BeforeTls, testing::ValuesIn(kBeforeTls),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(Reasons, TellASilentClientFromASlowOne) {
  Stage stage({.patience = 30ms});

  const HandshakeEntry entry = stage.entry_of([&] { Peer(stage.server->port()).receive_all(); });

  EXPECT_EQ(entry.reason, Reason::kSilent);
}

TEST(Reasons, TellThatNoSignatureFitsWhereTheVersionSaysSo) {
  const auto reason = [](int version) {
    return Stage()
        .entry_of_client(
            {.version = version, .prepare = [](SSL* ssl) { SSL_set1_sigalgs_list(ssl, "RSA-PSS+SHA256"); }})
        .reason;
  };

  EXPECT_EQ(reason(TLS1_3_VERSION), Reason::kNoSharedSignature);
  EXPECT_EQ(reason(TLS1_2_VERSION), Reason::kNoSharedCipher);
}

TEST(Reasons, TellAFallbackThatTheServerNeedNotAccept) {
  const HandshakeEntry entry = Stage().entry_of_client(
      {.version = TLS1_2_VERSION, .prepare = [](SSL* ssl) { SSL_set_mode(ssl, SSL_MODE_SEND_FALLBACK_SCSV); }});

  EXPECT_EQ(entry.reason, Reason::kFallbackRefused);
  EXPECT_EQ(entry.alert, "inappropriate_fallback");
}

TEST(Reasons, TellOldVersions) {
  const HandshakeEntry entry =
      Stage().entry_of_client({.version = TLS1_1_VERSION, .prepare = [](SSL* ssl) { SSL_set_security_level(ssl, 0); }});

  EXPECT_EQ(entry.reason, Reason::kTlsVersionUnsupported);
}

TEST(Reasons, KeepTheCodeWhereTheAlertIsAnother) {
  const HandshakeEntry entry = with_credential(
      TLS1_3_VERSION, [](Stage& stage) { return signed_by_a_namesake_of(stage.authority().issuing(), kCurrent); });

  EXPECT_EQ(entry.code, X509_V_ERR_CERT_SIGNATURE_FAILURE);
  EXPECT_EQ(entry.depth, 0);
  EXPECT_EQ(entry.alert, "unknown_ca");
}

TEST(Reasons, LeaveWhatIsUnknownToTheCollectiveOne) {
  const HandshakeFailure failure =
      explain({.error = ERR_PACK(ERR_LIB_SSL, 0, ERR_R_INTERNAL_ERROR), .hello_seen = true});

  EXPECT_EQ(failure.reason, Reason::kAborted);
}

// The journal's promise: whatever has a name here can be provoked, and is: in the tables, or in a test of its own
// above.
TEST(Reasons, AreAllProvokedButTheCollectiveOnes) {
  std::set<Reason> provoked{Reason::kSilent, Reason::kNoSharedSignature, Reason::kFallbackRefused};
  for (const auto& [name, row] : kProvocations) provoked.insert(row.reason);
  for (const Octets& row : kBeforeTls) provoked.insert(row.reason);
  const std::set<Reason> collective{Reason::kUnsuitable, Reason::kAborted};

  for (int i = 0; i <= static_cast<int>(Reason::kAborted); ++i) {
    const auto reason = static_cast<Reason>(i);
    EXPECT_TRUE(provoked.contains(reason) || collective.contains(reason)) << reason_name(reason);
  }
}

}  // namespace
}  // namespace orcamo::mock
