#include "orcamo/testing/connect_proxy.hpp"
#include "transport_test.hpp"

namespace orcamo::client {
namespace {

// A server stops its client at the very moment that the test is about, and then says nothing more: without the stop the
// exchange would last an hour.
class Cancellation : public TransportTest {
 protected:
  HttpsOptions stoppable() const {
    HttpsOptions options = trusting();
    options.patience = std::chrono::hours(1);
    options.stop = stop.get_token();
    return options;
  }

  std::stop_source stop;
};

TEST_F(Cancellation, BeforehandLetsNothingOut) {
  ScriptedServer server(server_side(), answers(answer("")));
  HttpsTransport transport(stoppable(), clock);
  stop.request_stop();

  EXPECT_THAT(transport.exchange(get(server.url()), nullptr), FailsWith(Errc::kCancelled));
  EXPECT_EQ(server.connections(), 0);
}

TEST_F(Cancellation, EndsAHandshakeUnderWay) {
  ScriptedServer server(server_side(), [&](Peer& peer) {
    stop.request_stop();
    peer.wait_for_client();
  });
  HttpsTransport transport(stoppable(), clock);

  EXPECT_THAT(transport.exchange(get(server.url()), nullptr), FailsWith(Errc::kCancelled));
}

TEST_F(Cancellation, EndsTheWaitForAnAnswer) {
  ScriptedServer server(server_side(), [&](Peer& peer) {
    if (!peer.shake_hands() || peer.read_request().empty()) return;
    stop.request_stop();
    peer.wait_for_client();
  });
  HttpsTransport transport(stoppable(), clock);

  const auto response = transport.exchange(get(server.url()), nullptr);

  ASSERT_THAT(response, FailsWith(Errc::kCancelled));
  EXPECT_THAT(response.error(), Says("localhost:" + std::to_string(server.port())));
}

TEST_F(Cancellation, EndsHalfAnAnswer) {
  ScriptedServer server(server_side(), [&](Peer& peer) {
    if (!peer.shake_hands() || peer.read_request().empty()) return;
    peer.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
    stop.request_stop();
    peer.wait_for_client();
  });
  HttpsTransport transport(stoppable(), clock);

  EXPECT_THAT(transport.exchange(get(server.url()), nullptr), FailsWith(Errc::kCancelled));
}

TEST_F(Cancellation, EndsTheUseOfAKeptConnectionAndIsNotTakenForAStaleOne) {
  ScriptedServer server(server_side(), [&](Peer& peer) {
    if (!peer.shake_hands() || peer.read_request().empty()) return;
    peer.write(answer("first"));
    if (peer.read_request().empty()) return;
    stop.request_stop();
    peer.wait_for_client();
  });
  HttpsTransport transport(stoppable(), clock);
  EXPECT_THAT(transport.exchange(get(server.url()), nullptr), IsOk());

  EXPECT_THAT(transport.exchange(get(server.url()), nullptr), FailsWith(Errc::kCancelled));
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(Cancellation, EndsTheWaitForAProxy) {
  ScriptedServer silent({}, [&](Peer& peer) {
    stop.request_stop();
    peer.wait_for_client();
  });
  HttpsOptions options = stoppable();
  options.proxy = Proxy{"http://127.0.0.1:" + std::to_string(silent.port())};
  HttpsTransport transport(options, clock);

  EXPECT_THAT(transport.exchange(get("https://localhost:1/"), nullptr), FailsWith(Errc::kCancelled));
}

class PatienceOfARequest : public TransportTest {};

TEST_F(PatienceOfARequest, GoesBeforeTheTransports) {
  ScriptedServer server(server_side(), [](Peer& peer) {
    if (peer.shake_hands() && !peer.read_request().empty()) peer.wait_for_client();
  });
  HttpsOptions options = trusting();
  options.patience = std::chrono::hours(1);
  HttpsTransport transport(options, clock);
  HttpRequest request = get(server.url());
  request.patience = std::chrono::milliseconds(120);

  const auto response = transport.exchange(request, nullptr);

  ASSERT_THAT(response, FailsWith(Errc::kTimeout));
  EXPECT_THAT(response.error(), Says("120 ms"));
}

TEST_F(PatienceOfARequest, MayBeTheLongerOne) {
  ScriptedServer server(server_side(), answers(answer("")));
  HttpsOptions options = trusting();
  options.patience = std::chrono::milliseconds(0);
  HttpsTransport transport(options, clock);
  HttpRequest request = get(server.url());
  request.patience = std::chrono::hours(1);

  EXPECT_THAT(transport.exchange(request, nullptr), IsOk());
}

}  // namespace
}  // namespace orcamo::client
