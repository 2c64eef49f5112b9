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
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class StandingTest : public ::testing::TestWithParam<Row> {};

TEST_P(StandingTest, IsDecidedToTheSecond) { EXPECT_EQ(stands(kLife, GetParam().now), GetParam().standing); }

INSTANTIATE_TEST_SUITE_P(Boundary, StandingTest,
                         ::testing::Values(Row{"NotBeforeMinus1s", kBegin - Seconds(1), Standing::kNotYetValid},
                                           Row{"NotBefore", kBegin, Standing::kCurrent},
                                           Row{"NotBeforePlus1s", kBegin + Seconds(1), Standing::kCurrent},
                                           Row{"NotAfterMinus1s", kEnd - Seconds(1), Standing::kCurrent},
                                           Row{"NotAfter", kEnd, Standing::kCurrent},
                                           Row{"NotAfterPlus1s", kEnd + Seconds(1), Standing::kExpired}),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace orcamo::mock
