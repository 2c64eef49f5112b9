#include "orcamo/pki/time.hpp"

#include <gmock/gmock.h>

#include "orcamo/testing/matchers.hpp"

namespace orcamo::pki {
namespace {

using testing::FailsWith;
using ::testing::HasSubstr;
using testing::IsOk;

TimePoint at(std::string_view rfc3339) { return parse_rfc3339(rfc3339).value(); }

struct TextRow {
  const char* name;
  const char* text;
  const char* utc;

  friend void PrintTo(const TextRow& row, std::ostream* out) { *out << '"' << row.text << '"'; }
};

class Rfc3339 : public ::testing::TestWithParam<TextRow> {};

TEST_P(Rfc3339, IsReadAndWrittenInUtc) {
  const auto time = parse_rfc3339(GetParam().text);

  ASSERT_THAT(time, IsOk());
  EXPECT_EQ(format_rfc3339(*time), GetParam().utc);
}

INSTANTIATE_TEST_SUITE_P(
    Texts, Rfc3339,
    ::testing::Values(TextRow{"Utc", "2031-02-03T04:05:06Z", "2031-02-03T04:05:06Z"},
                      TextRow{"Tokyo", "2031-02-03T13:05:06+09:00", "2031-02-03T04:05:06Z"},
                      TextRow{"WestOfGreenwich", "2031-02-03T00:35:06-03:30", "2031-02-03T04:05:06Z"},
                      TextRow{"OffsetIntoThePreviousYear", "2031-01-01T08:59:59+09:00", "2030-12-31T23:59:59Z"},
                      TextRow{"UnknownOffset", "2031-02-03T04:05:06-00:00", "2031-02-03T04:05:06Z"},
                      TextRow{"LowerCase", "2031-02-03t04:05:06z", "2031-02-03T04:05:06Z"},
                      TextRow{"SpaceForT", "2031-02-03 04:05:06Z", "2031-02-03T04:05:06Z"},
                      TextRow{"Fraction", "2031-02-03T04:05:06.999999999Z", "2031-02-03T04:05:06Z"},
                      TextRow{"FractionAndOffset", "2031-02-03T13:05:06.5+09:00", "2031-02-03T04:05:06Z"},
                      TextRow{"LeapDay", "2028-02-29T00:00:00Z", "2028-02-29T00:00:00Z"},
                      TextRow{"LeapDayOf2000", "2000-02-29T00:00:00Z", "2000-02-29T00:00:00Z"},
                      TextRow{"BeforeTheEpoch", "1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z"},
                      TextRow{"After32BitTime", "2038-01-19T03:14:08Z", "2038-01-19T03:14:08Z"},
                      TextRow{"FirstOfAll", "0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z"},
                      TextRow{"LastOfAll", "9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"}),
    [](const auto& row) { return std::string(row.param.name); });

struct RefusedRow {
  const char* name;
  std::string_view text;
  Errc code;

