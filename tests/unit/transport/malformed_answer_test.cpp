#include "transport_test.hpp"

namespace orcamo::client {
namespace {

class ConnectionCut : public TransportTest {};

TEST_F(ConnectionCut, InTheHandshakeIsALostConnection) {
  ScriptedServer server(server_side(), [](Peer& peer) { peer.hang_up(); });
  HttpsTransport transport(trusting(), clock);

  EXPECT_THAT(transport.exchange(get(server.url()), nullptr), FailsWith(Errc::kConnectionLost));
}

TEST_F(ConnectionCut, InsteadOfAnAnswerIsALostConnection) {
  ScriptedServer server(server_side(), [](Peer& peer) {
    if (peer.shake_hands()) peer.read_request();
  });
  HttpsTransport transport(trusting(), clock);

  EXPECT_THAT(transport.exchange(post(server.url(), "{}"), nullptr), FailsWith(Errc::kConnectionLost));
}

TEST_F(ConnectionCut, InTheMiddleOfABodyIsALostConnectionThatSaysHowFarItCame) {
  ScriptedServer server(server_side(), [](Peer& peer) {
    if (!peer.shake_hands() || peer.read_request().empty()) return;
    peer.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfour");
  });
  HttpsTransport transport(trusting(), clock);

  const auto response = transport.exchange(get(server.url()), nullptr);

  ASSERT_THAT(response, FailsWith(Errc::kConnectionLost));
  EXPECT_THAT(response.error(), Says("after 4 of 10 announced octets"));
}

TEST_F(ConnectionCut, EndsABodyWithoutLengthWithoutBeingBelieved) {
  ScriptedServer server(server_side(), [](Peer& peer) {
    if (!peer.shake_hands() || peer.read_request().empty()) return;
    peer.write("HTTP/1.1 200 OK\r\n\r\nperhaps not all of it");
  });
  HttpsTransport transport(trusting(), clock);

  EXPECT_THAT(transport.exchange(get(server.url()), nullptr), FailsWith(Errc::kConnectionLost));
}

struct Row {
  const char* name;
  std::string octets;
  Errc code;
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class MalformedAnswer : public TransportTest, public ::testing::WithParamInterface<Row> {};

TEST_P(MalformedAnswer, IsNamed) {
  ScriptedServer server(server_side(), says(GetParam().octets));
  HttpsOptions options = trusting();
  options.max_body = 100;
  options.max_header = 1000;
  HttpsTransport transport(options, clock);

  const auto response = transport.exchange(get(server.url()), nullptr);

  ASSERT_THAT(response, FailsWith(GetParam().code));
  EXPECT_THAT(response.error(), Says("localhost:" + std::to_string(server.port())));
  EXPECT_FALSE(response.error().hint().empty());
}

const std::string kLine = "HTTP/1.1 200 OK\r\n";

INSTANTIATE_TEST_SUITE_P(
    Table, MalformedAnswer,
    ::testing::Values(
        Row{"ShorterThanAnnounced", kLine + "Content-Length: 10\r\n\r\nfour", Errc::kAnswerMalformed},
        Row{"LongerThanAnnounced", kLine + "Content-Length: 4\r\n\r\nfour and more", Errc::kAnswerMalformed},
        Row{"BodyAfterNoContent", "HTTP/1.1 204 No Content\r\n\r\nwhat is this", Errc::kAnswerMalformed},
        Row{"EndsInTheHead", "HTTP/1.1 200 OK\r\nContent-Le", Errc::kAnswerMalformed},
        Row{"NotHttp", "220 mail ready\r\n\r\n", Errc::kAnswerMalformed},
        Row{"Html", "<html><body>hello</body></html>\r\n\r\n", Errc::kAnswerMalformed},
        Row{"Http2", "HTTP/2 200 OK\r\n\r\n", Errc::kAnswerMalformed},
        Row{"LengthNotANumber", kLine + "Content-Length: ten\r\n\r\n", Errc::kAnswerMalformed},
        Row{"TwoLengths", kLine + "Content-Length: 4\r\nContent-Length: 5\r\n\r\nfour", Errc::kAnswerMalformed},
        Row{"BrokenChunk", kLine + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n", Errc::kAnswerMalformed},
        Row{"UnfinishedChunks", kLine + "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", Errc::kAnswerMalformed},
        Row{"InterimForEver",
            [] {
              std::string out;
              for (int i = 0; i < 20; ++i) out += "HTTP/1.1 102 Processing\r\n\r\n";
              return out;
            }(),
            Errc::kAnswerMalformed},
        Row{"AnnouncedOverTheLimit", kLine + "Content-Length: 101\r\n\r\n", Errc::kAnswerTooLarge},
        Row{"ChunksOverTheLimit",
            kLine + "Transfer-Encoding: chunked\r\n\r\n80\r\n" + std::string(128, 'x') + "\r\n0\r\n\r\n",
            Errc::kAnswerTooLarge},
        Row{"NoLengthOverTheLimit", kLine + "\r\n" + std::string(101, 'x'), Errc::kAnswerTooLarge},
        Row{"HeadOverTheLimit", kLine + "X-Long: " + std::string(2000, 'x') + "\r\n\r\n", Errc::kAnswerTooLarge}),
    [](const auto& row) { return row.param.name; });

TEST_F(MalformedAnswer, BodyOfExactlyTheLimitIsFine) {
  ScriptedServer server(server_side(), answers(answer(std::string(100, 'x'))));
  HttpsOptions options = trusting();
  options.max_body = 100;
  HttpsTransport transport(options, clock);

  EXPECT_THAT(transport.exchange(get(server.url()), nullptr), IsOk());
}

}  // namespace
}  // namespace orcamo::client
