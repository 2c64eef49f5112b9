#include <gmock/gmock.h>

#include "orcamo/testing/connect_proxy.hpp"
#include "transport_test.hpp"

namespace orcamo::client {
namespace {

using testing::ConnectProxy;
using testing::Cut;
using ::testing::ElementsAre;
using testing::ProxyManners;

class ThroughAProxy : public TransportTest {
 protected:
  HttpsOptions by(const std::string& proxy_url, const char* credentials = nullptr) const {
    HttpsOptions options = trusting();
    options.proxy = Proxy{proxy_url};
    if (credentials != nullptr) {
      options.proxy->credentials = std::make_shared<const pki::Secret>(pki::Secret::copy_of(credentials));
    }
    return options;
  }
};

TEST_F(ThroughAProxy, ReachesTheServer) {
  ScriptedServer server(server_side(), answers(answer("hello")));
  const ConnectProxy proxy;
  HttpsTransport transport(by(proxy.url()), clock);

  const auto response = transport.exchange(get(server.url()), nullptr);

  ASSERT_THAT(response, IsOk());
  EXPECT_EQ(response->body, "hello");
  const std::string target = "localhost:" + std::to_string(server.port());
  EXPECT_THAT(proxy.requests(), ElementsAre("CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n\r\n"));
}

TEST_F(ThroughAProxy, PresentsTheCertificateToTheServer) {
  ServerSide side = server_side();
  side.wants_certificate = true;
  ScriptedServer server(side, [](Peer& peer) {
    if (peer.shake_hands() && !peer.read_request().empty()) peer.write(answer(peer.presented_subject()));
  });
  const ConnectProxy proxy;
  HttpsTransport transport(by(proxy.url()), clock);
  const auto credential = client_credential();

  const auto response = transport.exchange(get(server.url()), &credential);

  ASSERT_THAT(response, IsOk());
  EXPECT_EQ(response->body, credential.certificate.subject());
}

TEST_F(ThroughAProxy, KeepsItsTunnel) {
  ScriptedServer server(server_side(), answers(answer("again")));
  const ConnectProxy proxy;
  HttpsTransport transport(by(proxy.url()), clock);

  for (int i = 0; i < 3; ++i) EXPECT_THAT(transport.exchange(post(server.url(), "{}"), nullptr), IsOk());

  EXPECT_EQ(proxy.tunnels(), 1);
}

TEST_F(ThroughAProxy, LeavesTheLookupOfNamesToTheProxy) {
  ScriptedServer server(server_side(), answers(answer("")));
  const ConnectProxy proxy;
  HttpsTransport transport(by(proxy.url()), clock);
  const std::string url = "https://clinic.invalid:" + std::to_string(server.port()) + "/";

  const auto response = transport.exchange(get(url), nullptr);

  EXPECT_THAT(response, FailsWith(Errc::kServerNotTrusted));  // it came to a server, which is made out to another name
  EXPECT_EQ(proxy.tunnels(), 1);
}

TEST_F(ThroughAProxy, GivesTheCredentialsItWants) {
  ScriptedServer server(server_side(), answers(answer("")));
  const ConnectProxy proxy(ProxyManners{.credentials = "Y2xpbmljOnNlY3JldA=="});

  HttpsTransport knows(by(proxy.url(), "clinic:secret"), clock);
  EXPECT_THAT(knows.exchange(get(server.url()), nullptr), IsOk());
  HttpsTransport errs(by(proxy.url(), "clinic:guess"), clock);
  EXPECT_THAT(errs.exchange(get(server.url()), nullptr), FailsWith(Errc::kProxyRefused));
  HttpsTransport knows_nothing(by(proxy.url()), clock);
  EXPECT_THAT(knows_nothing.exchange(get(server.url()), nullptr), FailsWith(Errc::kProxyRefused));
  EXPECT_EQ(proxy.tunnels(), 1);
}

TEST_F(ThroughAProxy, NeverTellsTheServerTheProxysPassword) {
  std::string seen;
  ScriptedServer server(server_side(), [&](Peer& peer) {
    if (!peer.shake_hands()) return;
    seen = peer.read_request();
    peer.write(answer(""));
  });
  const ConnectProxy proxy(ProxyManners{.credentials = "Y2xpbmljOnNlY3JldA=="});
  HttpsTransport transport(by(proxy.url(), "clinic:secret"), clock);

  ASSERT_THAT(transport.exchange(get(server.url()), nullptr), IsOk());

  server.wait_until_finished(1);
  EXPECT_EQ(seen.find("Proxy-"), std::string::npos);
}

TEST_F(ThroughAProxy, SaysThatNoProxyListens) {
  std::string url;
  {
    const ConnectProxy gone;
    url = gone.url();
  }
  HttpsTransport transport(by(url), clock);

  const auto response = transport.exchange(get("https://localhost:1/"), nullptr);

  ASSERT_THAT(response, FailsWith(Errc::kServerUnreachable));
  EXPECT_THAT(response.error(), Says("no proxy"));
}

TEST_F(ThroughAProxy, WaitsNoLongerForASilentOneThanForAServer) {
  ScriptedServer silent({}, [](Peer& peer) { peer.wait_for_client(); });
  HttpsOptions options = by("http://127.0.0.1:" + std::to_string(silent.port()));
  options.patience = std::chrono::milliseconds(120);
  HttpsTransport transport(options, clock);

  const auto response = transport.exchange(get("https://localhost:1/"), nullptr);

  ASSERT_THAT(response, FailsWith(Errc::kTimeout));
  EXPECT_THAT(response.error(), Says("asking the proxy"));
}

TEST_F(ThroughAProxy, TakesNothingThatComesBehindItsAnswer) {
  ScriptedServer eager({}, [](Peer& peer) {
    peer.write_plain("HTTP/1.1 200 OK\r\n\r\nwelcome");
    peer.wait_for_client();
  });
  HttpsTransport transport(by("http://127.0.0.1:" + std::to_string(eager.port())), clock);

  EXPECT_THAT(transport.exchange(get("https://localhost:1/"), nullptr), FailsWith(Errc::kProxyRefused));
}

TEST_F(ThroughAProxy, ReadsNoEndlessAnswer) {
  ScriptedServer endless({}, [](Peer& peer) {
    peer.write_plain("HTTP/1.1 200 OK\r\n" + std::string(32 << 10, 'x'));
    peer.wait_for_client();
  });
  HttpsTransport transport(by("http://127.0.0.1:" + std::to_string(endless.port())), clock);

  EXPECT_THAT(transport.exchange(get("https://localhost:1/"), nullptr), FailsWith(Errc::kProxyRefused));
}

TEST_F(ThroughAProxy, WantsAnAddressOfOne) {
  HttpsTransport transport(by("https://localhost:1"), clock);

  EXPECT_THAT(transport.exchange(get("https://localhost:1/"), nullptr), FailsWith(Errc::kUrlMalformed));
}

TEST_F(ThroughAProxy, AsksForAnIpv6ServerInBrackets) {
  const auto server = on_ipv6(answers(answer("six")));
  if (!server) GTEST_SKIP() << "this machine has no IPv6 loopback";
  const ConnectProxy proxy;
  HttpsTransport transport(by(proxy.url()), clock);
  const std::string target = "[::1]:" + std::to_string(server->port());

  EXPECT_THAT(transport.exchange(get("https://" + target + "/"), nullptr), IsOk());
  EXPECT_THAT(proxy.requests(), ElementsAre("CONNECT " + target + " HTTP/1.1\r\nHost: " + target + "\r\n\r\n"));
}

struct Misled {
  const char* name;
  ProxyManners manners;
  Errc code;
};

void PrintTo(const Misled& row, std::ostream* out) { *out << row.name; }

class MisleadingProxy : public ThroughAProxy, public ::testing::WithParamInterface<Misled> {};

TEST_P(MisleadingProxy, IsToldFromTheServer) {
  ScriptedServer server(server_side(), answers(answer("")));
  const ConnectProxy proxy(GetParam().manners);
  HttpsTransport transport(by(proxy.url()), clock);

  const auto response = transport.exchange(get(server.url()), nullptr);

  ASSERT_THAT(response, FailsWith(GetParam().code));
  EXPECT_THAT(response.error(), Says(GetParam().manners.refusal));
}

INSTANTIATE_TEST_SUITE_P(
    Table, MisleadingProxy,
    ::testing::Values(Misled{"Forbidden", {.refusal = "403 Forbidden"}, Errc::kProxyRefused},
                      Misled{"WantsCredentials", {.refusal = "407 Proxy Authentication Required"}, Errc::kProxyRefused},
                      Misled{"BadGateway", {.refusal = "502 Bad Gateway"}, Errc::kProxyRefused},
                      Misled{"CutInsteadOfAnAnswer", {.cut = Cut::kInsteadOfAnswer}, Errc::kConnectionLost},
                      Misled{"CutInTheTunnel", {.cut = Cut::kInTunnel}, Errc::kConnectionLost}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace orcamo::client
