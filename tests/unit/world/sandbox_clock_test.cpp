#include "world/sandbox_clock.hpp"

#include "world_test_kit.hpp"

namespace orcamo::mock {
namespace {

using pki::Period;

class SandboxClockTest : public ::testing::Test {
 protected:
  const TimePoint start = std::chrono::sys_days(std::chrono::year(2030) / 5 / 17);
  pki::ManualClock real{start};
  SandboxClock clock{real};
};

TEST_F(SandboxClockTest, FollowsTheSystemAtFirst) {
  real.advance(Seconds(5));

  EXPECT_EQ(clock.now(), start + Seconds(5));
  EXPECT_EQ(clock.mode(), ClockMode::kSystem);
  EXPECT_EQ(clock.rate(), 1.0);
}

TEST_F(SandboxClockTest, StandsStillWhenFrozen) {
  clock.set(start + days(1), ClockMode::kFrozen);
  real.advance(days(30));

  EXPECT_EQ(clock.now(), start + days(1));
  EXPECT_EQ(clock.rate(), 0.0);
}

TEST_F(SandboxClockTest, RunsOnFromAnOffset) {
  clock.set(start - days(100), ClockMode::kOffset);
  real.advance(Seconds(7));

  EXPECT_EQ(clock.now(), start - days(100) + Seconds(7));
  EXPECT_EQ(clock.rate(), 1.0);
}

TEST_F(SandboxClockTest, RunsAtItsRate) {
  clock.set(start, ClockMode::kRate, 60.0);
  real.advance(Seconds(10));

  EXPECT_EQ(clock.now(), start + Seconds(600));
  EXPECT_EQ(clock.rate(), 60.0);
}

TEST_F(SandboxClockTest, CountsWholeSecondsOnly) {
  clock.set(start, ClockMode::kRate, 0.5);
  real.advance(Seconds(3));

  EXPECT_EQ(clock.now(), start + Seconds(1));
}

TEST_F(SandboxClockTest, GoesBackWithTheRealClock) {
  clock.set(start, ClockMode::kRate, 2.0);
  real.set(start - Seconds(10));

  EXPECT_EQ(clock.now(), start - Seconds(20));
}

TEST_F(SandboxClockTest, GoesBackOnRequest) {
  clock.set(start, ClockMode::kFrozen);

  ASSERT_THAT(clock.advance(Period{.exact = -days(400)}), IsOk());

  EXPECT_EQ(clock.now(), start - days(400));
  EXPECT_EQ(clock.mode(), ClockMode::kFrozen);
}

TEST_F(SandboxClockTest, BecomesAnOffsetWhenAdvancedFromTheSystem) {
  ASSERT_THAT(clock.advance(Period{.exact = days(1)}), IsOk());
  real.advance(Seconds(1));

  EXPECT_EQ(clock.mode(), ClockMode::kOffset);
  EXPECT_EQ(clock.now(), start + days(1) + Seconds(1));
}

TEST_F(SandboxClockTest, KeepsItsRateWhenAdvanced) {
  clock.set(start, ClockMode::kRate, 10.0);
  ASSERT_THAT(clock.advance(Period{.exact = days(1)}), IsOk());
  real.advance(Seconds(2));

  EXPECT_EQ(clock.now(), start + days(1) + Seconds(20));
}

TEST_F(SandboxClockTest, AdvancesByCalendarMonths) {
  clock.set(std::chrono::sys_days(std::chrono::year(2031) / 1 / 31), ClockMode::kFrozen);

  ASSERT_THAT(clock.advance(Period{.months = std::chrono::months(1)}), IsOk());

  EXPECT_EQ(clock.now(), TimePoint(std::chrono::sys_days(std::chrono::year(2031) / 2 / 28)));
}

TEST_F(SandboxClockTest, RefusesToLeaveTheCalendar) {
  clock.set(start, ClockMode::kFrozen);

  EXPECT_THAT(clock.advance(Period{.months = std::chrono::years(9000)}), FailsWith(Errc::kTimeOutOfRange));
  EXPECT_EQ(clock.now(), start);
}

TEST_F(SandboxClockTest, StopsAtTheEndOfTheCalendarAtAnyRate) {
  clock.set(start, ClockMode::kRate, 1e6);
  real.advance(days(40'000));

  EXPECT_EQ(clock.now(), pki::always().not_after);
}

TEST_F(SandboxClockTest, FollowsTheSystemAgain) {
  clock.set(start + days(9), ClockMode::kFrozen);
  clock.follow_system();

  EXPECT_EQ(clock.now(), start);
  EXPECT_EQ(clock.mode(), ClockMode::kSystem);
}

TEST_F(SandboxClockTest, RestartsWhereItWasTold) {
  clock.start_at(start + days(1), ClockMode::kOffset);
  clock.set(start + days(500), ClockMode::kFrozen);
  real.advance(Seconds(30));
  clock.restart();

  EXPECT_EQ(clock.now(), start + days(1));
  EXPECT_EQ(clock.mode(), ClockMode::kOffset);
}

TEST_F(SandboxClockTest, RestartsOnTheSystemWhereNotTold) {
  clock.set(start + days(500), ClockMode::kFrozen);
  clock.restart();

  EXPECT_EQ(clock.mode(), ClockMode::kSystem);
}

class ClockModeName : public ::testing::TestWithParam<ClockMode> {};

TEST_P(ClockModeName, ReadsBack) { EXPECT_EQ(parse_clock_mode(clock_mode_name(GetParam())).value(), GetParam()); }

INSTANTIATE_TEST_SUITE_P(EveryMode, ClockModeName,
                         ::testing::Values(ClockMode::kSystem, ClockMode::kOffset, ClockMode::kFrozen,
                                           ClockMode::kRate),
                         [](const auto& row) { return std::string(clock_mode_name(row.param)); });

TEST(ClockModeNames, RefuseOthers) { EXPECT_THAT(parse_clock_mode("Frozen"), FailsWith(Errc::kRequestBadValue)); }

}  // namespace
}  // namespace orcamo::mock
