#include "world/notice_rule.hpp"

#include <string>

#include "world_test_kit.hpp"

namespace orcamo::mock {
namespace {

struct Text {
  const char* name;
  const char* text;
  const char* canonical;  // null: refused
};

void PrintTo(const Text& row, std::ostream* out) { *out << '"' << row.text << '"'; }

class NoticeRuleText : public ::testing::TestWithParam<Text> {};

TEST_P(NoticeRuleText, IsReadAndWrittenOrRefused) {
  const auto rule = parse_notice_rule(GetParam().text);

  if (GetParam().canonical == nullptr) {
    EXPECT_THAT(rule, FailsWith(Errc::kRequestBadValue));
  } else {
    ASSERT_THAT(rule, IsOk());
    EXPECT_EQ(notice_rule_text(*rule), GetParam().canonical);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Form, NoticeRuleText,
    ::testing::Values(Text{"Days", "90d", "90d"}, Text{"Weeks", "2w", "14d"}, Text{"Hours", "PT36H", "P1DT12H"},
                      Text{"Months", "P3M JST", "P3M JST"}, Text{"MonthsAreJapanese", "P2M", "P2M JST"},
                      Text{"MonthsUtc", "P1Y UTC", "P1Y UTC"}, Text{"MonthsByOffset", "P2M -03:30", "P2M -03:30"},
                      Text{"Thirties", "3x30d", "3x30d"}, Text{"List", "on 90/60d", "on 90/60d"},
                      Text{"ListOfOne", "on 30d, daily 7d", "on 30d, daily 7d"},
                      Text{"Additions", "on 90d,daily 7d,once-a-day,  after-expiry",
                           "on 90d, daily 7d, after-expiry, once-a-day"},
                      Text{"DaysOnceADay", "90d, once-a-day", "90d, once-a-day"}, Text{"Empty", "", nullptr},
                      Text{"Number", "90", nullptr}, Text{"Negative", "-90d", nullptr},
                      Text{"MonthsAndDays", "P3M1D", nullptr}, Text{"UnknownZone", "P3M Tokyo", nullptr},
                      Text{"NoTimes", "0x30d", nullptr}, Text{"EmptyList", "on d", nullptr},
                      Text{"HalfAList", "on 90/d", nullptr}, Text{"ListWithoutUnit", "on 90/60", nullptr},
                      Text{"DailyWithoutList", "90d, daily 7d", nullptr},
                      Text{"DailyFromNever", "on 90d, daily 0d", nullptr},
                      Text{"UnknownAddition", "90d, weekly", nullptr}, Text{"TrailingComma", "90d,", nullptr}),
    [](const auto& row) { return std::string(row.param.name); });

class NoticeTest : public SandboxTest {};

TEST_F(NoticeTest, IsShownOnceADayWhereTheRuleSaysSo) {
  set("notice_rule", "90d, once-a-day");
  const auto mine = issue_with(days(9));
  const auto other = issue_with(days(9));

  EXPECT_TRUE(sandbox.shows_notice(certificate(mine)).value());
  EXPECT_FALSE(sandbox.shows_notice(certificate(mine)).value());
  EXPECT_TRUE(sandbox.shows_notice(certificate(other)).value());

  // 03:00Z is noon in Japan: the next day there begins twelve hours on.
  real.advance(std::chrono::hours(12) - Seconds(1));
  EXPECT_FALSE(sandbox.shows_notice(certificate(mine)).value());
  real.advance(Seconds(1));
  EXPECT_TRUE(sandbox.shows_notice(certificate(mine)).value());
}

TEST_F(NoticeTest, GoesOnPastTheEndWhereTheRuleSaysSo) {
  const auto ended = issue_with(Seconds(-1));
  EXPECT_FALSE(sandbox.shows_notice(certificate(ended)).value());

  set("notice_rule", "90d, after-expiry");
  EXPECT_TRUE(sandbox.shows_notice(certificate(ended)).value());
}

TEST_F(NoticeTest, WaitsForTheBeginning) {
  IssueRequest order;
  order.not_before = sandbox.clock().now() + Seconds(1);
  order.not_after = sandbox.clock().now() + days(9);
  const auto future = issue(std::move(order));

  EXPECT_FALSE(sandbox.shows_notice(certificate(future)).value());
  real.advance(Seconds(1));
  EXPECT_TRUE(sandbox.shows_notice(certificate(future)).value());
}

}  // namespace
}  // namespace orcamo::mock
