#include "identity/printable.hpp"

#include <gtest/gtest.h>

namespace orcamo::client {
namespace {

struct Foreign {
  const char* name;
  std::string_view text;
  const char* shown;
};
void PrintTo(const Foreign& row, std::ostream* out) { *out << row.shown; }

class Printable : public ::testing::TestWithParam<Foreign> {};

TEST_P(Printable, IsNothingThatATerminalObeys) { EXPECT_EQ(printable(GetParam().text), GetParam().shown); }

using std::string_view_literals::operator""sv;
INSTANTIATE_TEST_SUITE_P(Texts, Printable,
                         ::testing::Values(Foreign{"Plain", "a.p12", "a.p12"},
                                           Foreign{"Japanese", "証明書、最新", "証明書、最新"},
                                           Foreign{"Escape", "\x1b[2Jx", "[2Jx"}, Foreign{"Zero", "a\0b"sv, "ab"},
                                           Foreign{"Delete",
                                                   "a\x7f"
                                                   "b",
                                                   "ab"},
                                           Foreign{"C1AsUtf8",
                                                   "a\xc2\x9b"
                                                   "31mb",
                                                   "a31mb"},
                                           Foreign{"C1AsAnOctet",
                                                   "a\x9b"
                                                   "31mb",
                                                   "a?31mb"},
                                           Foreign{"LineEnds",
                                                   "\r\na\r\n\tb\xe2\x80\xa8"
                                                   "c\n",
                                                   "a b c"},
                                           Foreign{"TurnedAround",
                                                   "a\xe2\x80\xae"
                                                   "b",
                                                   "ab"},
                                           Foreign{"CutUtf8", "a\xe8\xa8", "a??"},
                                           Foreign{"Surrogate", "\xed\xa0\x80", "???"},
                                           Foreign{"TooLongForm", "\xc0\xaf", "??"}, Foreign{"Empty", "", ""}),
                         [](const auto& row) { return row.param.name; });

TEST(Excerpt, IsCutBetweenCharacters) {
  EXPECT_EQ(excerpt("証明書", 9), "証明書");
  EXPECT_EQ(excerpt("証明書", 8), "証明...");
  EXPECT_EQ(quoted("abcdef", 3), "\"abc...\"");
}

}  // namespace
}  // namespace orcamo::client
