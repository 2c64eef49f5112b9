#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

#include "transport_test.hpp"

namespace orcamo::client {
namespace {

class HttpsExchange : public TransportTest {};

TEST_F(HttpsExchange, ReturnsStatusHeadersAndBody) {
  ScriptedServer server(server_side(), answers(answer("hello", "418 Teapot", "X-Pot: tea\r\n")));
  HttpsTransport transport(trusting(), clock);

  const auto response = transport.exchange(get(server.url()), nullptr);

  ASSERT_THAT(response, IsOk());
  EXPECT_EQ(response->status, 418U);
  EXPECT_EQ(response->header("x-pot"), "tea");
  EXPECT_EQ(response->header("X-Kettle"), "");
  EXPECT_EQ(response->body, "hello");
}

TEST_F(HttpsExchange, SendsTheRequestAsGiven) {
  std::string seen;
  ScriptedServer server(server_side(), [&](Peer& peer) {
    if (!peer.shake_hands()) return;
    seen = peer.read_request();
    peer.write(answer(""));
  });
  HttpsTransport transport(trusting(), clock);

  EXPECT_THAT(transport.exchange(post(server.url("/api/cert"), "{}"), nullptr), IsOk());

  server.wait_until_finished(1);
  EXPECT_EQ(seen, "POST /api/cert HTTP/1.1\r\nHost: localhost:" + std::to_string(server.port()) +
                      "\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\n{}");
}

TEST_F(HttpsExchange, CarriesLargeBodiesBothWays) {
  const std::string large(1 << 20, 'x');
  std::size_t seen = 0;
  ScriptedServer server(server_side(), [&](Peer& peer) {
    if (!peer.shake_hands()) return;
    seen = peer.read_request().size();
    peer.write(answer(large));
  });
  HttpsTransport transport(trusting(), clock);

  const auto response = transport.exchange(post(server.url(), large), nullptr);

  ASSERT_THAT(response, IsOk());
  EXPECT_EQ(response->body, large);
  server.wait_until_finished(1);
  EXPECT_GT(seen, large.size());
}

TEST_F(HttpsExchange, PresentsTheCredentialWithItsChain) {
  ServerSide side = server_side();
  side.wants_certificate = true;
  ScriptedServer server(side, [](Peer& peer) {
    if (!peer.shake_hands() || peer.read_request().empty()) return;
    peer.write(answer(peer.presented_subject() + " " + std::to_string(peer.presented_chain())));
  });
  HttpsTransport transport(trusting(), clock);
  const auto credential = client_credential("client042");
  const std::size_t sent = 1 + credential.chain.size();

  const auto response = transport.exchange(get(server.url()), &credential);

  ASSERT_THAT(response, IsOk());
  EXPECT_GE(credential.chain.size(), 1U);
  EXPECT_EQ(response->body, credential.certificate.subject() + " " + std::to_string(sent));
}

TEST_F(HttpsExchange, TellsTheServerItsNameButNeverAnAddress) {
  ScriptedServer server(server_side(), [](Peer& peer) {
    if (!peer.shake_hands() || peer.read_request().empty()) return;
    peer.write(answer(peer.server_name()));
  });
  HttpsTransport transport(trusting(), clock);
  const std::string port = std::to_string(server.port());

  const auto by_name = transport.exchange(get("https://localhost:" + port + "/"), nullptr);
  const auto by_sandbox = transport.exchange(get("https://one.localhost:" + port + "/"), nullptr);
  const auto by_address = transport.exchange(get("https://127.0.0.1:" + port + "/"), nullptr);

  ASSERT_THAT(by_name, IsOk());
  ASSERT_THAT(by_sandbox, IsOk());
  ASSERT_THAT(by_address, IsOk());
  EXPECT_EQ(by_name->body, "localhost");
  EXPECT_EQ(by_sandbox->body, "one.localhost");
  EXPECT_EQ(by_address->body, "");
}

TEST_F(HttpsExchange, ReachesALocalhostThatListensOnIpv6Only) {
  const auto server = on_ipv6(answers(answer("six")));
  if (!server) GTEST_SKIP() << "this machine has no IPv6 loopback";
  HttpsTransport transport(trusting(), clock);

  const auto by_name = transport.exchange(get(server->url()), nullptr);
  const auto by_address = transport.exchange(get("https://[::1]:" + std::to_string(server->port()) + "/"), nullptr);

  EXPECT_THAT(by_name, IsOk());
  EXPECT_THAT(by_address, IsOk());
}

TEST_F(HttpsExchange, DoesNotFollowRedirects) {
  ScriptedServer server(server_side(), answers(answer("", "302 Found", "Location: /elsewhere\r\n")));
  HttpsTransport transport(trusting(), clock);

  const auto response = transport.exchange(get(server.url()), nullptr);

  ASSERT_THAT(response, IsOk());
  EXPECT_EQ(response->status, 302U);
  EXPECT_EQ(response->header("Location"), "/elsewhere");
}

TEST_F(HttpsExchange, WaitsForNoBodyAfterHead) {
  ScriptedServer server(server_side(), answers("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"));
  HttpsTransport transport(trusting(), clock);
  HttpRequest head = get(server.url());
  head.method = "HEAD";

  const auto response = transport.exchange(head, nullptr);

  ASSERT_THAT(response, IsOk());
  EXPECT_EQ(response->body, "");
  EXPECT_EQ(response->header("Content-Length"), "5");
}

TEST_F(HttpsExchange, PutsChunksTogether) {
  ScriptedServer server(
      server_side(), answers("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"));
  HttpsTransport transport(trusting(), clock);

  const auto response = transport.exchange(get(server.url()), nullptr);

  ASSERT_THAT(response, IsOk());
  EXPECT_EQ(response->body, "abcde");
}

TEST_F(HttpsExchange, PassesOverInterimAnswers) {
  ScriptedServer server(server_side(), answers("HTTP/1.1 102 Processing\r\n\r\n" + answer("done")));
  HttpsTransport transport(trusting(), clock);

  const auto response = transport.exchange(get(server.url()), nullptr);

  ASSERT_THAT(response, IsOk());
  EXPECT_EQ(response->status, 200U);
  EXPECT_EQ(response->body, "done");
}

TEST_F(HttpsExchange, ReadsABodyWithoutLengthToTheFarewell) {
  ScriptedServer server(server_side(), says("HTTP/1.1 200 OK\r\n\r\nall of it"));
  HttpsTransport transport(trusting(), clock);

  const auto response = transport.exchange(get(server.url()), nullptr);

  ASSERT_THAT(response, IsOk());
  EXPECT_EQ(response->body, "all of it");
}

TEST_F(HttpsExchange, RefusesAnAddressThatIsNotHttps) {
  HttpsTransport transport(trusting(), clock);

  EXPECT_THAT(transport.exchange(get("http://localhost:1/"), nullptr), FailsWith(Errc::kUrlMalformed));
}

TEST_F(HttpsExchange, SaysThatNothingListens) {
  std::uint16_t port = 0;
  {
    const ScriptedServer gone(server_side(), answers(""));
    port = gone.port();
  }
  HttpsTransport transport(trusting(), clock);

  const auto response = transport.exchange(get("https://localhost:" + std::to_string(port) + "/"), nullptr);

  ASSERT_THAT(response, FailsWith(Errc::kServerUnreachable));
  EXPECT_THAT(response.error(), Says("localhost:" + std::to_string(port)));
}

TEST_F(HttpsExchange, SaysThatANameDoesNotExist) {
  HttpsTransport transport(trusting(), clock);
  const std::string name(64, 'x');  // one letter longer than a label can be: no name server is asked

  EXPECT_THAT(transport.exchange(get("https://" + name + "/"), nullptr), FailsWith(Errc::kServerUnreachable));
}

// BlackHole is a port of 127.0.0.1 that answers nothing at all: its queue is full, and nobody takes from it.
class BlackHole {
 public:
  explicit BlackHole(std::uint16_t port)
      : address_{.sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}, .sin_zero = {}} {
    sockets_[0] = ::socket(AF_INET, SOCK_STREAM, 0);
    const auto* address = reinterpret_cast<const sockaddr*>(&address_);
    works_ = ::bind(sockets_[0], address, sizeof address_) == 0 && ::listen(sockets_[0], 0) == 0;
    for (std::size_t i = 1; i < sockets_.size(); ++i) {
      sockets_[i] = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
      (void)::connect(sockets_[i], address, sizeof address_);
    }
  }
  ~BlackHole() {
    for (const int socket : sockets_) ::close(socket);
  }
  BlackHole(const BlackHole&) = delete;
  BlackHole& operator=(const BlackHole&) = delete;

