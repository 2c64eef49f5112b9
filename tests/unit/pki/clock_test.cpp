#include "orcamo/pki/clock.hpp"

#include <gtest/gtest.h>

namespace orcamo::pki {
namespace {

const TimePoint kStart = parse_rfc3339("2031-02-03T04:05:06Z").value();

TEST(ManualClock, StandsStill) {
  const ManualClock clock(kStart);

  EXPECT_EQ(clock.now(), kStart);
  EXPECT_EQ(clock.now(), kStart);
}

TEST(ManualClock, AdvancesByTheSecond) {
  ManualClock clock(kStart);

  clock.advance(days(90));
  clock.advance(Seconds(1));

  EXPECT_EQ(format_rfc3339(clock.now()), "2031-05-04T04:05:07Z");
}

TEST(ManualClock, GoesBackwards) {
  ManualClock clock(kStart);

  clock.advance(-days(1));

  EXPECT_EQ(format_rfc3339(clock.now()), "2031-02-02T04:05:06Z");
}

TEST(ManualClock, GoesWhereItIsSet) {
  ManualClock clock(kStart);

  clock.set(always().not_after);

  EXPECT_EQ(clock.now(), always().not_after);
}

TEST(SystemClock, TellsTheWallClocksSecond) {
  const auto before = std::chrono::floor<Seconds>(std::chrono::system_clock::now());
  const TimePoint told = SystemClock().now();
  const auto after = std::chrono::floor<Seconds>(std::chrono::system_clock::now());

  EXPECT_GE(told, before);
  EXPECT_LE(told, after);
}

}  // namespace
}  // namespace orcamo::pki
