#include <gmock/gmock.h>

#include <thread>
#include <vector>

#include "orcamo/mock/server.hpp"
#include "peer.hpp"

namespace orcamo::mock {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::StartsWith;

const pki::TimePoint kNow = std::chrono::sys_days(std::chrono::year(2031) / 2 / 3);

std::string get(const std::string& path) {
  return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
}

std::string login(const std::string& password) {
  const std::string body = "user=ormaster&password=" + password;
  return "POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
         body;
}

class RequestJournal : public testing::Test {
 protected:
  Journal& journal() { return server_->world().default_sandbox().journal(); }

  // A connection with its handshake done.
  std::unique_ptr<TlsPeer> connect() {
    auto peer = std::make_unique<TlsPeer>(server_->port(), TlsClientOptions{.credential = &identity_->credential});
    EXPECT_TRUE(peer->shake_hands());
    return peer;
  }
  std::string poll(const std::string& order) { return get("/__admin/sandboxes/default/" + order); }

  pki::ManualClock clock_{kNow};
  const std::unique_ptr<Server> server_ = Server::start({}, clock_).value();
  const GenerationRef identity_ = server_->world().default_sandbox().issue({}).value();
};

TEST_F(RequestJournal, JoinsEachRequestToItsHandshake) {
  const auto first = connect();
  first->send(login("wrong"));
  first->receive_until("</html>");
  const auto second = connect();
  clock_.advance(pki::days(1));
  second->send(login("ormaster"));
  second->receive_until("\r\n\r\n");

  const auto handshakes = journal().entries();
  const auto requests = journal().requests();

  ASSERT_THAT(handshakes, SizeIs(2));
  ASSERT_THAT(requests, SizeIs(2));
  EXPECT_EQ(requests[0].handshake, handshakes[0].id);
  EXPECT_EQ(requests[0].deed.event, Event::kLoginRefused);
  EXPECT_EQ(requests[0].status, 401U);
  EXPECT_EQ(requests[0].clock, kNow);
  EXPECT_EQ(requests[1].handshake, handshakes[1].id);
  EXPECT_EQ(requests[1].deed.event, Event::kLoginAccepted);
  EXPECT_EQ(requests[1].deed.user, "ormaster");
  EXPECT_EQ(requests[1].method, "POST");
  EXPECT_EQ(requests[1].path, "/login");
  EXPECT_EQ(requests[1].status, 303U);
  EXPECT_EQ(requests[1].clock, kNow + pki::days(1));
  EXPECT_EQ(requests[1].serial, identity_->credential.certificate.serial());
  EXPECT_EQ(requests[1].fingerprint_sha256, identity_->credential.certificate.fingerprint_sha256());
}

TEST_F(RequestJournal, MasksTokensAndLeavesTheQueryOut) {
  const auto peer = connect();
  const std::string token =
      server_->world().default_sandbox().request_renewal(identity_->credential.certificate)->token;
  peer->send(get("/api/cert/" + token + "?also=" + token));
  EXPECT_THAT(peer->receive_all(), StartsWith("HTTP/1.1 200"));

  ASSERT_THAT(journal().requests(), SizeIs(1));
  EXPECT_EQ(journal().requests()[0].path, "/api/cert/" + token.substr(0, 4) + "...");
}

TEST_F(RequestJournal, HasWhatIsNoRequestAtAll) {
  const auto peer = connect();
  peer->send("nonsense\r\n\r\n");
  EXPECT_THAT(peer->receive_all(), StartsWith("HTTP/1.1 400"));

  ASSERT_THAT(journal().requests(), SizeIs(1));
  EXPECT_EQ(journal().requests()[0].deed.event, Event::kMalformed);
  EXPECT_EQ(journal().requests()[0].method, "-");
  EXPECT_EQ(journal().requests()[0].status, 400U);
}

TEST_F(RequestJournal, KeepsNamesShort) {
  const auto peer = connect();
  const std::string body = "user=" + std::string(10'000, 'u');
  peer->send("POST /login HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: " + std::to_string(body.size()) +
             "\r\n\r\n" + body);
  peer->receive_all();

  ASSERT_THAT(journal().requests(), SizeIs(1));
  EXPECT_EQ(journal().requests()[0].deed.user, std::string(64, 'u'));
}

TEST_F(RequestJournal, LeavesTheAdminPortOut) {
  converse(server_->admin_port(), get("/__admin/health"));

  EXPECT_THAT(journal().requests(), SizeIs(0));
}

TEST_F(RequestJournal, AnswersAHundredWhoWaitWhenItHasComeToIt) {
  std::vector<std::unique_ptr<Peer>> waiting;
  for (int i = 0; i < 100; ++i) {
    waiting.push_back(std::make_unique<Peer>(server_->admin_port()));
    waiting.back()->send(poll("requests?event=login_accepted&wait=count:1&timeout=60s"));
  }
  // Nobody has to wait for those who wait.
  EXPECT_THAT(converse(server_->admin_port(), get("/__admin/health")), EndsWith(R"({"status":"ok"})"));
  const auto peer = connect();
  peer->send(login("ormaster"));
  peer->receive_until("\r\n\r\n");

  for (const auto& each : waiting) {
    EXPECT_THAT(each->receive_all(), AllOf(StartsWith("HTTP/1.1 200"), HasSubstr(R"("event":"login_accepted")"),
                                           EndsWith(R"("timed_out":false})")));
  }
}

TEST_F(RequestJournal, AnswersAtOnceWhatIsThere) {
  connect();

  EXPECT_THAT(converse(server_->admin_port(), poll("handshakes?wait=count:1&timeout=60s")),
              EndsWith(R"("timed_out":false})"));
}

TEST_F(RequestJournal, AnswersWhatThereIsWhenTheTimeIsUp) {
  connect();

  EXPECT_THAT(converse(server_->admin_port(), poll("handshakes?wait=count:2&timeout=0s")),
              AllOf(HasSubstr(R"("reason":"ok")"), EndsWith(R"("timed_out":true})")));
}

TEST_F(RequestJournal, LetsThoseWhoWaitGoWhenTheServerStops) {
  Peer waiting(server_->admin_port());
  waiting.send(poll("handshakes?wait=count:1&timeout=60s"));
  // A last exchange that the server has surely come to after that.
  converse(server_->admin_port(), get("/__admin/health"));

  server_->stop();

  EXPECT_THAT(waiting.receive_all(), EndsWith(R"("timed_out":true})"));
}

}  // namespace
}  // namespace orcamo::mock
