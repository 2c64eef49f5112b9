#include <gmock/gmock.h>
#include <sys/wait.h>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <string>
#include <vector>

#include "killer.hpp"
#include "store_on_disk.hpp"

// orcamo-renew is killed at moments that are spread over the length of a run: nothing is lost, and the next run
// completes the renewal.
namespace orcamo::e2e {
namespace {

using std::chrono::microseconds;
using SteadyClock = std::chrono::steady_clock;
using ::testing::AnyOf;
using ::testing::Eq;
using ::testing::SizeIs;

constexpr int kShards = 10;
constexpr int kKills = 50;  // of one shard

class RenewalKill : public ::testing::TestWithParam<int> {
 protected:
  // A run that nobody kills: the shortest of three, so that few of the kills come too late.
  microseconds measure() {
    auto shortest = microseconds::max();
    for (int i = 0; i < 3; ++i) {
      const StoreOnDisk store(server_, home_, orders_++);
      shortest = std::min(shortest, time([&] { EXPECT_EQ(run(store.renew()).exit_code, 0); }));
    }
    return shortest;
  }

  template <class Work>
  static microseconds time(const Work& work) {
    const auto start = SteadyClock::now();
    work();
    return std::chrono::duration_cast<microseconds>(SteadyClock::now() - start);
  }

  Finished run_until_killed(const StoreOnDisk& store, microseconds delay) {
    Process process(store.renew());
    {
      // It keeps its number until it has been waited for: nobody else is struck.
      const Killer killer(process.pid(), delay);
      siginfo_t ended{};
      EXPECT_EQ(::waitid(P_PID, static_cast<id_t>(process.pid()), &ended, WEXITED | WNOWAIT), 0);
    }
    return process.wait();
  }

  static void expect_completed(const StoreOnDisk& store, const Finished& next) {
    ASSERT_EQ(next.exit_code, 0) << next.out << next.err;
    EXPECT_THAT(Json::parse(next.out).at("result"), AnyOf(Eq("renewed"), Eq("not_due")));
    const auto stored = store.list();
    ASSERT_THAT(stored, SizeIs(2));
    EXPECT_TRUE(store.logs_in(stored.back().credential));
    EXPECT_EQ(testing::read_file(store.path() / "current" / "certificate.p12"),
              testing::read_file(store.path() / stored.back().file_name));
    EXPECT_EQ(store.issued(), 2u);
  }

  testing::TemporaryDirectory home_;
  ServeProcess server_;
  int orders_ = 0;
};

INSTANTIATE_TEST_SUITE_P(Of500, RenewalKill, ::testing::Range(0, kShards));

TEST_P(RenewalKill, FiftyKillsLoseNothing) {
  auto whole = measure();
  int killed = 0;
  int between = 0;  // killed with something in the journal, or both certificates in the store

  for (int kill = 0; kill < kKills; ++kill) {
    SCOPED_TRACE("kill " + std::to_string(kill));
    const StoreOnDisk store(server_, home_, orders_++);
    Finished finished;
    const auto took =
        time([&] { finished = run_until_killed(store, whole * (GetParam() + kShards * kill) / (kShards * kKills)); });
    const bool was_killed = finished.exit_code == 128 + SIGKILL;
    ASSERT_TRUE(was_killed || finished.exit_code == 0) << finished.out << finished.err;
    if (!was_killed) whole = std::min(whole, took);
    killed += was_killed ? 1 : 0;

    const auto stored = store.list();
    EXPECT_TRUE(std::ranges::any_of(stored, [&](const auto& one) { return store.logs_in(one.credential); }));
    between += was_killed && (store.is_being_renewed() || stored.size() == 2) ? 1 : 0;

    expect_completed(store, run(store.renew()));
    if (HasFailure()) return;
  }

  std::cout << killed << " killed, " << between << " of them in the middle, within " << whole.count() << " us\n";
  EXPECT_GT(killed, kKills / 5);
  EXPECT_GT(between, 0);
}

}  // namespace
}  // namespace orcamo::e2e
