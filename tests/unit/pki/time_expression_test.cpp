#include "orcamo/pki/time_expression.hpp"

#include <gmock/gmock.h>

#include <string>

#include "orcamo/testing/matchers.hpp"

namespace orcamo::pki {
namespace {

using testing::FailsWith;
using ::testing::HasSubstr;
using testing::IsOk;

TimePoint at(std::string_view rfc3339) { return parse_rfc3339(rfc3339).value(); }

// It is noon; the last certificate ends in three years, 482913 is older, others were never issued.
TimeAnchors anchors() {
  return {.now = at("2031-02-03T12:00:00Z"), .validity_of = [](std::string_view serial) -> Result<Validity> {
            if (serial.empty()) return Validity{at("2031-01-31T00:00:01Z"), at("2034-01-31T00:00:00Z")};
            if (serial == "482913") return Validity{at("2028-02-29T00:00:00Z"), at("2031-05-04T12:00:00Z")};
            return Error(Errc::kTimeNoCertificate, "there is no certificate " + std::string(serial));
          }};
}

struct ExpressionRow {
  const char* name;
  const char* expression;
  const char* time;

  friend void PrintTo(const ExpressionRow& row, std::ostream* out) { *out << '"' << row.expression << '"'; }
};

class TimeExpression : public ::testing::TestWithParam<ExpressionRow> {};

TEST_P(TimeExpression, IsOneInstant) {
  const auto time = evaluate_time(GetParam().expression, anchors());

  ASSERT_THAT(time, IsOk());
  EXPECT_EQ(format_rfc3339(*time), GetParam().time);
}

INSTANTIATE_TEST_SUITE_P(
    Rows, TimeExpression,
    ::testing::Values(ExpressionRow{"Now", "now", "2031-02-03T12:00:00Z"},
                      ExpressionRow{"NowPlusDays", "now+89d", "2031-05-03T12:00:00Z"},
                      ExpressionRow{"NowMinusSecond", "now-1s", "2031-02-03T11:59:59Z"},
                      ExpressionRow{"NowPlusIsoYears", "now+P3Y", "2034-02-03T12:00:00Z"},
                      ExpressionRow{"NowPlusYearsMinusSecond", "now+P3Y-PT1S", "2034-02-03T11:59:59Z"},
                      ExpressionRow{"NowPlusMonthsAndDays", "now+P1M15D", "2031-03-18T12:00:00Z"},
                      ExpressionRow{"ManyPeriods", "now+1d+1h+1m+1s-2d", "2031-02-02T13:01:01Z"},
                      ExpressionRow{"LeftToRight", "now+P1M-P1M", "2031-02-03T12:00:00Z"},
                      ExpressionRow{"LastNotAfter", "cert:notAfter", "2034-01-31T00:00:00Z"},
                      ExpressionRow{"LastNotBefore", "cert:notBefore", "2031-01-31T00:00:01Z"},
                      ExpressionRow{"SecondAfterTheEnd", "cert:notAfter+1s", "2034-01-31T00:00:01Z"},
                      ExpressionRow{"NinetyDaysAndASecond", "cert:notAfter-90d-1s", "2033-11-01T23:59:59Z"},
                      ExpressionRow{"MonthsClampAtTheEndOfAMonth", "cert:notAfter-P2M", "2033-11-30T00:00:00Z"},
                      ExpressionRow{"NamedNotAfter", "cert:482913:notAfter", "2031-05-04T12:00:00Z"},
                      ExpressionRow{"NamedNotBefore", "cert:482913:notBefore", "2028-02-29T00:00:00Z"},
                      ExpressionRow{"NamedWithPeriod", "cert:482913:notBefore+P1Y", "2029-02-28T00:00:00Z"},
                      ExpressionRow{"Rfc3339", "2031-02-03T04:05:06Z", "2031-02-03T04:05:06Z"},
                      ExpressionRow{"Rfc3339WithOffset", "2031-02-03T13:05:06+09:00", "2031-02-03T04:05:06Z"}),
    [](const auto& row) { return std::string(row.param.name); });

struct RefusedRow {
  const char* name;
  std::string_view expression;
  Errc code = Errc::kTimeMalformed;

