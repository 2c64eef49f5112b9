#include "cli/service_notice.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "manager_socket.hpp"
#include "orcamo/testing/temporary_directory.hpp"

namespace orcamo::testing {
namespace {

using client::ServiceNotice;
using namespace std::chrono_literals;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(ServiceNotice, SendsADatagramForEachMessage) {
  const TemporaryDirectory folder;
  ManagerSocket manager(folder / "notify");
  const ServiceNotice notice((folder / "notify").string(), 20s);

  notice.ready();
  notice.status("valid until 2031-02-03");
  notice.alive();
  notice.stopping();

  EXPECT_THAT(manager.heard(), ElementsAre("READY=1", "STATUS=valid until 2031-02-03", "WATCHDOG=1", "STOPPING=1"));
}

TEST(ServiceNotice, KnowsAbstractNames) {
  const std::string name = "@orcamo-renew-test-" + std::to_string(::getpid());
  ManagerSocket manager(name);

  ServiceNotice(name).ready();

  EXPECT_THAT(manager.heard(), ElementsAre("READY=1"));
}

TEST(ServiceNotice, StatusIsOneMessageWhateverItSays) {
  const TemporaryDirectory folder;
  ManagerSocket manager(folder / "notify");

  ServiceNotice((folder / "notify").string()).status("fine\nMAINPID=1");

  EXPECT_THAT(manager.heard(), ElementsAre("STATUS=fine"));
}

TEST(ServiceNotice, IsAliveOnlyForAWatchdog) {
  const TemporaryDirectory folder;
  ManagerSocket manager(folder / "notify");
  const ServiceNotice notice((folder / "notify").string());

  notice.alive();

  EXPECT_THAT(manager.heard(), IsEmpty());
  EXPECT_EQ(notice.alive_within(), std::nullopt);
}

TEST(ServiceNotice, IsAliveTwiceAsOftenAsTheWatchdogAsks) {
  EXPECT_EQ(ServiceNotice("", 20s).alive_within(), 10'000ms);
  EXPECT_EQ(ServiceNotice("", 1us).alive_within(), 1ms);
}

TEST(ServiceNotice, SaysNothingToNobody) {
  const TemporaryDirectory folder;

  ServiceNotice("").ready();
  ServiceNotice((folder / "nobody").string()).ready();
  ServiceNotice("relative").ready();
  ServiceNotice("/" + std::string(300, 'x')).ready();
}

// The process's own environment, put back afterwards.
class ServiceNoticeOfProcess : public ::testing::Test {
 protected:
  void TearDown() override {
    for (const char* name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"}) ::unsetenv(name);
  }
  static void set(const char* name, const std::string& value) { ::setenv(name, value.c_str(), 1); }
};

TEST_F(ServiceNoticeOfProcess, ReadsWhatTheManagerSays) {
  const TemporaryDirectory folder;
  ManagerSocket manager(folder / "notify");
  set("NOTIFY_SOCKET", (folder / "notify").string());
  set("WATCHDOG_USEC", "60000000");
  set("WATCHDOG_PID", std::to_string(::getpid()));

  const ServiceNotice notice = ServiceNotice::of_process();
  notice.ready();

  EXPECT_EQ(notice.alive_within(), 30'000ms);
  EXPECT_THAT(manager.heard(), ElementsAre("READY=1"));
}

TEST_F(ServiceNoticeOfProcess, LeavesTheWatchdogOfAnotherProcessAlone) {
  set("WATCHDOG_USEC", "60000000");
  set("WATCHDOG_PID", "1");

  EXPECT_EQ(ServiceNotice::of_process().alive_within(), std::nullopt);
}

TEST_F(ServiceNoticeOfProcess, TakesNoWatchdogFromWhatIsNoNumber) {
  for (const char* value : {"", "0", "-5", "12x", "99999999999999999999"}) {
    set("WATCHDOG_USEC", value);
    EXPECT_EQ(ServiceNotice::of_process().alive_within(), std::nullopt) << value;
  }
}

}  // namespace
}  // namespace orcamo::testing
