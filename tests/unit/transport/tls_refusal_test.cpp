#include "transport_test.hpp"

namespace orcamo::client {
namespace {

enum class Client { kWithCertificate, kWithout };

struct Refusal {
  const char* name;
  int version;
  Client client;
  int verdict;  // of the server
  Errc code;
  const char* alert;
};

void PrintTo(const Refusal& row, std::ostream* out) { *out << row.name; }

class TlsRefusal : public TransportTest, public ::testing::WithParamInterface<Refusal> {
 protected:
  ServerSide refusing() const {
    ServerSide side = server_side(GetParam().version, GetParam().version);
    side.wants_certificate = true;
    side.verdict = GetParam().verdict;
    return side;
  }
  const pki::Credential* presented() const { return GetParam().client == Client::kWithCertificate ? &own : nullptr; }

  pki::Credential own = client_credential();
};

TEST_P(TlsRefusal, IsNamedByItsAlert) {
  ScriptedServer server(refusing(), [](Peer& peer) {
    if (!peer.shake_hands()) peer.wait_for_client();
  });
  HttpsTransport transport(trusting(), clock);

  const auto response = transport.exchange(post(server.url("/api/cert"), "{}"), presented());

  ASSERT_THAT(response, FailsWith(GetParam().code));
  EXPECT_THAT(response.error(), Says(GetParam().alert));
  EXPECT_FALSE(response.error().hint().empty());
}

// A server that closes without reading on makes the client's own writing fail first: the alert still waits to be read.
TEST_P(TlsRefusal, IsNamedEvenWhenTheServerHangsUpAtOnce) {
  ScriptedServer server(refusing(), [](Peer& peer) { peer.shake_hands(); });
  HttpsTransport transport(trusting(), clock);

  const auto response = transport.exchange(post(server.url("/"), std::string(8 << 20, 'x')), presented());

  EXPECT_THAT(response, FailsWith(GetParam().code));
}

TEST_P(TlsRefusal, OfOneCredentialDoesNotSpoilTheTransport) {
  ScriptedServer refuser(refusing(), [](Peer& peer) {
    if (!peer.shake_hands()) peer.wait_for_client();
  });
  ScriptedServer friendly(server_side(), answers(answer("welcome")));
  HttpsTransport transport(trusting(), clock);
  EXPECT_THAT(transport.exchange(get(refuser.url()), presented()), FailsWith(GetParam().code));

  EXPECT_THAT(transport.exchange(get(friendly.url()), presented()), IsOk());
}

constexpr int kNone = X509_V_OK;

INSTANTIATE_TEST_SUITE_P(
    Table, TlsRefusal,
    ::testing::Values(Refusal{"None12", TLS1_2_VERSION, Client::kWithout, kNone, Errc::kCertificateRequired,
                              "handshake_failure (40)"},
                      Refusal{"None13", TLS1_3_VERSION, Client::kWithout, kNone, Errc::kCertificateRequired,
                              "certificate_required (116)"},
                      Refusal{"Expired12", TLS1_2_VERSION, Client::kWithCertificate, X509_V_ERR_CERT_HAS_EXPIRED,
                              Errc::kCertificateExpired, "certificate_expired (45)"},
                      Refusal{"Expired13", TLS1_3_VERSION, Client::kWithCertificate, X509_V_ERR_CERT_HAS_EXPIRED,
                              Errc::kCertificateExpired, "certificate_expired (45)"},
                      Refusal{"NotYetValid12", TLS1_2_VERSION, Client::kWithCertificate, X509_V_ERR_CERT_NOT_YET_VALID,
                              Errc::kCertificateNotAccepted, "bad_certificate (42)"},
                      Refusal{"NotYetValid13", TLS1_3_VERSION, Client::kWithCertificate, X509_V_ERR_CERT_NOT_YET_VALID,
                              Errc::kCertificateNotAccepted, "bad_certificate (42)"},
                      Refusal{"UnknownCa12", TLS1_2_VERSION, Client::kWithCertificate,
                              X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, Errc::kCertificateUnknownCa,
                              "unknown_ca (48)"},
                      Refusal{"UnknownCa13", TLS1_3_VERSION, Client::kWithCertificate,
                              X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, Errc::kCertificateUnknownCa,
                              "unknown_ca (48)"},
                      Refusal{"Revoked12", TLS1_2_VERSION, Client::kWithCertificate, X509_V_ERR_CERT_REVOKED,
                              Errc::kCertificateRevoked, "certificate_revoked (44)"},
                      Refusal{"Revoked13", TLS1_3_VERSION, Client::kWithCertificate, X509_V_ERR_CERT_REVOKED,
                              Errc::kCertificateRevoked, "certificate_revoked (44)"},
                      Refusal{"Unsupported12", TLS1_2_VERSION, Client::kWithCertificate, X509_V_ERR_INVALID_PURPOSE,
                              Errc::kCertificateNotAccepted, "unsupported_certificate (43)"},
                      Refusal{"Unsupported13", TLS1_3_VERSION, Client::kWithCertificate, X509_V_ERR_INVALID_PURPOSE,
                              Errc::kCertificateNotAccepted, "unsupported_certificate (43)"},
                      // Not kConnectionLost, which says that asking again may help.
                      Refusal{"Broken12", TLS1_2_VERSION, Client::kWithCertificate, X509_V_ERR_OUT_OF_MEM,
                              Errc::kServerRefused, "internal_error (80)"},
                      Refusal{"Broken13", TLS1_3_VERSION, Client::kWithCertificate, X509_V_ERR_OUT_OF_MEM,
                              Errc::kServerRefused, "internal_error (80)"}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace orcamo::client