  friend void PrintTo(const RefusedRow& row, std::ostream* out) { *out << '"' << row.text << '"'; }
};

class Rfc3339Refused : public ::testing::TestWithParam<RefusedRow> {};

TEST_P(Rfc3339Refused, WithItsCode) { EXPECT_THAT(parse_rfc3339(GetParam().text), FailsWith(GetParam().code)); }

INSTANTIATE_TEST_SUITE_P(
    Texts, Rfc3339Refused,
    ::testing::Values(RefusedRow{"Empty", "", Errc::kTimeMalformed},
                      RefusedRow{"NoView", std::string_view(), Errc::kTimeMalformed},
                      RefusedRow{"DateOnly", "2031-02-03", Errc::kTimeMalformed},
                      RefusedRow{"NoZone", "2031-02-03T04:05:06", Errc::kTimeMalformed},
                      RefusedRow{"NoSeconds", "2031-02-03T04:05Z", Errc::kTimeMalformed},
                      RefusedRow{"CompactOffset", "2031-02-03T04:05:06+0900", Errc::kTimeMalformed},
                      RefusedRow{"OffsetBeyondADay", "2031-02-03T04:05:06+24:00", Errc::kTimeMalformed},
                      RefusedRow{"OffsetOfSixtyMinutes", "2031-02-03T04:05:06+09:60", Errc::kTimeMalformed},
                      RefusedRow{"EmptyFraction", "2031-02-03T04:05:06.Z", Errc::kTimeMalformed},
                      RefusedRow{"Trailing", "2031-02-03T04:05:06Z ", Errc::kTimeMalformed},
                      RefusedRow{"Leading", " 2031-02-03T04:05:06Z", Errc::kTimeMalformed},
                      RefusedRow{"Slashes", "2031/02/03T04:05:06Z", Errc::kTimeMalformed},
                      RefusedRow{"TwoDigitYear", "31-02-03T04:05:06Z", Errc::kTimeMalformed},
                      RefusedRow{"FiveDigitYear", "10000-01-01T00:00:00Z", Errc::kTimeMalformed},
                      RefusedRow{"NegativeYear", "-001-01-01T00:00:00Z", Errc::kTimeMalformed},
                      RefusedRow{"MonthZero", "2031-00-03T04:05:06Z", Errc::kTimeMalformed},
                      RefusedRow{"MonthThirteen", "2031-13-03T04:05:06Z", Errc::kTimeMalformed},
                      RefusedRow{"DayZero", "2031-02-00T04:05:06Z", Errc::kTimeMalformed},
                      RefusedRow{"NoLeapDay", "2031-02-29T04:05:06Z", Errc::kTimeMalformed},
                      RefusedRow{"NoLeapDayIn2100", "2100-02-29T04:05:06Z", Errc::kTimeMalformed},
                      RefusedRow{"HourTwentyFour", "2031-02-03T24:00:00Z", Errc::kTimeMalformed},
                      RefusedRow{"MinuteSixty", "2031-02-03T04:60:00Z", Errc::kTimeMalformed},
                      RefusedRow{"LeapSecond", "2031-06-30T23:59:60Z", Errc::kTimeMalformed},
                      RefusedRow{"YearZero", "0000-12-31T23:59:59Z", Errc::kTimeOutOfRange},
                      RefusedRow{"BeforeYearOneByOffset", "0001-01-01T00:00:00+00:01", Errc::kTimeOutOfRange},
                      RefusedRow{"AfterYear9999ByOffset", "9999-12-31T23:59:59-00:01", Errc::kTimeOutOfRange}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(Rfc3339Refusal, ShowsTheTextAndAnExample) {
  const Error error = parse_rfc3339("tomorrow").error();

  EXPECT_THAT(error.message(), HasSubstr("\"tomorrow\""));
  EXPECT_THAT(error.hint(), HasSubstr("2031-02-03T04:05:06Z"));
}

TEST(FormatJst, IsNineHoursAhead) {
  EXPECT_EQ(format_jst(at("2031-02-03T04:05:06Z")), "2031-02-03 13:05:06 JST");
  EXPECT_EQ(format_jst(at("2031-12-31T14:59:59Z")), "2031-12-31 23:59:59 JST");
  EXPECT_EQ(format_jst(at("2031-12-31T15:00:00Z")), "2032-01-01 00:00:00 JST");
}

TEST(FormatJst, CrossesIntoALeapDay) {
  EXPECT_EQ(format_jst(at("2028-02-28T15:00:00Z")), "2028-02-29 00:00:00 JST");
  EXPECT_EQ(format_jst(at("2031-02-28T15:00:00Z")), "2031-03-01 00:00:00 JST");
}

struct ZoneRow {
  const char* name;
  const char* text;
  int minutes;

  friend void PrintTo(const ZoneRow& row, std::ostream* out) { *out << '"' << row.text << '"'; }
};

class ParseZone : public ::testing::TestWithParam<ZoneRow> {};

TEST_P(ParseZone, GivesTheOffset) {
  const auto zone = parse_zone(GetParam().text);

  ASSERT_THAT(zone, IsOk());
  EXPECT_EQ(zone->offset.count(), GetParam().minutes * 60);
}

INSTANTIATE_TEST_SUITE_P(Zones, ParseZone,
                         ::testing::Values(ZoneRow{"Utc", "UTC", 0}, ZoneRow{"Jst", "JST", 540},
                                           ZoneRow{"Tokyo", "Asia/Tokyo", 540}, ZoneRow{"East", "+09:00", 540},
                                           ZoneRow{"West", "-03:30", -210}, ZoneRow{"None", "+00:00", 0},
                                           ZoneRow{"FarEast", "+14:00", 840}),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(ParseZoneRefusal, TellsTheText) {
  for (const std::string_view text :
       {"", "jst", "Europe/Vienna", "09:00", "+9:00", "+09", "+0900", "+09:60", "+15:00", "+09:00 ", "++9:00"}) {
    const auto zone = parse_zone(text);
    EXPECT_THAT(zone, FailsWith(Errc::kTimeMalformed)) << text;
  }
}

struct MonthsRow {
  const char* name;
  const char* from;
  int months;
  Zone zone;
  const char* to;

  friend void PrintTo(const MonthsRow& row, std::ostream* out) { *out << row.from << " and " << row.months; }
};

class AddMonths : public ::testing::TestWithParam<MonthsRow> {};

TEST_P(AddMonths, FollowsTheCalendarOfTheZone) {
  EXPECT_EQ(format_rfc3339(add_months(at(GetParam().from), std::chrono::months(GetParam().months), GetParam().zone)),
            GetParam().to);
}

INSTANTIATE_TEST_SUITE_P(
    Rows, AddMonths,
    ::testing::Values(MonthsRow{"Plain", "2031-02-03T04:05:06Z", 2, kUtc, "2031-04-03T04:05:06Z"},
                      MonthsRow{"None", "2031-01-31T04:05:06Z", 0, kUtc, "2031-01-31T04:05:06Z"},
                      MonthsRow{"ClampsToFebruary", "2031-01-31T04:05:06Z", 1, kUtc, "2031-02-28T04:05:06Z"},
                      MonthsRow{"ClampsToLeapDay", "2028-01-31T04:05:06Z", 1, kUtc, "2028-02-29T04:05:06Z"},
                      MonthsRow{"ClampsToThirty", "2031-08-31T04:05:06Z", 1, kUtc, "2031-09-30T04:05:06Z"},
                      MonthsRow{"ClampsBackwards", "2031-03-31T04:05:06Z", -1, kUtc, "2031-02-28T04:05:06Z"},
                      MonthsRow{"LeapDayPlusYear", "2028-02-29T04:05:06Z", 12, kUtc, "2029-02-28T04:05:06Z"},
                      MonthsRow{"LeapDayPlusFourYears", "2028-02-29T04:05:06Z", 48, kUtc, "2032-02-29T04:05:06Z"},
                      MonthsRow{"IntoTheNextYear", "2031-12-15T04:05:06Z", 1, kUtc, "2032-01-15T04:05:06Z"},
                      MonthsRow{"IntoTheLastYear", "2031-01-15T04:05:06Z", -1, kUtc, "2030-12-15T04:05:06Z"},
                      // 31 January 00:00 in Japan is still 30 January in UTC.
                      MonthsRow{"JapanClampsOn31January", "2031-01-30T15:00:00Z", 1, kJst, "2031-02-27T15:00:00Z"},
                      MonthsRow{"UtcClampsOn30January", "2031-01-30T15:00:00Z", 1, kUtc, "2031-02-28T15:00:00Z"},
                      // 1 March 08:59 in Japan is 28 February in UTC.
                      MonthsRow{"JapanIsInMarch", "2031-02-28T23:59:00Z", 1, kJst, "2031-03-31T23:59:00Z"},
                      MonthsRow{"UtcIsInFebruary", "2031-02-28T23:59:00Z", 1, kUtc, "2031-03-28T23:59:00Z"},
                      MonthsRow{"JapanTwoMonths", "2031-12-30T15:00:00Z", 2, kJst, "2032-02-28T15:00:00Z"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(Always, IsFromTheEpochToTheEndOfCertificates) {
  EXPECT_EQ(format_rfc3339(always().not_before), "1970-01-01T00:00:00Z");
  EXPECT_EQ(format_rfc3339(always().not_after), "9999-12-31T23:59:59Z");
}

TEST(InRange, IsYearsOneTo9999) {
  const TimePoint first = at("0001-01-01T00:00:00Z");
  const TimePoint last = at("9999-12-31T23:59:59Z");

  EXPECT_THAT(in_range(first), IsOk());
  EXPECT_THAT(in_range(last), IsOk());
  EXPECT_THAT(in_range(first - Seconds(1)), FailsWith(Errc::kTimeOutOfRange));
  EXPECT_THAT(in_range(last + Seconds(1)), FailsWith(Errc::kTimeOutOfRange));
}

TEST(AddPeriod, CountsMonthsBeforeSeconds) {
  const auto later = add(at("2031-01-31T00:00:00Z"), {.months = std::chrono::months(1), .exact = days(1)});

  ASSERT_THAT(later, IsOk());
  EXPECT_EQ(format_rfc3339(*later), "2031-03-01T00:00:00Z");
}

TEST(AddPeriod, StaysInRange) {
  const TimePoint last = always().not_after;

  EXPECT_THAT(add(last, {.exact = Seconds(0)}), IsOk());
  EXPECT_THAT(add(last, {.exact = Seconds(1)}), FailsWith(Errc::kTimeOutOfRange));
  EXPECT_THAT(add(last, {.months = std::chrono::months(1)}), FailsWith(Errc::kTimeOutOfRange));
  EXPECT_THAT(add(last, {.months = std::chrono::months(12'000'000)}), FailsWith(Errc::kTimeOutOfRange));
  EXPECT_THAT(add(last, {.months = std::chrono::months(-12'000'000)}), FailsWith(Errc::kTimeOutOfRange));
}

}  // namespace
}  // namespace orcamo::pki