  bool works() const noexcept { return works_; }

 private:
  sockaddr_in address_;
  std::array<int, 4> sockets_{};
  bool works_ = false;
};

TEST_F(HttpsExchange, LeavesTimeForTheSecondAddress) {
  const auto server = on_ipv6(answers(answer("six")));
  if (!server) GTEST_SKIP() << "this machine has no IPv6 loopback";
  const BlackHole first(server->port());
  if (!first.works()) GTEST_SKIP() << "the port is taken on 127.0.0.1";
  HttpsOptions options = trusting();
  options.patience = std::chrono::seconds(3);
  HttpsTransport transport(options, clock);

  EXPECT_THAT(transport.exchange(get(server->url()), nullptr), IsOk());
}

class Patience : public TransportTest {
 protected:
  HttpsOptions impatient() const {
    HttpsOptions options = trusting();
    options.patience = std::chrono::milliseconds(120);
    return options;
  }
};

TEST_F(Patience, EndsWithASilentHandshake) {
  ScriptedServer server(server_side(), [](Peer& peer) { peer.wait_for_client(); });
  HttpsTransport transport(impatient(), clock);

  const auto response = transport.exchange(get(server.url()), nullptr);

  ASSERT_THAT(response, FailsWith(Errc::kTimeout));
  EXPECT_THAT(response.error(), Says("120 ms"));
}

TEST_F(Patience, EndsWithASilentServer) {
  ScriptedServer server(server_side(), [](Peer& peer) {
    if (peer.shake_hands() && !peer.read_request().empty()) peer.wait_for_client();
  });
  HttpsTransport transport(impatient(), clock);

  EXPECT_THAT(transport.exchange(get(server.url()), nullptr), FailsWith(Errc::kTimeout));
}

TEST_F(Patience, IsForTheWholeExchangeNotForEachOctet) {
  ScriptedServer server(server_side(), [](Peer& peer) {
    if (!peer.shake_hands() || peer.read_request().empty()) return;
    peer.write("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
    while (!peer.wait_for_client(std::chrono::milliseconds(10))) peer.write("x");
  });
  HttpsTransport transport(impatient(), clock);

  EXPECT_THAT(transport.exchange(get(server.url()), nullptr), FailsWith(Errc::kTimeout));
}

}  // namespace
}  // namespace orcamo::client
