#include "transport_test.hpp"

namespace orcamo::client {
namespace {

class ConnectionKeeping : public TransportTest {};

TEST_F(ConnectionKeeping, UsesOneConnectionForManyExchanges) {
  ScriptedServer server(server_side(), answers(answer("again")));
  HttpsTransport transport(trusting(), clock);

  for (int i = 0; i < 3; ++i) EXPECT_THAT(transport.exchange(post(server.url(), "{}"), nullptr), IsOk());

  EXPECT_EQ(server.connections(), 1);
}

TEST_F(ConnectionKeeping, NeverSharesAConnectionBetweenCredentials) {
  ServerSide side = server_side();
  side.wants_certificate = true;
  ScriptedServer server(side, [](Peer& peer) {
    if (!peer.shake_hands()) return;
    while (!peer.read_request().empty()) peer.write(answer(peer.presented_subject()));
  });
  HttpsTransport transport(trusting(), clock);
  const auto one = client_credential("client001");
  const auto other = client_credential("client002");

  for (const auto* credential : {&one, &other, &one, &other}) {
    const auto response = transport.exchange(get(server.url()), credential);
    ASSERT_THAT(response, IsOk());
    EXPECT_EQ(response->body, credential->certificate.subject());
  }

  EXPECT_EQ(server.connections(), 2);
}

TEST_F(ConnectionKeeping, DisconnectMakesTheNextExchangeShakeHandsAgain) {
  ScriptedServer server(server_side(), answers(answer("again")));
  HttpsTransport transport(trusting(), clock);
  EXPECT_THAT(transport.exchange(get(server.url()), nullptr), IsOk());

  transport.disconnect();

  EXPECT_THAT(transport.exchange(get(server.url()), nullptr), IsOk());
  EXPECT_EQ(server.connections(), 2);
}

TEST_F(ConnectionKeeping, DisconnectTellsTheServer) {
  int end = -1;
  ScriptedServer server(server_side(), [&](Peer& peer) {
    if (!peer.shake_hands()) return;
    peer.read_request();
    peer.write(answer("bye"));
    end = peer.read_request().empty() && peer.was_bid_farewell() ? 1 : 0;
  });
  HttpsTransport transport(trusting(), clock);
  EXPECT_THAT(transport.exchange(get(server.url()), nullptr), IsOk());

  transport.disconnect();

  server.wait_until_finished(1);
  EXPECT_EQ(end, 1);
}

TEST_F(ConnectionKeeping, HonoursConnectionClose) {
  ScriptedServer server(server_side(), answers(answer("once", "200 OK", "Connection: close\r\n")));
  HttpsTransport transport(trusting(), clock);

  EXPECT_THAT(transport.exchange(get(server.url()), nullptr), IsOk());
  EXPECT_THAT(transport.exchange(get(server.url()), nullptr), IsOk());

  EXPECT_EQ(server.connections(), 2);
}

// Each of these servers lets go of its first connection after one answer, in its own way.
struct LettingGo {
  const char* name;
  bool with_farewell;
};

void PrintTo(const LettingGo& row, std::ostream* out) { *out << row.name; }

class IdleConnection : public TransportTest, public ::testing::WithParamInterface<LettingGo> {};

TEST_P(IdleConnection, ThatTheServerClosedIsNotUsedEvenForAPost) {
  ScriptedServer server(server_side(), [](Peer& peer) {
    if (!peer.shake_hands() || peer.read_request().empty()) return;
    peer.write(answer(std::to_string(peer.index())));
    if (GetParam().with_farewell) peer.say_farewell();
  });
  HttpsTransport transport(trusting(), clock);
  EXPECT_THAT(transport.exchange(post(server.url(), "{}"), nullptr), IsOk());
  server.wait_until_finished(1);

  const auto second = transport.exchange(post(server.url(), "{}"), nullptr);

  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(second->body, "1");
}

INSTANTIATE_TEST_SUITE_P(Table, IdleConnection,
                         ::testing::Values(LettingGo{"WithFarewell", true}, LettingGo{"WithoutAWord", false}),
                         [](const auto& row) { return row.param.name; });

// Lets go of the first connection at the very moment when it is used a second time.
void let_go_on_second_use(Peer& peer) {
  if (!peer.shake_hands() || peer.read_request().empty()) return;
  peer.write(answer(std::to_string(peer.index())));
  peer.read_request();
}

TEST_F(ConnectionKeeping, GetIsRepeatedOnANewConnection) {
  ScriptedServer server(server_side(), let_go_on_second_use);
  HttpsTransport transport(trusting(), clock);
  EXPECT_THAT(transport.exchange(get(server.url()), nullptr), IsOk());

  const auto second = transport.exchange(get(server.url()), nullptr);

  ASSERT_THAT(second, IsOk());
  EXPECT_EQ(second->body, "1");
}

TEST_F(ConnectionKeeping, PostIsNeverRepeated) {
  ScriptedServer server(server_side(), let_go_on_second_use);
  HttpsTransport transport(trusting(), clock);
  EXPECT_THAT(transport.exchange(post(server.url(), "{}"), nullptr), IsOk());

  EXPECT_THAT(transport.exchange(post(server.url(), "{}"), nullptr), FailsWith(Errc::kConnectionLost));
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(ConnectionKeeping, GetIsNotRepeatedForEver) {
  ScriptedServer server(server_side(), [](Peer& peer) {
    if (!peer.shake_hands() || peer.read_request().empty() || peer.index() > 0) return;
    peer.write(answer("first"));
    peer.read_request();
  });
  HttpsTransport transport(trusting(), clock);
  EXPECT_THAT(transport.exchange(get(server.url()), nullptr), IsOk());

  EXPECT_THAT(transport.exchange(get(server.url()), nullptr), FailsWith(Errc::kConnectionLost));
  EXPECT_EQ(server.connections(), 2);
}

TEST_F(ConnectionKeeping, GetIsNotRepeatedOnceAnAnswerHasBegun) {
  ScriptedServer server(server_side(), [](Peer& peer) {
    if (!peer.shake_hands() || peer.read_request().empty()) return;
    peer.write(answer("first"));
    peer.read_request();
    peer.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfour");
  });
  HttpsTransport transport(trusting(), clock);
  EXPECT_THAT(transport.exchange(get(server.url()), nullptr), IsOk());

  EXPECT_THAT(transport.exchange(get(server.url()), nullptr), FailsWith(Errc::kConnectionLost));
  EXPECT_EQ(server.connections(), 1);
}

TEST_F(ConnectionKeeping, KeepsAFewConnectionsNotHundreds) {
  ServerSide side = server_side();
  side.wants_certificate = true;
  ScriptedServer server(side, answers(answer("x")));
  HttpsTransport transport(trusting(), clock);

  for (int i = 0; i < 20; ++i) {
    const auto credential = client_credential();
    ASSERT_THAT(transport.exchange(get(server.url()), &credential), IsOk());
  }

  server.wait_until_finished(4);  // sixteen are kept
  EXPECT_EQ(server.connections(), 20);
}

}  // namespace
}  // namespace orcamo::client
