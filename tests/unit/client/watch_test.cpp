#include "cli/watch.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <functional>
#include <vector>

#include "orcamo/testing/fake_pacer.hpp"

namespace orcamo::testing {
namespace {

using client::Round;
using client::RoundEnd;
using namespace std::chrono_literals;
using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::Le;
using ::testing::SizeIs;

constexpr pki::TimePoint kStart{pki::Seconds(2'000'000'000)};

// A certificate of 200 more days, due 90 days before its end, and a watch that is stopped after so many rounds.
class Watch : public ::testing::Test, public client::Rounds {
 protected:
  Round go(std::stop_token) override {
    began.push_back(pacer.now());
    alive_at_round.push_back(alive);
    if (began.size() == rounds) stop.request_stop();
    if (during) during();
    return next;
  }
  void on_rest(const Round&, std::chrono::milliseconds wait) override { rests.push_back(wait); }
  void on_alive() override { ++alive; }

  void run(std::size_t how_many) {
    rounds = how_many;
    client::watch(plan, *this, clock, pacer, stop.get_token());
  }

  // between is the time from the start of one round to that of the next, by the steady clock.
  std::vector<std::chrono::milliseconds> between() const {
    std::vector<std::chrono::milliseconds> lengths;
    for (std::size_t i = 1; i < began.size(); ++i) {
      lengths.push_back(std::chrono::duration_cast<std::chrono::milliseconds>(began[i] - began[i - 1]));
    }
    return lengths;
  }

  pki::ManualClock clock{kStart};
  FakePacer pacer{&clock};
  std::stop_source stop;
  client::WatchPlan plan;
  Round next{RoundEnd::kDone, pki::Validity{kStart - std::chrono::days(800), kStart + std::chrono::days(200)}};
  std::function<void()> during;
  std::size_t rounds = 1;
  std::vector<std::chrono::steady_clock::time_point> began;
  std::vector<int> alive_at_round;
  std::vector<std::chrono::milliseconds> rests;
  int alive = 0;
};

TEST_F(Watch, LooksAtOnceAndThenAboutAsOftenAsItIsTold) {
  run(5);

  EXPECT_EQ(began.front(), std::chrono::steady_clock::time_point());
  EXPECT_THAT(between(), AllOf(SizeIs(4), Each(AllOf(Ge(12h * 9 / 10), Le(12h)))));
  EXPECT_EQ(between(), rests);
}

TEST_F(Watch, WaitsOfManyAreSpread) {
  run(40);

  const auto [least, most] = std::minmax_element(rests.begin(), rests.end());
  EXPECT_GT(*most - *least, 10min);
}

TEST_F(Watch, WaitsInSlicesAndSaysAfterEachThatItIsAlive) {
  plan.slice = 20s;
  plan.every = 10min;

  run(2);

  EXPECT_THAT(pacer.waits, Each(Le(20'000ms)));
  // Before and after the first round, after each slice, and before the second.
  EXPECT_THAT(alive_at_round, ElementsAre(1, static_cast<int>(pacer.waits.size()) + 3));
}

TEST_F(Watch, LooksWithinASliceWhenTheClockHasJumpedBeyondTheWait) {
  next.validity->not_after = kStart + std::chrono::days(9000);
  pacer.meanwhile = [&] {
    if (pacer.waits.size() == 3) clock.advance(13h);
  };

  run(2);

  EXPECT_THAT(between(), ElementsAre(3min));
}

TEST_F(Watch, CountsTheTimeThatTheClockHasJumpedOver) {
  pacer.meanwhile = [&] {
    if (pacer.waits.size() == 3) clock.advance(1h);
  };

  run(2);

  EXPECT_THAT(between(), ElementsAre(AllOf(Ge(rests.front() - 1h), Le(rests.front() - 1h + plan.slice))));
}

TEST_F(Watch, WaitsNoLongerWhenTheClockHasJumpedBack) {
  pacer.meanwhile = [&] {
    if (pacer.waits.size() == 3) clock.advance(-std::chrono::days(30));
  };

  run(2);

  EXPECT_EQ(between(), rests);
}

struct Crossing {
  const char* name;
  pki::Seconds ends_in;  // of the certificate, when the wait begins
  pki::Seconds jump;
};

class WatchCrossing : public Watch, public ::testing::WithParamInterface<Crossing> {};

TEST_P(WatchCrossing, LooksWithinASliceWhenTheCertificateStandsOtherwise) {
  next.validity->not_after = kStart + GetParam().ends_in;
  pacer.meanwhile = [&] {
    if (pacer.waits.size() == 2) clock.advance(GetParam().jump);
  };

  run(2);

  EXPECT_THAT(between(), ElementsAre(2min));
}

INSTANTIATE_TEST_SUITE_P(Standings, WatchCrossing,
                         ::testing::Values(Crossing{"BecomesDue", std::chrono::days(90) + 1h, 1h},
                                           Crossing{"Expires", 1h, 1h},
                                           Crossing{"IsNoLongerDue", std::chrono::days(90) - 1h, -2h},
                                           Crossing{"IsNotValidYet", std::chrono::days(200), -std::chrono::days(801)}),
                         [](const auto& row) { return std::string(row.param.name); });

TEST_F(Watch, FailuresAreTriedAgainSoonerAndNeverEndIt) {
  next = {RoundEnd::kFailed, std::nullopt};

  run(13);

  std::chrono::milliseconds longest = 1min;
  for (const auto wait : between()) {
    EXPECT_THAT(wait, AllOf(Ge(longest * 9 / 10), Le(longest)));
    longest = std::min<std::chrono::milliseconds>(2 * longest, plan.every);
  }
  EXPECT_EQ(longest, plan.every);
}

TEST_F(Watch, WaitsAfterAFailureNoLongerThanItWouldOtherwise) {
  plan.every = 90s;
  next.end = RoundEnd::kFailed;

  run(6);

  EXPECT_THAT(between(), AllOf(SizeIs(5), Each(Le(90'000ms))));
}

TEST_F(Watch, StartsTheBackOffAnewAfterASuccess) {
  during = [&] { next.end = began.size() == 4 ? RoundEnd::kDone : RoundEnd::kFailed; };

  run(6);

  ASSERT_EQ(rests.size(), 5u);
  EXPECT_GT(rests[2], 3min);
  EXPECT_GT(rests[3], 10h);
  EXPECT_LE(rests[4], 1min);
}

TEST_F(Watch, TriesAgainAtOnceWhenTheMachineWakesUpAfterAFailure) {
  next = {RoundEnd::kFailed, std::nullopt};
  pacer.meanwhile = [&] {
    if (pacer.waits.size() == 6) clock.advance(8h);
  };

  run(6);

  // The waits before are of up to 1, 2, 4, … minutes; the jump falls into the third.
  EXPECT_LE(between()[2], 3min);
}

TEST_F(Watch, DoesNothingWhenItIsStoppedBeforeItBegins) {
  stop.request_stop();

  run(1);

  EXPECT_THAT(began, SizeIs(0));
}

TEST_F(Watch, EndsAfterTheRoundInWhichItIsStopped) {
  run(1);

  EXPECT_THAT(began, SizeIs(1));
  EXPECT_THAT(pacer.waits, SizeIs(0));
}

TEST_F(Watch, EndsInTheWaitInWhichItIsStopped) {
  pacer.meanwhile = [&] {
    if (pacer.waits.size() == 5) stop.request_stop();
  };

  run(100);

  EXPECT_THAT(began, SizeIs(1));
  EXPECT_THAT(pacer.waits, SizeIs(5));
}

}  // namespace
}  // namespace orcamo::testing
