#include "world/standing.hpp"

#include <string>

#include "world_test_kit.hpp"

namespace orcamo::mock {

inline void PrintTo(Standing standing, std::ostream* out) {
  *out << (standing == Standing::kNotYetValid ? "not yet valid"
           : standing == Standing::kCurrent   ? "current"
                                              : "expired");
}

namespace {

constexpr TimePoint kBegin = TimePoint(days(20'000));
constexpr TimePoint kEnd = kBegin + days(1096);
constexpr pki::Validity kLife{kBegin, kEnd};

struct Row {
  std::string name;
  TimePoint now;
  Standing standing;
  bool notice;
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class StandingTest : public ::testing::TestWithParam<Row> {};

TEST_P(StandingTest, IsDecidedToTheSecond) { EXPECT_EQ(stands(kLife, GetParam().now), GetParam().standing); }

TEST_P(StandingTest, ShowsTheNoticeToTheSecond) {
  EXPECT_EQ(is_in_notice_window(kLife, GetParam().now, days(90)), GetParam().notice);
}

INSTANTIATE_TEST_SUITE_P(
    Boundary, StandingTest,
    ::testing::Values(Row{"NotBeforeMinus1s", kBegin - Seconds(1), Standing::kNotYetValid, false},
                      Row{"NotBefore", kBegin, Standing::kCurrent, false},
                      Row{"NotBeforePlus1s", kBegin + Seconds(1), Standing::kCurrent, false},
                      Row{"NinetyDaysAnd1sLeft", kEnd - days(90) - Seconds(1), Standing::kCurrent, false},
                      Row{"NinetyDaysLeft", kEnd - days(90), Standing::kCurrent, true},
                      Row{"NinetyDaysLess1sLeft", kEnd - days(90) + Seconds(1), Standing::kCurrent, true},
                      Row{"NotAfterMinus1s", kEnd - Seconds(1), Standing::kCurrent, true},
                      Row{"NotAfter", kEnd, Standing::kCurrent, true},
                      Row{"NotAfterPlus1s", kEnd + Seconds(1), Standing::kExpired, false}),
    [](const auto& row) { return row.param.name; });

TEST(NoticeOfAShortLife, ShowsFromItsBeginning) {
  EXPECT_TRUE(is_in_notice_window({kBegin, kBegin + days(10)}, kBegin, days(90)));
}

TEST(NoticeOfAShortLife, WaitsForItsBeginning) {
  EXPECT_FALSE(is_in_notice_window({kBegin, kBegin + days(10)}, kBegin - Seconds(1), days(90)));
}

}  // namespace
}  // namespace orcamo::mock
