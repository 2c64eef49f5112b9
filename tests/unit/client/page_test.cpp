#include "workflow/page.hpp"

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "orcamo/testing/matchers.hpp"

namespace orcamo::client {
namespace {

using pki::Errc;
using ::testing::ElementsAreArray;
using testing::FailsWith;
using testing::IsOk;
using ::testing::Optional;
using Kind = PageItem::Kind;

std::string form_of(const PageItem& item) {
  return item.form == PageItem::kNoForm ? "" : " in form " + std::to_string(item.form);
}

std::string shown(const PageItem& item) {
  const std::string text(item.text);
  const std::string sends = std::string(item.name) + "=" + std::string(item.value);
  switch (item.kind) {
    case Kind::kWords:
      return text;
    case Kind::kLink:
      return "[" + text + "] to " + std::string(item.address);
    case Kind::kButton:
      return "(" + text + ") " + std::string(item.type) + form_of(item);
    case Kind::kField:
      return "<" + sends + "> " + std::string(item.type) + form_of(item);
  }
  return {};
}

std::vector<std::string> shown(const Page& page) {
  std::vector<std::string> lines;
  for (const PageItem& item : page.items()) lines.push_back(shown(item));
  return lines;
}

std::string repeated(const std::string& text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

struct Row {
  const char* name;
  std::string html;
  std::vector<std::string> lines;
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class PageTable : public ::testing::TestWithParam<Row> {};

TEST_P(PageTable, IsSeenLikeThis) {
  const auto page = Page::read(GetParam().html);

  ASSERT_THAT(page, IsOk());
  EXPECT_THAT(shown(*page), ElementsAreArray(GetParam().lines));
}

INSTANTIATE_TEST_SUITE_P(
    Malformed, PageTable,
    ::testing::Values(Row{"Nothing", "", {}}, Row{"BareText", "更新", {"更新"}},
                      Row{"NoEndTags", "<p>one<p>two<a href=x>three", {"one", "two", "[three] to x"}},
                      Row{"StrayEndTags", "</p></form></a>one</b></html>", {"one"}},
                      Row{"UnfinishedTag", "one<a href=\"x", {"one"}},
                      Row{"UnfinishedComment", "one<!-- <a href=x>two</a>", {"one"}},
                      Row{"LinkInALink", "<a href=1>a<a href=2>b</a></a>", {"[a] to 1", "[b] to 2"}},
                      Row{"WronglyNested", "<b><a href=x>one</b>two</a>", {"[one] to x", "[two] to x"}},
                      Row{"FormInAForm",
                          "<form action=a><form action=b><input name=x></form><input name=y></form>",
                          {"<x=> text in form 0", "<y=> text"}},
                      Row{"SameAttributeTwice", "<a href=first href=second>x</a>", {"[x] to first"}},
                      Row{"NulAndNoUtf8",
                          std::string("a\0b", 3) + "\xFF" + "c",
                          {"ab\xEF\xBF\xBD"
                           "c"}}),
    [](const auto& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Read, PageTable,
    ::testing::Values(Row{"FoldedSpace", "<p> a \n\t b&nbsp;&#x3000;c </p>", {"a b c"}},
                      Row{"LabelInPieces", "<a href=x>こ<b>ち</b>ら</a>", {"[こちら] to x"}},
                      Row{"LabelOfAnImage", "<a href=x><img alt=更新></a>", {"[更新] to x"}},
                      Row{"LinkToNowhere", "<a>one</a>", {"one"}},
                      Row{"LinkToThePageItself", "<a href=''>one</a>", {"[one] to "}},
                      Row{"References", "<a href='?a=1&amp;b=2'>&lt;x&gt;</a>", {"[<x>] to ?a=1&b=2"}},
                      Row{"TextArea", "<textarea name=t>a b</textarea>", {"<t=a b> textarea"}}),
    [](const auto& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(
    LeftOut, PageTable,
    ::testing::Values(
        Row{"Hidden", "<div hidden><a href=x>更新</a></div>", {}},
        Row{"Scripts", "<script>更新</script><style>更新</style>", {}},
        Row{"Templates", "<template><a href=x>更新</a></template>", {}},
        Row{"Choices", "<select name=s><option>更新</option></select>", {}},
        Row{"Disabled", "<button disabled>更新</button><input name=x disabled>", {"更新"}},
        Row{"Unchecked", "<input type=checkbox name=a><input type=radio name=b value=1 checked>", {"<b=1> radio"}}),
    [](const auto& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Forms, PageTable,
    ::testing::Values(Row{"Several",
                          "<form><input name=a></form><form><input name=b><button>x</button></form><input name=c>",
                          {"<a=> text in form 0", "<b=> text in form 1", "(x) submit in form 1", "<c=> text"}},
                      Row{"CapitalLetters", "<INPUT TYPE=PASSWORD NAME=p>", {"<p=> password"}},
                      Row{"HiddenField", "<input type=hidden name=h value=1>", {"<h=1> hidden"}},
                      Row{"Buttons",
                          "<form><button>a</button><button type=reset>b</button><input type=submit value=c>"
                          "<input type=image alt=d></form>",
                          {"(a) submit in form 0", "(b) reset in form 0", "(c) submit in form 0",
                           "(d) submit in form 0"}}),
    [](const auto& row) { return row.param.name; });

TEST(Page, HasItsFormsAsTheyAre) {
  const Page page = Page::read("<form method=POST action='/a?b=1'></form><form></form>").value();

  ASSERT_EQ(page.forms().size(), 2u);
  EXPECT_EQ(page.forms()[0].method, "post");
  EXPECT_EQ(page.forms()[0].action, "/a?b=1");
  EXPECT_EQ(page.forms()[1].method, "");
}

TEST(Page, HasATitleAndTheFirstBase) {
  const Page page = Page::read("<title> a <b>b</title><base href=/x/><base href=/y/>").value();

  EXPECT_EQ(page.title(), "a <b>b");
  EXPECT_EQ(page.base(), "/x/");
}

TEST(Page, FindsWordsWhateverTheyAreMadeOf) {
  const Page page = Page::read("<p>証明<b>書の 有効</b><a href=x>期限</a>が</p><p>近い</p>").value();

  EXPECT_THAT(page.behind("証明書の有効期限が近い"), Optional(5u));
  EXPECT_THAT(page.behind("書の有効"), Optional(2u));
  EXPECT_THAT(page.behind("限が"), Optional(4u));
  EXPECT_EQ(page.behind("証明書が"), std::nullopt);
}

TEST(Page, DoesNotReadWordsOutOfFields) {
  EXPECT_EQ(Page::read("<input value=更新>").value().behind("更新"), std::nullopt);
}

TEST(Page, FindsWhatComesFrom) {
  const Page page = Page::read("<a href=1>更新</a><a href=2>更新</a><a href=3>更新する</a>").value();

  EXPECT_EQ(page.find(Kind::kLink, "更新")->address, "1");
  EXPECT_EQ(page.find(Kind::kLink, "更新", 1)->address, "2");
  EXPECT_EQ(page.find(Kind::kLink, "更新", 2), nullptr);
  EXPECT_EQ(page.find(Kind::kButton, "更新"), nullptr);
}

TEST(Page, FindsWhereAPasswordIsFilledIn) {
  EXPECT_EQ(Page::read("<input name=a>").value().password_field(), nullptr);
  EXPECT_EQ(Page::read("<input name=a><input name=b type=password>").value().password_field()->name, "b");
}

TEST(Page, IsReadUpToItsLimit) {
  EXPECT_THAT(Page::read(std::string(Page::kMostOctets, 'a')), IsOk());
  EXPECT_THAT(Page::read(std::string(Page::kMostOctets + 1, 'a')), FailsWith(Errc::kAnswerTooLarge));
}

// Each open <b> is made anew in each paragraph: of these 20 kB the tree would have nearly half a gigabyte.
TEST(Page, DoesNotGrowFarBeyondItsSize) {
  std::string html;
  for (int i = 0; i < 1000; ++i) html += "<p><b a" + std::to_string(i) + ">";

  EXPECT_THAT(Page::read(html + repeated("</p><p>x", 1000)), FailsWith(Errc::kAnswerTooLarge));
}

// Ways to look closed, and not to be.
struct LeftOpen {
  const char* name;
  std::string tag;  // # is another number each time
};

void PrintTo(const LeftOpen& row, std::ostream* out) { *out << row.name; }

class TagsLeftOpen : public ::testing::TestWithParam<LeftOpen> {};

TEST_P(TagsLeftOpen, AreBoundedHoweverTheyAreWritten) {
  std::string html;
  for (int i = 0; i < 1000; ++i) {
    std::string tag = GetParam().tag;
    html += "<p>" + tag.replace(tag.find('#'), 1, std::to_string(i));
  }

  EXPECT_THAT(Page::read(html + repeated("<p>x", 1000)), FailsWith(Errc::kAnswerTooLarge));
}

INSTANTIATE_TEST_SUITE_P(Ways, TagsLeftOpen,
                         ::testing::Values(LeftOpen{"NoEndTag", "<b a#>"}, LeftOpen{"AnotherEndTag", "<b a#>x</i>"},
                                           LeftOpen{"EndTagInAnAttribute", "<b a# b=\"></b>\">"},
                                           LeftOpen{"EndTagInASingleQuotedAttribute", "<b a# b='></b>'>"},
                                           LeftOpen{"QuoteAfterAName", "<b a#\"=\"></b>\">"},
                                           LeftOpen{"QuoteAfterASpace", "<b a#= \"></b>\">"},
                                           LeftOpen{"EqualsSignOfNoName", "<b =\" a#><div><div>\"></b>"},
                                           LeftOpen{"SlashAndQuote", "<b a#/b=\"></b>\">"},
                                           LeftOpen{"EndTagInAComment", "<b a#><!--</b>-->"},
                                           LeftOpen{"LongerName", "<b a#></bx>"}),
                         [](const auto& row) { return row.param.name; });

TEST(Page, MayHaveManyLinks) {
  const auto page =
      Page::read("<ul>" + repeated("<li><a href=\"x\" CLASS='y' id=z download>y</A></li>", 2000) + "</ul>");

  ASSERT_THAT(page, IsOk());
  EXPECT_EQ(page->items().size(), 2000u);
}

}  // namespace
}  // namespace orcamo::client
