#include "cli/timeline.hpp"

#include <gmock/gmock.h>

#include <sstream>

#include "cli/text_width.hpp"
#include "command_line.hpp"

namespace orcamo::testing {
namespace {

using client::Colour;
using client::Generation;
using client::Language;
using client::Screen;
using client::Signs;
using client::text_width;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(TextWidth, CountsWhatATerminalShows) {
  EXPECT_EQ(text_width("abc"), 3u);
  EXPECT_EQ(text_width("更新前"), 6u);
  EXPECT_EQ(text_width("ｶﾞ"), 2u);                  // half-width kana
  EXPECT_EQ(text_width("か\xe3\x82\x99"), 2u);      // a voicing mark that joins
  EXPECT_EQ(text_width("e\xcc\x81"), 1u);           // a combining accent
  EXPECT_EQ(text_width("\xf0\xa0\xae\xb7野"), 4u);  // beyond the basic plane
  EXPECT_EQ(text_width("\xff"), 1u);                // no UTF-8
}

TEST(TextWidth, ClipsBetweenCharacters) {
  EXPECT_EQ(client::clipped("更新前の証明書", 8, "…"), "更新前…");
  EXPECT_EQ(client::clipped("更新前", 6, "…"), "更新前");
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

const pki::Validity kOld{kNow - pki::days(1006), kNow + pki::days(89)};
const pki::Validity kNew{kNow, kNow + pki::days(1095)};

TEST(Timeline, MarksNowInOneColumn) {
  const Screen screen{.columns = 60, .signs = Signs::kAscii};

  const auto lines = lines_of(client::draw_timeline({{"1 a", kOld}, {"2 b", kNew}}, kNow, screen, Language::kEnglish));

  ASSERT_EQ(lines.size(), 4u);
  EXPECT_EQ(lines[1].find('|'), lines[2].find('|'));
  EXPECT_EQ(lines[1].find('|'), lines[3].find('^'));
  EXPECT_THAT(lines[1], AllOf(HasSubstr("---|"), HasSubstr("89 days left")));
  EXPECT_THAT(lines[2], AllOf(HasSubstr("|==="), Not(HasSubstr("-|")), HasSubstr("1095 days left")));
  EXPECT_THAT(lines[0], AllOf(HasSubstr("2029"), HasSubstr("2033")));
}

TEST(Timeline, IsNoWiderThanTheScreen) {
  for (const std::size_t columns : {60u, 80u, 120u}) {
    for (const Language language : {Language::kEnglish, Language::kJapanese}) {
      const Screen screen{.columns = columns};
      const std::vector<Generation> generations{{"123456789012345678901234567890123 更新前", kOld}, {"2 更新後", kNew}};
      for (const std::string& line : lines_of(client::draw_timeline(generations, kNow, screen, language))) {
        EXPECT_LE(text_width(line), columns) << line;
      }
    }
  }
}

TEST(Timeline, ColoursTheDaysThatAreLeftWhereColourIsWanted) {
  const auto drawn = [](Colour colour, pki::TimePoint now) {
    return client::draw_timeline({{"1", kOld}}, now, {.colour = colour}, Language::kJapanese);
  };

  EXPECT_THAT(drawn(Colour::kYes, kNow), AllOf(HasSubstr("\x1b[33m"), HasSubstr("残り89日")));
  EXPECT_THAT(drawn(Colour::kYes, kNow - pki::days(9)), HasSubstr("\x1b[32m"));
  EXPECT_THAT(drawn(Colour::kYes, kNow + pki::days(90)), AllOf(HasSubstr("\x1b[31m"), HasSubstr("期限切れ")));
  EXPECT_THAT(drawn(Colour::kNo, kNow), Not(HasSubstr("\x1b")));
}

TEST(Timeline, DrawsWhatNeverEnds) {
  const auto text = client::draw_timeline({{"1", pki::always()}}, kNow, {.columns = 80}, Language::kEnglish);

  EXPECT_THAT(text, AllOf(HasSubstr("4000"), HasSubstr("8000")));
}

TEST_F(CommandLine, ListDrawsATimelineOnATerminalOnly) {
  ASSERT_EQ(run({"import", "--p12", "@old.p12", "--store", "@store"}).exit_code, 0);

  EXPECT_THAT(run({"list", "--store", "@store", "--lang", "en"}).out, Not(HasSubstr("▲")));
  screen_.out_is_terminal = true;
  EXPECT_THAT(run({"list", "--store", "@store", "--lang", "en"}).out,
              AllOf(HasSubstr("▲ now"), HasSubstr("89 days left")));
  EXPECT_THAT(run({"list", "--store", "@store", "--output", "json"}).out, Not(HasSubstr("▲")));
}

}  // namespace
}  // namespace orcamo::testing
