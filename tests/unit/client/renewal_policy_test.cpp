#include "orcamo/client/renewal_policy.hpp"

#include <gmock/gmock.h>

#include <ostream>
#include <string>

#include "orcamo/testing/matchers.hpp"

namespace orcamo::client {

void PrintTo(Standing standing, std::ostream* out) {
  constexpr const char* kNames[] = {"not yet valid", "current", "due", "expired"};
  *out << kNames[static_cast<int>(standing)];
}

void PrintTo(const NoticeRule& rule, std::ostream* out) { *out << "rule of kind " << rule.index(); }

}  // namespace orcamo::client

namespace orcamo::testing {
namespace {

using client::Boundary;
using client::DaysBefore;
using client::MonthsBefore;
using client::NoticeRule;
using client::parse_notice_rule;
using client::RenewalPolicy;
using client::Standing;
using client::ThirtyDaysBefore;
using std::chrono::months;

struct Moment {
  const char* name;
  NoticeRule rule;
  Boundary boundary;
  const char* not_after;
  const char* now;
  Standing expected;
};
void PrintTo(const Moment& moment, std::ostream* out) { *out << moment.now << " before " << moment.not_after; }

class PolicyBoundary : public ::testing::TestWithParam<Moment> {};

TEST_P(PolicyBoundary, IsDecidedToTheSecond) {
  const Moment& moment = GetParam();
  const pki::TimePoint not_after = pki::parse_rfc3339(moment.not_after).value();
  const pki::Validity validity{not_after - pki::days(1095), not_after};

  const RenewalPolicy policy{moment.rule, moment.boundary};

  EXPECT_EQ(policy.assess(validity, pki::parse_rfc3339(moment.now).value()), moment.expected);
}

constexpr auto kIn = Boundary::kInclusive;
constexpr auto kEx = Boundary::kExclusive;
const NoticeRule kNinety = DaysBefore{std::chrono::days(90)};
const NoticeRule kTwoMonths = MonthsBefore{months(2), pki::kJst};
const NoticeRule kTwoMonthsUtc = MonthsBefore{months(2), pki::kUtc};
const NoticeRule kSixty = ThirtyDaysBefore{2};
constexpr const char* kEnd = "2031-06-01T00:00:00Z";  // 90 days before it: 2031-03-03

INSTANTIATE_TEST_SUITE_P(
    Days, PolicyBoundary,
    ::testing::Values(
        Moment{"InclusiveSecondBefore", kNinety, kIn, kEnd, "2031-03-02T23:59:59Z", Standing::kCurrent},
        Moment{"InclusiveAtIt", kNinety, kIn, kEnd, "2031-03-03T00:00:00Z", Standing::kDue},
        Moment{"InclusiveSecondAfter", kNinety, kIn, kEnd, "2031-03-03T00:00:01Z", Standing::kDue},
        Moment{"ExclusiveSecondBefore", kNinety, kEx, kEnd, "2031-03-02T23:59:59Z", Standing::kCurrent},
        Moment{"ExclusiveAtIt", kNinety, kEx, kEnd, "2031-03-03T00:00:00Z", Standing::kCurrent},
        Moment{"ExclusiveSecondAfter", kNinety, kEx, kEnd, "2031-03-03T00:00:01Z", Standing::kDue},
        Moment{"LastSecondOfUse", kNinety, kIn, kEnd, "2031-06-01T00:00:00Z", Standing::kDue},
        Moment{"SecondAfterTheEnd", kNinety, kIn, kEnd, "2031-06-01T00:00:01Z", Standing::kExpired},
        Moment{"SecondAfterTheEndExclusive", kNinety, kEx, kEnd, "2031-06-01T00:00:01Z", Standing::kExpired},
        Moment{"FirstSecondOfUse", kNinety, kIn, kEnd, "2028-06-01T00:00:00Z", Standing::kCurrent},
        Moment{"SecondBeforeTheStart", kNinety, kIn, kEnd, "2028-05-31T23:59:59Z", Standing::kNotYetValid},
        Moment{"AcrossALeapDay", kNinety, kIn, "2032-05-01T00:00:00Z", "2032-02-01T00:00:00Z", Standing::kDue},
        Moment{"AcrossALeapDayBefore", kNinety, kIn, "2032-05-01T00:00:00Z", "2032-01-31T23:59:59Z",
               Standing::kCurrent},
        Moment{"SixtyBefore", kSixty, kIn, kEnd, "2031-04-01T23:59:59Z", Standing::kCurrent},
        Moment{"SixtyAtIt", kSixty, kIn, kEnd, "2031-04-02T00:00:00Z", Standing::kDue},
        Moment{"SixtyAtItExclusive", kSixty, kEx, kEnd, "2031-04-02T00:00:00Z", Standing::kCurrent}),
    [](const auto& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Months, PolicyBoundary,
    ::testing::Values(
        Moment{"At", kTwoMonthsUtc, kIn, kEnd, "2031-04-01T00:00:00Z", Standing::kDue},
        Moment{"SecondBefore", kTwoMonthsUtc, kIn, kEnd, "2031-03-31T23:59:59Z", Standing::kCurrent},
        Moment{"AtExclusive", kTwoMonthsUtc, kEx, kEnd, "2031-04-01T00:00:00Z", Standing::kCurrent},
        Moment{"SecondAfterExclusive", kTwoMonthsUtc, kEx, kEnd, "2031-04-01T00:00:01Z", Standing::kDue},
        // 29, 30 and 31 December plus two months are all 28 February of a common year.
        Moment{"ClampsToTheShortMonth", kTwoMonthsUtc, kIn, "2031-02-28T12:00:00Z", "2030-12-28T12:00:00Z",
               Standing::kDue},
        Moment{"ClampedDayIsNoLater", kTwoMonthsUtc, kIn, "2031-02-28T12:00:01Z", "2030-12-31T12:00:00Z",
               Standing::kCurrent},
        Moment{"ClampsToTheLeapDay", kTwoMonthsUtc, kIn, "2032-02-29T00:00:00Z", "2031-12-29T00:00:00Z",
               Standing::kDue},
        Moment{"MarchOfALeapYear", kTwoMonthsUtc, kIn, "2032-03-01T00:00:00Z", "2031-12-31T23:59:59Z",
               Standing::kCurrent},
        // 31 December 15:00 UTC is New Year in Japan: plus two months is 1 March there, and 28 February clamped in UTC.
        Moment{"CountedInJapan", kTwoMonths, kIn, "2031-02-28T15:00:00Z", "2030-12-31T15:00:00Z", Standing::kDue},
        Moment{"SameMomentBeforeNewYearInJapan", kTwoMonths, kIn, "2031-02-28T15:00:00Z", "2030-12-31T14:59:59Z",
               Standing::kCurrent},
        Moment{"CountedInUtc", kTwoMonthsUtc, kIn, "2031-02-28T15:00:01Z", "2030-12-31T15:00:00Z", Standing::kCurrent},
        Moment{"JapanIsAheadOfUtc", kTwoMonths, kIn, "2031-03-01T14:00:00Z", "2030-12-31T15:00:00Z",
               Standing::kCurrent}),
    [](const auto& row) { return row.param.name; });

template <class Window>
Window parsed(std::string_view text) {
  const auto rule = parse_notice_rule(text);
  EXPECT_TRUE(rule.has_value() && std::holds_alternative<Window>(*rule)) << text;
  return rule && std::holds_alternative<Window>(*rule) ? std::get<Window>(*rule) : Window{};
}

TEST(NoticeRuleText, IsReadInEachForm) {
  EXPECT_EQ(parsed<DaysBefore>("45d").count, std::chrono::days(45));
  EXPECT_EQ(parsed<ThirtyDaysBefore>("3x30d").count, 3);
  EXPECT_EQ(parsed<MonthsBefore>("3mo").count, months(3));
  EXPECT_EQ(parsed<MonthsBefore>("3mo").zone.offset, pki::kJst.offset);
  EXPECT_EQ(parsed<MonthsBefore>("1mo@UTC").zone.offset, pki::kUtc.offset);
}

TEST(NoticeRuleText, IsRefusedInAnyOther) {
  for (const char* text :
       {"", "d", "0d", "-1d", "90", "90 d", "90days", "2m", "2mo@", "2mo@Mars", "2x31d", "99999d", "99999999999999d"}) {
    EXPECT_THAT(parse_notice_rule(text), FailsWith(pki::Errc::kTimeMalformed)) << text;
  }
}

}  // namespace
}  // namespace orcamo::testing
