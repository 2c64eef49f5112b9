#include "orcamo/pki/in_quotes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "orcamo/pki/time_expression.hpp"

namespace orcamo::pki {
namespace {

struct InQuotesRow {
  const char* name;
  std::string foreign;
  std::string shown;  // without the quotation marks
};

class InQuotes : public ::testing::TestWithParam<InQuotesRow> {};

TEST_P(InQuotes, IsOneLineOfUtf8) { EXPECT_EQ(in_quotes(GetParam().foreign), '"' + GetParam().shown + '"'); }

INSTANTIATE_TEST_SUITE_P(
    All, InQuotes,
    ::testing::Values(InQuotesRow{"Nothing", "", ""}, InQuotesRow{"Plain", "now+90", "now+90"},
                      InQuotesRow{"Japanese", "受付１", "受付１"}, InQuotesRow{"BeyondTheBmp", "𠮷", "𠮷"},
                      InQuotesRow{"LineEnds", "a\r\nb", "a??b"}, InQuotesRow{"Zero", std::string("a\0b", 3), "a?b"},
                      InQuotesRow{"Escape", "\x1b[31m\x7f", "?[31m?"},
                      InQuotesRow{"C1",
                                  "\xc2\x9b"
                                  "31m",
                                  "??31m"},
                      InQuotesRow{"FirstBehindC1", "\xc2\xa0", "\xc2\xa0"}, InQuotesRow{"Latin1", "caf\xe9", "caf?"},
                      InQuotesRow{"CutShort", "\xe3\x81", "??"},
                      InQuotesRow{"TooLongForm", "\xc0\xaf\xe0\x80\xaf", "?????"},
                      InQuotesRow{"Surrogate", "\xed\xa0\x80", "???"},
                      InQuotesRow{"AboveUnicode", "\xf4\x90\x80\x80", "????"},
                      InQuotesRow{"Eighty", std::string(80, 'x'), std::string(80, 'x')},
                      InQuotesRow{"OneMore", std::string(81, 'x'), std::string(80, 'x') + "..."},
                      InQuotesRow{"EndsBetweenCharacters", std::string(79, 'x') + "あ", std::string(79, 'x') + "..."}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(OnOneLine, CutsNothingOff) {
  EXPECT_EQ(on_one_line("a\nb\x1b受付" + std::string(200, 'x')), "a?b?受付" + std::string(200, 'x'));
}

// What tests/fuzz found: a message took a line end, a control character or a megabyte as it was.
class TimeInQuotes : public ::testing::TestWithParam<std::string> {};

TEST_P(TimeInQuotes, IsShownOnOneShortLine) {
  const TimeAnchors only_now{.now = TimePoint{}};
  for (const std::string& message :
       {evaluate_time(GetParam(), only_now).error().message(), parse_period(GetParam()).error().message(),
        parse_zone(GetParam()).error().message()}) {
    EXPECT_EQ(message.find_first_of("\n\x1b\xff"), std::string::npos) << message;
    EXPECT_LT(message.size(), 200U);
  }
}

INSTANTIATE_TEST_SUITE_P(All, TimeInQuotes,
                         ::testing::Values("now\n", "cert:notAfter+\x1b[2J", "#02:\xff\xff\xff", "99999999999s\n",
                                           "2031-02-03T04:05:06Z\n", "now+" + std::string(1'000'000, '9')));

}  // namespace
}  // namespace orcamo::pki