  friend void PrintTo(const RefusedRow& row, std::ostream* out) { *out << '"' << row.expression << '"'; }
};

class TimeExpressionRefused : public ::testing::TestWithParam<RefusedRow> {};

TEST_P(TimeExpressionRefused, WithItsCode) {
  EXPECT_THAT(evaluate_time(GetParam().expression, anchors()), FailsWith(GetParam().code));
}

INSTANTIATE_TEST_SUITE_P(
    Rows, TimeExpressionRefused,
    ::testing::Values(RefusedRow{"Empty", ""}, RefusedRow{"NoView", std::string_view()}, RefusedRow{"Space", " "},
                      RefusedRow{"LeadingSpace", " now"}, RefusedRow{"TrailingSpace", "now "},
                      RefusedRow{"SpacesInside", "now + 1d"}, RefusedRow{"Capitals", "NOW"},
                      RefusedRow{"UnknownAnchor", "tomorrow"}, RefusedRow{"AnchorCutShort", "no+1d"},
                      RefusedRow{"AnchorTooLong", "now1d"}, RefusedRow{"PeriodAlone", "+1d"},
                      RefusedRow{"PeriodMissing", "now+"}, RefusedRow{"PeriodMissingInside", "now+1d-"},
                      RefusedRow{"TwoSigns", "now+-1d"}, RefusedRow{"PeriodWithoutUnit", "now+90"},
                      RefusedRow{"PeriodWithUnknownUnit", "now+90x"}, RefusedRow{"DateOnly", "2031-02-03"},
                      RefusedRow{"DateAndPeriod", "2031-02-03T04:05:06Z+1d"}, RefusedRow{"Epoch", "1927915200"},
                      RefusedRow{"CertificateAlone", "cert"}, RefusedRow{"CertificateWithoutField", "cert:"},
                      RefusedRow{"UnknownField", "cert:subject"}, RefusedRow{"FieldInLowerCase", "cert:notafter"},
                      RefusedRow{"EmptySerial", "cert::notAfter"}, RefusedRow{"SerialWithoutField", "cert:482913"},
                      RefusedRow{"TwoSerials", "cert:1:2:notAfter"},
                      RefusedRow{"UnknownSerial", "cert:999999:notAfter", Errc::kTimeNoCertificate},
                      RefusedRow{"BeyondYear9999", "now+P7969Y", Errc::kTimeOutOfRange},
                      RefusedRow{"BeforeYearOne", "now-P2031Y", Errc::kTimeOutOfRange},
                      RefusedRow{"BeyondTheCalendar", "now+P1000000000Y", Errc::kTimeOutOfRange},
                      RefusedRow{"Beyond32Bits", "now+99999999999s", Errc::kTimeOutOfRange},
                      RefusedRow{"Beyond64Bits", "now+99999999999999999999d", Errc::kTimeOutOfRange},
                      RefusedRow{"BeyondOnTheWay", "now+P8000Y-P8000Y", Errc::kTimeOutOfRange}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(TimeExpressionRefusal, ShowsTheExpressionAndExamples) {
  const Error error = evaluate_time("now+90", anchors()).error();

  EXPECT_THAT(error.message(), HasSubstr("\"now+90\""));
  EXPECT_THAT(error.hint(), HasSubstr("now+89d"));
}

TEST(TimeExpressionRefusal, SaysWhereThereAreNoCertificates) {
  const TimeAnchors only_now{.now = at("2031-02-03T12:00:00Z")};

  EXPECT_THAT(evaluate_time("cert:notAfter", only_now), FailsWith(Errc::kTimeNoCertificate));
  EXPECT_THAT(evaluate_time("now+1d", only_now), IsOk());
}

TEST(TimeExpressionRefusal, ComesBeforeAnyCertificateIsAskedFor) {
  TimeAnchors counted = anchors();
  int asked = 0;
  counted.validity_of = [&asked](std::string_view) -> Result<Validity> {
    ++asked;
    return Validity{};
  };

  EXPECT_THAT(evaluate_time("cert:482913:notafter", counted), FailsWith(Errc::kTimeMalformed));
  EXPECT_EQ(asked, 0);
}

}  // namespace
}  // namespace orcamo::pki
