#include <gmock/gmock.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "command_line.hpp"
#include "manager_socket.hpp"

namespace orcamo::testing {
namespace {

using client::HttpRequest;
using pki::Credential;
using pki::Errc;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

// A watch that is stopped in the wait after so many rounds.
class WatchCommand : public CommandLine {
 protected:
  WatchCommand() { EXPECT_EQ(run({"import", "--p12", "@old.p12", "--store", "@store"}).exit_code, 0); }

  Ran watch(const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments{"watch",   "--server", kServer,  "--ca", "@ca.pem",
                                       "--store", "@store",   "--lang", "en"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run(arguments);
  }

  void stop_in_wait(std::size_t number) {
    pacer_.meanwhile = [this, number] {
      if (in_wait) in_wait(pacer_.waits.size());
      if (pacer_.waits.size() == number) stop_.request_stop();
    };
  }

  std::function<void(std::size_t)> in_wait;
};

TEST_F(WatchCommand, RenewsWhatIsDueAndEndsWellWhenStopped) {
  stop_in_wait(1);

  const Ran ran = watch({"--progress", "none"});

  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("The certificate was renewed"));
  EXPECT_THAT(ran.err, IsEmpty());
  EXPECT_EQ(stored(), 2u);
}

// openings_of counts how often the file is opened while `act` runs. Equal events in a row are reported as one: what
// closes it stands between them.
template <class Act>
int openings_of(const std::string& file, const Act& act) {
  const int watched = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  EXPECT_NE(::inotify_add_watch(watched, file.c_str(), IN_OPEN | IN_CLOSE_NOWRITE), -1);
  act();
  int openings = 0;
  for (inotify_event event{}; ::read(watched, &event, sizeof event) == sizeof event;) {  // of a file: without a name
    if ((event.mask & IN_OPEN) != 0) ++openings;
  }
  ::close(watched);
  return openings;
}

// Once to choose, once to have the file itself.
TEST_F(WatchCommand, ReadsTheStoreTwiceWhereNothingIsDue) {
  clock_.set(old_.certificate.validity().not_before);
  stop_in_wait(1);

  EXPECT_EQ(openings_of(at("store/old.p12"), [&] { EXPECT_EQ(watch({"--progress", "none"}).exit_code, 0); }), 2);
}

TEST_F(WatchCommand, ReportsAStoreThatIsGoneAndLooksAgain) {
  std::filesystem::rename(folder_ / "store", folder_ / "elsewhere");
  in_wait = [this](std::size_t number) {
    if (number == 1) std::filesystem::rename(folder_ / "elsewhere", folder_ / "store");
  };
  stop_in_wait(3);

  const Ran ran = watch({"--every", "2m", "--progress", "none"});

  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_THAT(ran.err, HasSubstr("[store.empty]"));
  EXPECT_THAT(ran.out, HasSubstr("The certificate was renewed"));
}

TEST_F(WatchCommand, ReportsAFailureAndTriesAgain) {
  const auto usual = server_.answers["download"];
  server_.answers["download"] = [](const HttpRequest&, const Credential&) { return failure(Errc::kConnectionLost); };
  bool renewed = false;
  pacer_.meanwhile = [&] {
    if (pacer_.waits.back() < std::chrono::seconds(54)) return;  // of a renewal's own tries
    if (renewed) stop_.request_stop();
    renewed = true;
    server_.answers["download"] = usual;
  };

  const Ran ran = watch({"--progress", "none"});

  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_THAT(ran.err, HasSubstr("[transport."));
  EXPECT_THAT(ran.out, HasSubstr("The certificate was renewed"));
}

TEST_F(WatchCommand, PrintsAnObjectOfEachRound) {
  stop_in_wait(2);

  const Ran ran = watch({"--output", "json", "--every", "1m", "--progress", "none"});

  EXPECT_THAT(ran.out, HasSubstr(R"({"result":"renewed")"));
  EXPECT_THAT(ran.out, HasSubstr(R"({"result":"not_due")"));
}

TEST_F(WatchCommand, TellsTheServiceManager) {
  ManagerSocket manager(at("notify"));
  ::setenv("NOTIFY_SOCKET", at("notify").c_str(), 1);
  stop_in_wait(1);

  const Ran ran = watch({"--progress", "none"});
  ::unsetenv("NOTIFY_SOCKET");

  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(manager.heard(),
              ElementsAre("READY=1", StartsWith("STATUS=valid until "), "STATUS=stopping", "STOPPING=1"));
}

struct Wrong {
  const char* name;
  std::vector<std::string> arguments;
  const char* words;
};

class WatchUsage : public WatchCommand, public ::testing::WithParamInterface<Wrong> {};

TEST_P(WatchUsage, IsRefused) {
  const Ran ran = watch(GetParam().arguments);

  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_THAT(ran.err, HasSubstr(GetParam().words));
  EXPECT_THAT(server_.log, IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    Arguments, WatchUsage,
    ::testing::Values(Wrong{"EveryTooShort", {"--every", "59s"}, "--every"},
                      Wrong{"EveryTooLong", {"--every", "32d"}, "--every"},
                      Wrong{"EveryOfMonths", {"--every", "P1M"}, "--every"},
                      Wrong{"EveryOfNothing", {"--every", "often"}, "--every"}, Wrong{"Forced", {"--force"}, "--force"},
                      Wrong{"StandardInput", {"--login-password-file", "-"}, "--login-password-file"}),
    [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace orcamo::testing
