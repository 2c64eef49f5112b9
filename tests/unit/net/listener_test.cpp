#include "net/listener.hpp"

#include <gmock/gmock.h>

#include <mutex>
#include <stdexcept>
#include <thread>

#include "peer.hpp"

namespace orcamo::mock {
namespace {

using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::StartsWith;

const pki::TimePoint kNow = std::chrono::sys_days(std::chrono::year(2031) / 2 / 3);

std::string get(const std::string& path) { return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n"; }
std::string get_and_close(const std::string& path) {
  return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
}

Reply answer(const Request& request) {
  if (request.path == "/throw") throw std::runtime_error("broken on purpose");
  if (request.path == "/hang") return Hang{};
  if (request.path == "/drop") return Drop{};
  if (request.path == "/raw") return RawBytes{"<html>not HTTP"};
  Response response;
  response.headers.emplace_back("X-Presented", request.presented ? request.presented->serial() : "none");
  response.headers.emplace_back("X-Server-Name", request.server_name);
  response.body = request.method + " " + request.path + " " + std::to_string(request.body.size()) + " octets";
  if (request.path == "/late") return Delayed{5ms, std::move(response)};
  if (request.path == "/large") response.body.assign(4 << 20, 'x');
  return response;
}

// Chronicle is an observer that remembers.
class Chronicle final : public Observer {
 public:
  void on_handshake(const HandshakeEvent& event) override {
    const std::lock_guard lock(mutex_);
    lines_.push_back("handshake " + std::string(reason_name(event.entry.reason)));
  }
  void on_request(const RequestEvent& event) override {
    const std::lock_guard lock(mutex_);
    lines_.push_back("request " + std::string(event.method) + " " + std::string(event.path) + " " +
                     std::to_string(event.status));
  }
  void on_trouble(std::string_view what) override {
    const std::lock_guard lock(mutex_);
    lines_.push_back("trouble " + std::string(what));
  }
  std::vector<std::string> lines() const {
    const std::lock_guard lock(mutex_);
    return lines_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> lines_;
};

class Ports : public testing::Test {
 protected:
  Ports() : world_(World::create(clock_).value()), real_(kNow + pki::days(1)) {
    context_.emplace(TlsContext::create(*world_).value());
  }

  // open replaces the listener: `patience` for tests of impatience, threads for tests of many.
  void open(std::chrono::milliseconds patience = 10s, std::size_t threads = 1) {
    Limits limits;
    limits.patience = patience;
    listener_ = std::make_unique<Listener>(threads, limits, &chronicle_);
    https_ = listener_->open_https("127.0.0.1", 0, *context_, *world_, answer).value();
    plain_ = listener_->open_plain("127.0.0.1", 0, real_, answer).value();
    listener_->start();
  }

  pki::Credential issue() {
    const SubjectName subject{.organization = "u00000001", .common_name = "client001"};
    const pki::Validity validity{kNow - pki::days(1), kNow + pki::days(89)};
    const pki::PrivateKey key = pki::PrivateKey::generate(pki::KeyType::kP256).value();
    return world_->default_sandbox().authority().issue_client(subject, validity, key, "482913").value();
  }
  std::vector<HandshakeEntry> journal() { return world_->default_sandbox().journal().entries(); }

  pki::ManualClock clock_{kNow};
  std::unique_ptr<World> world_;
  pki::ManualClock real_;
  std::optional<TlsContext> context_;
  Chronicle chronicle_;
  std::unique_ptr<Listener> listener_;
  std::uint16_t https_ = 0;
  std::uint16_t plain_ = 0;
};

class Session : public Ports {
 protected:
  Session() { open(); }
  ~Session() override { EXPECT_THAT(converse(plain_, get_and_close("/after")), EndsWith("GET /after 0 octets")); }
};

TEST_F(Session, AnswersOneRequestAfterAnother) {
  Peer peer(plain_);
  for (const char* const path : {"/a", "/b", "/c"}) {
    peer.send(get(path));
    EXPECT_THAT(peer.receive_until(" 0 octets"),
                AllOf(StartsWith("HTTP/1.1 200 OK\r\n"), HasSubstr("Connection: keep-alive"),
                      EndsWith(std::string("GET ") + path + " 0 octets")));
  }
}

TEST_F(Session, AnswersPipelinedRequestsInOrder) {
  const std::string answers = converse(plain_, get("/a") + get("/b") + get_and_close("/c"));

  EXPECT_LT(answers.find("GET /a 0 octets"), answers.find("GET /b 0 octets"));
  EXPECT_LT(answers.find("GET /b 0 octets"), answers.find("GET /c 0 octets"));
  EXPECT_THAT(answers, EndsWith("GET /c 0 octets"));
}

TEST_F(Session, AnswersHeadWithoutABody) {
  EXPECT_THAT(converse(plain_, "HEAD /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"),
              AllOf(HasSubstr("Content-Length: 16\r\n"), EndsWith("\r\n\r\n")));
}

TEST_F(Session, ClosesAfterHttp10) {
  EXPECT_THAT(converse(plain_, "GET /a HTTP/1.0\r\n\r\n"),
              AllOf(HasSubstr("Connection: close\r\n"), EndsWith("GET /a 0 octets")));
}

TEST_F(Session, GivesLeaveToSendTheBody) {
  Peer peer(plain_);
  peer.send("POST /a HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 3\r\nConnection: close\r\n\r\n");
  EXPECT_EQ(peer.receive_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");

  peer.send("abc");

  EXPECT_THAT(peer.receive_all(), EndsWith("POST /a 3 octets"));
}

TEST_F(Session, RefusesALargeBodyBeforeItIsSent) {
  Peer peer(plain_);
  peer.send("POST /a HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 1048577\r\n\r\n");

  EXPECT_THAT(peer.receive_until("\r\n"), StartsWith("HTTP/1.1 413 "));
}

TEST_F(Session, TakesABodyOfExactlyTheLimit) {
  EXPECT_THAT(converse(plain_, "POST /a HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 1048576\r\n\r\n" +
                                   std::string(1048576, 'x')),
              EndsWith("POST /a 1048576 octets"));
}

TEST_F(Session, DeliversItsRefusalToAPeerThatIsStillSending) {
  Peer peer(plain_);
  peer.send("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 4194304\r\n\r\n" + std::string(4194304, 'x'));
  peer.finish_sending();

  EXPECT_THAT(peer.receive_all(), AllOf(StartsWith("HTTP/1.1 413 "), HasSubstr("Connection: close"), EndsWith("}")));
}

TEST_F(Session, RefusesAnEndlessHead) {
  EXPECT_THAT(converse(plain_, "GET / HTTP/1.1\r\nX: " + std::string(20'000, 'x')), StartsWith("HTTP/1.1 431 "));
}

TEST_F(Session, RefusesWhatIsNotHttp) {
  EXPECT_THAT(converse(plain_, "\x16\x03\x01 hello\r\n"), StartsWith("HTTP/1.1 400 "));
}

TEST_F(Session, AnswersAHalfClosedPeer) {
  Peer peer(plain_);
  peer.send(get("/a"));
  peer.finish_sending();

  EXPECT_THAT(peer.receive_all(), EndsWith("GET /a 0 octets"));
}

TEST_F(Session, SendsLargeAnswersWhole) {
  EXPECT_THAT(converse(plain_, get_and_close("/large")), testing::SizeIs(testing::Gt(4U << 20)));
}

TEST_F(Session, SurvivesARouteThatThrows) {
  Peer peer(plain_);
  peer.send(get("/throw"));
  EXPECT_THAT(peer.receive_until("}"), AllOf(StartsWith("HTTP/1.1 500 "), testing::Not(HasSubstr("on purpose"))));

  peer.send(get("/a"));

  EXPECT_THAT(peer.receive_until(" 0 octets"), EndsWith("GET /a 0 octets"));
  EXPECT_THAT(chronicle_.lines(), testing::Contains("trouble a route failed: broken on purpose"));
}

TEST_F(Session, PerformsMisbehaviour) {
  EXPECT_EQ(converse(plain_, get("/drop")), "");
  EXPECT_EQ(converse(plain_, get("/raw")), "<html>not HTTP");
  EXPECT_THAT(converse(plain_, get_and_close("/late")), EndsWith("GET /late 0 octets"));
  Peer peer(plain_);
  peer.send(get("/hang"));
  peer.finish_sending();
  EXPECT_EQ(peer.receive_all(), "");
}

TEST_F(Session, TellsItsObserverOfEachRequestWithoutTheQuery) {
  converse(plain_, get_and_close("/a?token=secret"));
  converse(plain_, "nonsense\r\n");

  EXPECT_THAT(chronicle_.lines(), testing::ElementsAre("request GET /a 200", "request - - 400"));
}

TEST_F(Session, DatesPlainAnswersByTheRealClock) {
  EXPECT_THAT(converse(plain_, get_and_close("/a")), HasSubstr("\r\nDate: Tue, 04 Feb 2031 00:00:00 GMT\r\n"));
}

class OverTls : public Session, public testing::WithParamInterface<int> {
 protected:
  const pki::Credential credential_ = issue();
};

TEST_P(OverTls, KnowsWhoAsks) {
  TlsPeer peer(https_, {.credential = &credential_, .version = GetParam()});
  ASSERT_TRUE(peer.shake_hands());
  peer.send(get("/a"));
  EXPECT_THAT(peer.receive_until(" 0 octets"),
              AllOf(HasSubstr("X-Presented: 482913\r\n"), HasSubstr("X-Server-Name: localhost\r\n"),
                    HasSubstr("\r\nDate: Mon, 03 Feb 2031 00:00:00 GMT\r\n")));

  clock_.advance(pki::days(1));
  peer.send(get_and_close("/b"));

  EXPECT_THAT(peer.receive_all(),
              AllOf(HasSubstr("\r\nDate: Tue, 04 Feb 2031 00:00:00 GMT\r\n"), EndsWith("GET /b 0 octets")));
  ASSERT_THAT(journal(), SizeIs(1));
  EXPECT_EQ(journal().front().reason, Reason::kOk);
}

TEST_P(OverTls, DeliversTheAlertToAClientThatTalksOn) {
  clock_.advance(pki::days(100));
  TlsPeer peer(https_, {.credential = &credential_, .version = GetParam()});
  // In TLS 1.3 the handshake looks fine to a client that is refused: it sends its request before it reads.
  if (peer.shake_hands())
    peer.send("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 10000\r\n\r\n" + std::string(10'000, 'x'));

  EXPECT_EQ(peer.receive_all(), "");
  EXPECT_EQ(peer.alert(), SSL_AD_CERTIFICATE_EXPIRED);
  ASSERT_THAT(journal(), SizeIs(1));
  EXPECT_EQ(journal().front().reason, Reason::kExpired);
}

TEST_P(OverTls, RefusesALargeBodyInPeace) {
  TlsPeer peer(https_, {.credential = &credential_, .version = GetParam()});
  ASSERT_TRUE(peer.shake_hands());
  peer.send("POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 2097152\r\n\r\n" + std::string(2'097'152, 'x'));

  EXPECT_THAT(peer.receive_all(), AllOf(StartsWith("HTTP/1.1 413 "), EndsWith("}")));
}

INSTANTIATE_TEST_SUITE_P(Versions, OverTls, testing::Values(TLS1_2_VERSION, TLS1_3_VERSION),
                         [](const auto& row) { return row.param == TLS1_2_VERSION ? "Tls12" : "Tls13"; });

TEST_F(Session, JournalsPlainHttpOnTheTlsPort) {
  converse(https_, get("/a"));

  ASSERT_THAT(journal(), SizeIs(1));
  EXPECT_EQ(journal().front().reason, Reason::kPlainHttp);
  EXPECT_EQ(journal().front().tls_version, "");
  EXPECT_THAT(journal().front().detail, HasSubstr("HTTP request without TLS"));
}

TEST_F(Session, JournalsGarbageOnTheTlsPort) {
  const std::string zeros(100, '\0');
  const std::string high(100, '\xff');
  const std::string record_of_nonsense = std::string("\x16\x03\x01\x00\x05hello", 10);
  const std::string far_too_long = std::string("\x16\x03\x01\xff\xff", 5) + std::string(100, 'x');
  for (const std::string& garbage : {zeros, high, record_of_nonsense, far_too_long}) {
    world_->default_sandbox().journal().clear();
    Peer peer(https_);
    peer.send(garbage);
    peer.finish_sending();
    peer.receive_all();

    ASSERT_THAT(journal(), SizeIs(1));
    EXPECT_EQ(reason_name(journal().front().reason), "not_tls") << journal().front().detail;
    EXPECT_EQ(journal().front().verdict, Verdict::kRefused);
  }
}

TEST_F(Session, JournalsAClientThatGoesAway) {
  Peer peer(https_);
  peer.finish_sending();
  peer.receive_all();

  ASSERT_THAT(journal(), SizeIs(1));
  EXPECT_EQ(journal().front().reason, Reason::kClosedBeforeHello);
  EXPECT_EQ(journal().front().clock, kNow);
}

TEST_F(Ports, LoseThePatienceWithSilentAndSlowPeers) {
  open(100ms);
  Peer silent_at_tls(https_);
  Peer silent(plain_);
  Peer in_the_head(plain_);
  in_the_head.send("GET / HTTP/1.1\r\nHo");
  Peer in_the_body(plain_);
  in_the_body.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nab");

  EXPECT_EQ(silent_at_tls.receive_all(), "");
  EXPECT_EQ(silent.receive_all(), "");
  EXPECT_THAT(in_the_head.receive_all(), StartsWith("HTTP/1.1 408 Request Timeout\r\n"));
  EXPECT_THAT(in_the_body.receive_all(), StartsWith("HTTP/1.1 408 Request Timeout\r\n"));
  ASSERT_THAT(journal(), SizeIs(1));
  EXPECT_EQ(journal().front().reason, Reason::kSilent);
}

TEST_F(Ports, LoseThePatienceWithAPeerThatIsSilentAfterTheHandshake) {
  open(400ms);
  const pki::Credential credential = issue();
  TlsPeer peer(https_, {.credential = &credential});
  ASSERT_TRUE(peer.shake_hands());

  EXPECT_EQ(peer.receive_all(), "");
  EXPECT_EQ(peer.alert(), -1);
}

TEST_F(Ports, ServeManyPeersOnSeveralThreads) {
  open(10s, 3);
  const pki::Credential credential = issue();
  std::vector<std::thread> peers;
  std::atomic<int> answered = 0;
  for (int i = 0; i < 8; ++i) {
    peers.emplace_back([&] {
      for (int round = 0; round < 5; ++round) {
        TlsPeer peer(https_, {.credential = &credential});
        if (!peer.shake_hands()) continue;
        peer.send(get_and_close("/a"));
        if (peer.receive_all().ends_with("GET /a 0 octets")) ++answered;
      }
    });
  }
  for (std::thread& peer : peers) peer.join();

  EXPECT_EQ(answered, 40);
  EXPECT_THAT(journal(), SizeIs(40));
}

TEST_F(Ports, LetGoOfEveryConnectionWhenTheyStop) {
  open();
  Peer idle(plain_);
  idle.send(get("/a"));
  idle.receive_until(" 0 octets");
  Peer hanging(plain_);
  hanging.send(get("/hang"));
  Peer silent_at_tls(https_);
  // A last exchange that the server has surely come to after those above.
  converse(plain_, get_and_close("/b"));

  listener_->stop();

  EXPECT_EQ(idle.receive_all(), "");
  EXPECT_THAT(hanging.receive_all(), testing::AnyOf("", "<reset>"));
  EXPECT_THAT(silent_at_tls.receive_all(), testing::AnyOf("", "<reset>"));
  EXPECT_THROW(Peer{plain_}, std::runtime_error);
}

TEST_F(Ports, StopBeforeTheyStart) {
  Listener listener(2, Limits{}, nullptr);
  ASSERT_TRUE(listener.open_plain("127.0.0.1", 0, real_, answer));

  listener.stop();
}

TEST_F(Ports, AreNotSharedWithAnotherProgram) {
  open();
  Listener second(1, Limits{}, nullptr);

  const auto port = second.open_plain("127.0.0.1", plain_, real_, answer);

  ASSERT_FALSE(port);
  EXPECT_EQ(port.error().code(), pki::Errc::kPortInUse);
  EXPECT_THAT(port.error().message(), HasSubstr(std::to_string(plain_)));
}

TEST(CheckAddress, TellsLoopbackFromTheRest) {
  EXPECT_EQ(check_address("127.0.0.1", Reach::kLoopbackOnly).value(), "127.0.0.1");
  EXPECT_EQ(check_address("127.9.9.9", Reach::kLoopbackOnly).value(), "127.9.9.9");
  EXPECT_EQ(check_address("::1", Reach::kLoopbackOnly).value(), "::1");
  EXPECT_EQ(check_address("localhost", Reach::kLoopbackOnly).value(), "127.0.0.1");
  EXPECT_EQ(check_address("0.0.0.0", Reach::kAnywhere).value(), "0.0.0.0");
  EXPECT_EQ(check_address("0.0.0.0", Reach::kLoopbackOnly).error().code(), pki::Errc::kAddressNotLoopback);
  EXPECT_EQ(check_address("::", Reach::kLoopbackOnly).error().code(), pki::Errc::kAddressNotLoopback);
  EXPECT_EQ(check_address("example.test", Reach::kAnywhere).error().code(), pki::Errc::kRequestBadValue);
  EXPECT_EQ(check_address("", Reach::kAnywhere).error().code(), pki::Errc::kRequestBadValue);
}

}  // namespace
}  // namespace orcamo::mock
