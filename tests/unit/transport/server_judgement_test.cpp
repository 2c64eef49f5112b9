#include "transport_test.hpp"

namespace orcamo::client {
namespace {

class ServerCertificate : public TransportTest, public ::testing::WithParamInterface<int> {
 protected:
  pki::Result<HttpResponse> ask(const std::string& host, const mock::CertificateAuthority& trusted) {
    HttpsOptions options;
    options.trusted = {trusted.root()};
    HttpsTransport transport(std::move(options), clock);
    return transport.exchange(get("https://" + host + ":" + std::to_string(server.port()) + "/"), nullptr);
  }

  ScriptedServer server{server_side(GetParam(), GetParam()), answers(answer("hello"))};
};

INSTANTIATE_TEST_SUITE_P(Tls, ServerCertificate, ::testing::Values(TLS1_2_VERSION, TLS1_3_VERSION),
                         [](const auto& row) { return row.param == TLS1_2_VERSION ? "Tls12" : "Tls13"; });

TEST_P(ServerCertificate, OfATrustedRootIsAccepted) {
  EXPECT_THAT(ask("localhost", authority), IsOk());
  EXPECT_THAT(ask("127.0.0.1", authority), IsOk());
}

TEST_P(ServerCertificate, OfAnUnknownRootIsNotTrusted) {
  const auto stranger = mock::CertificateAuthority::create("Stranger").value();

  const auto response = ask("localhost", stranger);

  ASSERT_THAT(response, FailsWith(Errc::kServerNotTrusted));
  EXPECT_THAT(response.error(), Says("no trusted root"));
  EXPECT_THAT(response.error().hint(), ::testing::HasSubstr("as trusted"));
}

TEST_P(ServerCertificate, IsNotTrustedWhereNothingIs) {
  HttpsTransport transport(HttpsOptions{}, clock);

  EXPECT_THAT(transport.exchange(get(server.url()), nullptr), FailsWith(Errc::kServerNotTrusted));
}

TEST_P(ServerCertificate, OfAnotherNameIsNotTrusted) {
  const auto response = ask("a.b.localhost", authority);

  ASSERT_THAT(response, FailsWith(Errc::kServerNotTrusted));
  EXPECT_THAT(response.error(), Says("not to a.b.localhost"));
}

TEST_P(ServerCertificate, OfAWildcardBelowLocalhostIsAccepted) { EXPECT_THAT(ask("one.localhost", authority), IsOk()); }

TEST_P(ServerCertificate, OfAnotherAddressIsNotTrusted) {
  ServerSide side = server_side(GetParam(), GetParam());
  side.address = "127.0.0.2";
  ScriptedServer elsewhere(side, answers(answer("hello")));
  HttpsTransport transport(trusting(), clock);

  const auto response = transport.exchange(get("https://127.0.0.2:" + std::to_string(elsewhere.port()) + "/"), nullptr);

  ASSERT_THAT(response, FailsWith(Errc::kServerNotTrusted));
  EXPECT_THAT(response.error(), Says("not to 127.0.0.2"));
}

TEST_P(ServerCertificate, IsJudgedByTheGivenClock) {
  clock.set(life.not_after);
  EXPECT_THAT(ask("localhost", authority), IsOk());

  clock.advance(pki::Seconds(1));
  const auto expired = ask("localhost", authority);
  ASSERT_THAT(expired, FailsWith(Errc::kServerNotTrusted));
  EXPECT_THAT(expired.error(), Says("has expired"));
  EXPECT_THAT(expired.error(), Says(pki::format_rfc3339(life.not_after)));
}

TEST_P(ServerCertificate, ThatIsNotYetValidIsNotTrusted) {
  clock.set(life.not_before);
  EXPECT_THAT(ask("localhost", authority), IsOk());

  clock.advance(pki::Seconds(-1));
  const auto early = ask("localhost", authority);
  ASSERT_THAT(early, FailsWith(Errc::kServerNotTrusted));
  EXPECT_THAT(early.error(), Says("not yet valid"));
}

TEST_P(ServerCertificate, ForClientsOnlyIsNotTrusted) {
  ServerSide side = server_side(GetParam(), GetParam());
  side.credential = client_credential("localhost");
  ScriptedServer impostor(side, answers(answer("hello")));
  HttpsTransport transport(trusting(), clock);

  EXPECT_THAT(transport.exchange(get(impostor.url()), nullptr), FailsWith(Errc::kServerNotTrusted));
}

class NotTls : public TransportTest {};

TEST_F(NotTls, PlainHttpIsNamed) {
  ScriptedServer server(ServerSide{}, [](Peer& peer) {
    peer.write_plain("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
    peer.wait_for_client();
  });
  HttpsTransport transport(trusting(), clock);

  const auto response = transport.exchange(get(server.url()), nullptr);

  ASSERT_THAT(response, FailsWith(Errc::kServerNotTls));
  EXPECT_THAT(response.error().hint(), ::testing::HasSubstr("port"));
}

TEST_F(NotTls, OtherProtocolIsNamed) {
  ScriptedServer server(ServerSide{}, [](Peer& peer) {
    peer.write_plain("220 mail.example ready\r\n");
    peer.wait_for_client();
  });
  HttpsTransport transport(trusting(), clock);

  EXPECT_THAT(transport.exchange(get(server.url()), nullptr), FailsWith(Errc::kServerNotTls));
}

struct Versions {
  const char* name;
  int server;
  TlsVersions client;
};

void PrintTo(const Versions& row, std::ostream* out) { *out << row.name; }

class NoCommonVersion : public TransportTest, public ::testing::WithParamInterface<Versions> {};

TEST_P(NoCommonVersion, IsNamed) {
  ScriptedServer server(server_side(GetParam().server, GetParam().server), answers(answer("hello")));
  HttpsOptions options = trusting();
  options.tls_versions = GetParam().client;
  HttpsTransport transport(options, clock);

  const auto response = transport.exchange(get(server.url()), nullptr);

  ASSERT_THAT(response, FailsWith(Errc::kServerNotTls));
  EXPECT_THAT(response.error(), Says("version"));
}

INSTANTIATE_TEST_SUITE_P(Table, NoCommonVersion,
                         ::testing::Values(Versions{"ServerOnly12", TLS1_2_VERSION, TlsVersions::kOnly13},
                                           Versions{"ServerOnly13", TLS1_3_VERSION, TlsVersions::kOnly12}),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace orcamo::client
