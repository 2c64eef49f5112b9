#include <gmock/gmock.h>

#include "orcamo/pki/time.hpp"
#include "orcamo/testing/matchers.hpp"

namespace orcamo::pki {
namespace {

using testing::FailsWith;
using testing::IsOk;

struct PeriodRow {
  const char* name;
  const char* text;
  int months;
  std::int64_t seconds;

  friend void PrintTo(const PeriodRow& row, std::ostream* out) { *out << '"' << row.text << '"'; }
};

class ParsePeriod : public ::testing::TestWithParam<PeriodRow> {};

TEST_P(ParsePeriod, KeepsMonthsApartFromSeconds) {
  const auto period = parse_period(GetParam().text);

  ASSERT_THAT(period, IsOk());
  EXPECT_EQ(period->months.count(), GetParam().months);
  EXPECT_EQ(period->exact.count(), GetParam().seconds);
}

constexpr std::int64_t kDay = 86'400;

INSTANTIATE_TEST_SUITE_P(
    Texts, ParsePeriod,
    ::testing::Values(PeriodRow{"Years", "P3Y", 36, 0}, PeriodRow{"Months", "P2M", 2, 0},
                      PeriodRow{"MonthsAndDays", "P1M15D", 1, 15 * kDay}, PeriodRow{"Weeks", "P2W", 0, 14 * kDay},
                      PeriodRow{"Days", "P90D", 0, 90 * kDay}, PeriodRow{"Hours", "PT36H", 0, 36 * 3600},
                      PeriodRow{"MinutesAreBehindT", "PT5M", 0, 300}, PeriodRow{"Seconds", "PT1S", 0, 1},
                      PeriodRow{"Everything", "P1Y2M3DT4H5M6S", 14, 3 * kDay + 4 * 3600 + 5 * 60 + 6},
                      PeriodRow{"Zero", "PT0S", 0, 0}, PeriodRow{"Negative", "-P1M1D", -1, -kDay},
                      PeriodRow{"ShortDays", "90d", 0, 90 * kDay}, PeriodRow{"ShortHours", "36h", 0, 36 * 3600},
                      PeriodRow{"ShortMinutes", "15m", 0, 900}, PeriodRow{"ShortSeconds", "10s", 0, 10},
                      PeriodRow{"ShortWeeks", "2w", 0, 14 * kDay}, PeriodRow{"ShortYears", "3y", 36, 0},
                      PeriodRow{"ShortSum", "1d12h", 0, kDay + 12 * 3600},
                      PeriodRow{"ShortNegative", "-90d", 0, -90 * kDay}),
    [](const auto& row) { return std::string(row.param.name); });

struct RefusedRow {
  const char* name;
  std::string_view text;
  Errc code = Errc::kTimeMalformed;

  friend void PrintTo(const RefusedRow& row, std::ostream* out) { *out << '"' << row.text << '"'; }
};

class ParsePeriodRefused : public ::testing::TestWithParam<RefusedRow> {};

TEST_P(ParsePeriodRefused, WithItsCode) { EXPECT_THAT(parse_period(GetParam().text), FailsWith(GetParam().code)); }

INSTANTIATE_TEST_SUITE_P(
    Texts, ParsePeriodRefused,
    ::testing::Values(RefusedRow{"Empty", ""}, RefusedRow{"NoView", std::string_view()}, RefusedRow{"OnlyP", "P"},
                      RefusedRow{"OnlyT", "PT"}, RefusedRow{"EmptyTime", "P1DT"}, RefusedRow{"OnlyMinus", "-"},
                      RefusedRow{"NoUnit", "90"}, RefusedRow{"NoUnitAtTheEnd", "P1Y2"}, RefusedRow{"NoNumber", "PD"},
                      RefusedRow{"TwoMinuses", "--1d"}, RefusedRow{"MinusInside", "P-1D"},
                      RefusedRow{"PlusInside", "P+1D"}, RefusedRow{"UnknownUnit", "90x"},
                      RefusedRow{"HoursBeforeT", "P1H"}, RefusedRow{"DaysBehindT", "PT1D"},
                      RefusedRow{"TwoTs", "PT1HT1M"}, RefusedRow{"Fraction", "1.5d"}, RefusedRow{"Space", "1 d"},
                      RefusedRow{"TrailingSpace", "1d "}, RefusedRow{"ShortMonthsAreAmbiguous", "1M"},
                      RefusedRow{"Word", "tomorrow"}, RefusedRow{"WideDigits", "９０d"},
                      RefusedRow{"TooLongForACalendar", "1000000001d", Errc::kTimeOutOfRange},
                      RefusedRow{"TooLongFor32Bits", "99999999999d", Errc::kTimeOutOfRange},
                      RefusedRow{"TooLongFor64Bits", "99999999999999999999s", Errc::kTimeOutOfRange}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(LongPeriod, OfManyPartsIsRefusedBeforeItOverflows) {
  std::string text = "P";
  for (int i = 0; i < 20'000; ++i) text += "1000000000W";

  EXPECT_THAT(parse_period(text), FailsWith(Errc::kTimeOutOfRange));
}

TEST(LongPeriod, OfManyYearsIsRefusedBeforeItOverflows) {
  std::string text = "P";
  for (int i = 0; i < 20'000; ++i) text += "1000000000Y";

  EXPECT_THAT(parse_period(text), FailsWith(Errc::kTimeOutOfRange));
}

}  // namespace
}  // namespace orcamo::pki
