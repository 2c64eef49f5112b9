#include "orcamo/client/retry_policy.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <vector>

#include "orcamo/testing/matchers.hpp"

namespace orcamo::testing {
namespace {

using namespace std::chrono_literals;
using client::Again;
using client::RetryPolicy;
using pki::Errc;

// All that is tried again; docs/reference/renewal.md says why.
const std::map<Errc, Again> kTriedAgain{
    {Errc::kServerUnreachable, Again::kSameQuestion},
    {Errc::kTimeout, Again::kSameQuestion},
    {Errc::kConnectionLost, Again::kSameQuestion},
    {Errc::kAnswerMalformed, Again::kSameQuestion},
    {Errc::kServerUnavailable, Again::kSameQuestion},
    {Errc::kLinkUnknown, Again::kNewLink},
    {Errc::kLinkExpired, Again::kNewLink},
    {Errc::kP12WrongPassword, Again::kNewLink},
};

TEST(RetryRule, IsWhatTheTableSaysOfEveryFailure) {
  for (int number = 0; number <= static_cast<int>(Errc::kInternal); ++number) {
    const auto code = static_cast<Errc>(number);
    const auto row = kTriedAgain.find(code);
    EXPECT_EQ(client::retry_rule(code), row == kTriedAgain.end() ? Again::kNever : row->second) << pki::code_name(code);
  }
}

std::vector<std::chrono::milliseconds> waits(int failed, RetryPolicy policy) {
  std::vector<std::chrono::milliseconds> out;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    policy.jitter = pki::Randomness::seeded(seed);
    out.push_back(policy.wait_after(failed));
  }
  std::sort(out.begin(), out.end());
  return out;
}

struct Longest {
  const char* name;
  int failed;
  std::chrono::milliseconds longest;
};
void PrintTo(const Longest& row, std::ostream* out) { *out << row.name; }

class RetryWait : public ::testing::TestWithParam<Longest> {};

TEST_P(RetryWait, IsDrawnFromNothingToTheLongest) {
  const auto drawn = waits(GetParam().failed, {.base = 1s, .cap = 10s});

  EXPECT_GE(drawn.front(), 0ms);
  EXPECT_LT(drawn.front(), GetParam().longest / 10);
  EXPECT_GT(drawn.back(), GetParam().longest * 9 / 10);
  EXPECT_LE(drawn.back(), GetParam().longest);
}

INSTANTIATE_TEST_SUITE_P(Failures, RetryWait,
                         ::testing::Values(Longest{"First", 1, 1s}, Longest{"Second", 2, 2s}, Longest{"Third", 3, 4s},
                                           Longest{"Fourth", 4, 8s}, Longest{"AtTheCap", 5, 10s},
                                           Longest{"FarBeyondTheCap", 1'000'000, 10s}),
                         [](const auto& row) { return row.param.name; });

TEST(RetryPolicy, ComesOnTopOfWhatTheServerAsksFor) {
  const RetryPolicy policy{.base = 1s, .jitter = pki::Randomness::seeded(1)};

  EXPECT_EQ(policy.wait_after(1, 5s), policy.wait_after(1) + 5s);
}

TEST(RetryPolicy, IsNothingWhereTheBaseIsNothing) { EXPECT_EQ(waits(3, {.base = 0ms}).back(), 0ms); }

TEST(RetryPolicy, DiffersBetweenFailuresOfOneSeed) {
  const RetryPolicy policy{.base = 10s, .cap = 10s, .jitter = pki::Randomness::seeded(1)};

  EXPECT_NE(policy.wait_after(1), policy.wait_after(2));
}

}  // namespace
}  // namespace orcamo::testing
