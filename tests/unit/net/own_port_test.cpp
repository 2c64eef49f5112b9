#include <gmock/gmock.h>
#include <openssl/err.h>

#include <stdexcept>

#include "orcamo/mock/server.hpp"
#include "orcamo/pki/clock.hpp"
#include "peer.hpp"

namespace orcamo::mock {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

const pki::TimePoint kNow = std::chrono::sys_days(std::chrono::year(2031) / 2 / 3);

// OwnPort: sandboxes that the admin API has given a port of their own.
class OwnPort : public testing::Test {
 protected:
  ~OwnPort() override { EXPECT_EQ(ERR_peek_error(), 0U); }

  std::string admin(const std::string& line, const std::string& body = "") {
    return converse(server_->admin_port(), line +
                                               " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: " +
                                               std::to_string(body.size()) + "\r\n\r\n" + body);
  }
  std::string create(const std::string& body) { return admin("POST /__admin/sandboxes", body); }

  // open makes a sandbox and answers its port; 0: it has none.
  std::uint16_t open(const std::string& id, const std::string& port = "0", const std::string& more = "") {
    const std::string answer = create(R"({"id":")" + id + R"(","port":)" + port + more + "}");
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 201 "));
    const std::string key = "\"port\":";
    const std::string value = answer.substr(answer.find(key) + key.size());
    return value.starts_with("null") ? std::uint16_t{0} : static_cast<std::uint16_t>(std::stoi(value));
  }

  SandboxRef find(const std::string& id) { return server_->world().find(id); }
  std::string reason_in(const SandboxRef& sandbox) {
    const auto entries = sandbox->journal().entries();
    return entries.size() == 1 ? std::string(reason_name(entries.front().reason)) : std::to_string(entries.size());
  }

  pki::ManualClock clock_{kNow};
  const std::unique_ptr<Server> server_ = Server::start({}, clock_).value();
};

TEST_F(OwnPort, BelongsToItsSandboxWhateverTheNameIs) {
  const auto port = open("a");
  const GenerationRef by_a = find("a")->issue({}).value();
  for (const char* const name : {"localhost", "b.localhost"}) {
    open("b", "false");
    find("a")->journal().clear();
    TlsPeer peer(port, {.credential = &by_a->credential, .server_name = name});
    ASSERT_TRUE(peer.shake_hands());
    peer.send("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

    EXPECT_THAT(peer.receive_all(), StartsWith("HTTP/1.1 200 "));
    EXPECT_EQ(reason_in(find("a")), "ok") << name;
    EXPECT_THAT(find("b")->journal().entries(), IsEmpty());
    ASSERT_TRUE(server_->world().remove("b"));
  }
}

TEST_F(OwnPort, RefusesTheCertificateOfAnotherSandbox) {
  const auto port = open("a");
  open("b", "false");
  const GenerationRef by_b = find("b")->issue({}).value();
  TlsPeer peer(port, {.credential = &by_b->credential, .version = TLS1_2_VERSION});

  EXPECT_FALSE(peer.shake_hands());
  EXPECT_EQ(reason_in(find("a")), "wrong_sandbox");
}

TEST_F(OwnPort, LeavesNoSandboxBehindWhereThePortIsInUse) {
  const auto port = std::to_string(open("a"));

  EXPECT_THAT(create(R"({"id":"b","port":)" + port + "}"),
              AllOf(StartsWith("HTTP/1.1 409 "), HasSubstr("process.port_in_use"), HasSubstr(port)));
  EXPECT_THAT(create(R"({"id":"b","port":)" + std::to_string(server_->port()) + "}"), StartsWith("HTTP/1.1 409 "));

  EXPECT_EQ(find("b"), nullptr);
}

TEST_F(OwnPort, IsFreeOnceTheSandboxIsDeleted) {
  const auto port = open("a");

  EXPECT_THAT(admin("DELETE /__admin/sandboxes/a"), StartsWith("HTTP/1.1 204 "));

  EXPECT_THROW(Peer{port}, std::runtime_error);
  EXPECT_EQ(open("b", std::to_string(port)), port);
}

TEST_F(OwnPort, IsFreeAfterAReset) {
  const auto port = open("a");

  EXPECT_THAT(admin("POST /__admin/reset"), StartsWith("HTTP/1.1 200 "));

  EXPECT_THROW(Peer{port}, std::runtime_error);
}

TEST_F(OwnPort, TakesNobodyInOnceTheTimeToLiveIsOver) {
  const auto port = open("a", "0", R"(,"time_to_live":"10m")");
  const SandboxRef a = find("a");
  const GenerationRef by_a = a->issue({}).value();
  clock_.advance(std::chrono::minutes(10));

  TlsPeer late(port, {.credential = &by_a->credential});

  EXPECT_FALSE(late.shake_hands());
  EXPECT_THAT(a->journal().entries(), IsEmpty());
  EXPECT_THROW(Peer{port}, std::runtime_error) << "who came late had it closed";
}

TEST_F(OwnPort, IsClosedByTheNextCreationAfterTheTimeToLive) {
  const auto port = open("a", "0", R"(,"time_to_live":"10m")");
  clock_.advance(std::chrono::minutes(10));

  open("b", "false");

  EXPECT_THROW(Peer{port}, std::runtime_error);
}

TEST_F(OwnPort, AnswersMisdirectedOnWhatIsStillOpen) {
  const auto port = open("a");
  const GenerationRef by_a = find("a")->issue({}).value();
  TlsPeer peer(port, {.credential = &by_a->credential});
  ASSERT_TRUE(peer.shake_hands());
  admin("DELETE /__admin/sandboxes/a");

  peer.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");

  EXPECT_THAT(peer.receive_all(), StartsWith("HTTP/1.1 421 "));
}

TEST_F(OwnPort, OutlivesOthersThatComeAndGo) {
  const auto port = open("a");
  const GenerationRef by_a = find("a")->issue({}).value();
  for (int i = 0; i < 20; ++i) {
    open("b");
    admin("DELETE /__admin/sandboxes/b");
  }
  TlsPeer peer(port, {.credential = &by_a->credential});

  EXPECT_TRUE(peer.shake_hands());
}

TEST_F(OwnPort, EndsWithTheServer) {
  const auto port = open("a");

  server_->stop();

  EXPECT_THROW(Peer{port}, std::runtime_error);
}

}  // namespace
}  // namespace orcamo::mock
