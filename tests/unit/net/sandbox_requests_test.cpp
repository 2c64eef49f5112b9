#include <gmock/gmock.h>

#include "orcamo/mock/server.hpp"
#include "orcamo/pki/clock.hpp"
#include "peer.hpp"

namespace orcamo::mock {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const pki::TimePoint kNow = std::chrono::sys_days(std::chrono::year(2031) / 2 / 3);

std::string get(const std::string& host) { return "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n"; }

class SandboxRequests : public testing::Test {
 protected:
  SandboxRequests() : peer_(server_->port(), {.credential = &by_a_->credential, .server_name = "a.localhost"}) {}

  World& world() { return server_->world(); }
  std::vector<std::string_view> events() {
    std::vector<std::string_view> names;
    for (const RequestEntry& entry : a_->journal().requests()) names.push_back(event_name(entry.deed.event));
    return names;
  }

  pki::ManualClock clock_{kNow};
  const std::unique_ptr<Server> server_ = Server::start({}, clock_).value();
  const SandboxRef a_ = server_->world().add({.id = "a"}).value();
  const GenerationRef by_a_ = a_->issue({}).value();
  TlsPeer peer_;
};

TEST_F(SandboxRequests, AreServedByTheConnectionsSandbox) {
  ASSERT_TRUE(peer_.shake_hands());
  a_->clock().set(std::chrono::sys_days(std::chrono::year(2031) / 3 / 4), ClockMode::kFrozen);
  peer_.send("GET / HTTP/1.1\r\nHost: a.localhost:1\r\nConnection: close\r\n\r\n");

  EXPECT_THAT(peer_.receive_all(),
              AllOf(StartsWith("HTTP/1.1 200 OK\r\n"), HasSubstr("Date: Tue, 04 Mar 2031 00:00:00 GMT\r\n")));
  EXPECT_THAT(events(), ElementsAre("page"));
}

TEST_F(SandboxRequests, ForAnotherSandboxAreMisdirected) {
  const SandboxRef b = world().add({.id = "b"}).value();
  ASSERT_TRUE(peer_.shake_hands());
  peer_.send(get("b.localhost"));

  EXPECT_THAT(peer_.receive_all(), AllOf(StartsWith("HTTP/1.1 421 Misdirected Request\r\n"),
                                         HasSubstr("request.misdirected"), HasSubstr("Connection: close\r\n")));
  EXPECT_THAT(events(), ElementsAre("misdirected"));
  EXPECT_TRUE(b->journal().requests().empty());
}

TEST_F(SandboxRequests, OfARemovedSandboxAreMisdirected) {
  ASSERT_TRUE(peer_.shake_hands());
  ASSERT_TRUE(world().remove("a"));
  peer_.send(get("a.localhost"));

  EXPECT_THAT(peer_.receive_all(), AllOf(StartsWith("HTTP/1.1 421 "), HasSubstr("deleted")));
}

TEST_F(SandboxRequests, AfterItsTimeToLiveAreMisdirected) {
  const SandboxRef brief = world().add({.id = "brief", .time_to_live = pki::Seconds(60)}).value();
  const GenerationRef by_brief = brief->issue({}).value();
  TlsPeer peer(server_->port(), {.credential = &by_brief->credential, .server_name = "brief.localhost"});
  ASSERT_TRUE(peer.shake_hands());
  clock_.advance(pki::Seconds(60));

  peer.send(get("brief.localhost"));

  EXPECT_THAT(peer.receive_all(), StartsWith("HTTP/1.1 421 "));
}

}  // namespace
}  // namespace orcamo::mock
