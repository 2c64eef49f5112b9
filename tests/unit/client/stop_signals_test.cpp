#include "cli/stop_signals.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <future>

namespace orcamo::client {
namespace {

// The thread that was told of the signal is not the one that it came to.
bool is_stopped(const std::stop_token& stop) {
  std::promise<void> stopped;
  const std::stop_callback tell(stop, [&] { stopped.set_value(); });
  return stopped.get_future().wait_for(std::chrono::seconds(30)) == std::future_status::ready;
}

auto disposition(int number) {
  struct sigaction action {};
  ::sigaction(number, nullptr, &action);
  return action.sa_handler;
}

class StopSignal : public ::testing::TestWithParam<int> {
 protected:
  StopSignal() { std::signal(GetParam(), SIG_DFL); }
};

TEST_P(StopSignal, AsksForAStop) {
  StopSignals signals;
  const std::stop_token stop = signals.listen();
  ASSERT_FALSE(stop.stop_requested());

  std::raise(GetParam());

  EXPECT_TRUE(is_stopped(stop));
}

TEST_P(StopSignal, EndsTheProcessWhenItComesAgain) {
  const auto be_signalled_twice = [] {
    StopSignals signals;
    const std::stop_token stop = signals.listen();
    std::raise(GetParam());
    if (is_stopped(stop)) std::fputs("was asked to stop", stderr);
    std::raise(GetParam());
  };

  EXPECT_EXIT(be_signalled_twice(), ::testing::KilledBySignal(GetParam()), "was asked to stop");
}

TEST_P(StopSignal, DoesWhatItDidBeforeAndAfterwards) {
  {
    StopSignals signals;
    EXPECT_EQ(disposition(GetParam()), SIG_DFL);
    signals.listen();
    EXPECT_NE(disposition(GetParam()), SIG_DFL);
  }

  EXPECT_EQ(disposition(GetParam()), SIG_DFL);
}

TEST_P(StopSignal, ThatIsIgnoredStaysSo) {
  std::signal(GetParam(), SIG_IGN);
  StopSignals signals;

  signals.listen();

  EXPECT_EQ(disposition(GetParam()), SIG_IGN);
  std::signal(GetParam(), SIG_DFL);
}

INSTANTIATE_TEST_SUITE_P(Both, StopSignal, ::testing::Values(SIGINT, SIGTERM),
                         [](const auto& row) { return row.param == SIGINT ? "Interrupt" : "Terminate"; });

}  // namespace
}  // namespace orcamo::client
