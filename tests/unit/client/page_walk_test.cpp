#include "workflow/page_walk.hpp"

#include <gmock/gmock.h>

#include <string>
#include <utility>

#include "fake_pages.hpp"
#include "identities.hpp"
#include "orcamo/testing/matchers.hpp"

namespace orcamo::testing {
namespace {

using client::HttpResponse;
using client::Page;
using client::PageItem;
using client::PageWalk;
using client::SeenPage;
using client::Url;
using pki::Errc;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using Kind = PageItem::Kind;

const std::string kHost = "https://clinic.example";

Url url(const std::string& text) { return client::parse_https_url(text).value(); }

SeenPage seen(const std::string& html, const std::string& where = kHost + "/folder/page?secret=1") {
  return {url(where), Page::read(html).value()};
}

class Walk : public ::testing::Test {
 protected:
  Walk() { walk_.allow(url(kHost)); }

  pki::Result<client::Fetched> press(const SeenPage& page, Kind kind, const std::string& text) {
    return walk_.press(page, *page.page.find(kind, text));
  }

  static HttpResponse redirect(unsigned status, const std::string& location) {
    return {status, {{"Location", location}}, {}};
  }

  const pki::Credential credential_ = issue();
  FakePages pages_;
  client::Cookies cookies_;
  PageWalk walk_{pages_, credential_, cookies_};
};

// Where an address on a page leads; empty: nowhere that is gone to.
struct Address {
  const char* name;
  std::string html;
  std::string leads;
};

void PrintTo(const Address& row, std::ostream* out) { *out << row.name; }

class AddressTable : public ::testing::TestWithParam<Address> {};

TEST_P(AddressTable, LeadsThere) {
  const SeenPage page = seen(GetParam().html);

  const auto address = PageWalk::address_of(page, page.page.items().back());

  if (GetParam().leads.empty()) {
    EXPECT_THAT(address, FailsWith(Errc::kAnswerUnexpected));
    return;
  }
  ASSERT_THAT(address, IsOk());
  EXPECT_EQ(address->text(), GetParam().leads);
}

const std::string kFolder = kHost + "/folder/";

INSTANTIATE_TEST_SUITE_P(
    Links, AddressTable,
    ::testing::Values(Address{"Relative", "<a href=a.p12>x</a>", kFolder + "a.p12"},
                      Address{"Above", "<a href=../../../a>x</a>", kHost + "/a"},
                      Address{"FromTheRoot", "<a href=/a?b=1#c>x</a>", kHost + "/a?b=1"},
                      Address{"OnlyAQuery", "<a href='?b=1'>x</a>", kFolder + "page?b=1"},
                      Address{"ThePageItself", "<a href=''>x</a>", kFolder + "page?secret=1"},
                      Address{"OtherHost", "<a href=//other.example/a>x</a>", "https://other.example/a"},
                      Address{"SpaceAround", "<a href=' /a '>x</a>", kHost + "/a"},
                      Address{"Japanese", "<a href=/証>x</a>", kHost + "/%E8%A8%BC"},
                      Address{"Backslash", "<a href='\\\\other.example'>x</a>", kFolder + "%5C%5Cother.example"},
                      Address{"Base", "<base href=/b/><a href=a>x</a>", kHost + "/b/a"},
                      Address{"BaseElsewhere", "<base href=https://other.example/b/><a href=a>x</a>",
                              "https://other.example/b/a"},
                      Address{"BaseOfAnotherKind", "<base href=http://clinic.example/><a href=a>x</a>", ""},
                      Address{"PlainHttp", "<a href=http://clinic.example/>x</a>", ""},
                      Address{"Script", "<a href='javascript:void(0)'>x</a>", ""},
                      Address{"Data", "<a href='data:text/html,x'>x</a>", ""},
                      Address{"UserName", "<a href=https://clinic.example@other.example/>x</a>", ""},
                      Address{"TooLong", "<a href='/" + std::string(Url::kMostOctets, 'a') + "'>x</a>", ""}),
    [](const auto& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Buttons, AddressTable,
    ::testing::Values(Address{"Form", "<form action=/a><button>x</button></form>", kHost + "/a"},
                      Address{"FormOfThePage", "<form><button>x</button></form>", kFolder + "page?secret=1"},
                      Address{"FormElsewhere", "<form action=http://clinic.example/a><button>x</button></form>", ""},
                      Address{"NoForm", "<button>x</button>", ""},
                      Address{"ForScripts", "<form action=/a><button type=button>x</button></form>", ""}),
    [](const auto& row) { return row.param.name; });

TEST_F(Walk, ShowsTheCertificateToNobodyElse) {
  const SeenPage page = seen(
      "<a href=https://other.example/>x</a><form action=https://clinic.example:8443/>"
      "<button>y</button></form>");

  EXPECT_THAT(press(page, Kind::kLink, "x"), FailsWith(Errc::kAnswerUnexpected));
  EXPECT_THAT(press(page, Kind::kButton, "y"), FailsWith(Errc::kAnswerUnexpected));
  EXPECT_THAT(walk_.fetch(url("https://other.example/")), FailsWith(Errc::kAnswerUnexpected));
  EXPECT_THAT(pages_.asked(), IsEmpty());
}

TEST_F(Walk, SendsThePressedFormAndNoOther) {
  const SeenPage page = seen(
      "<form method=post action=/one><input name=a value=1><button name=x value=1>x</button></form>"
      "<form method=post action=/two><input name=b value='2 &'><button name=y>y</button>"
      "<button name=z value=3>z</button></form><input name=c value=4>");

  ASSERT_THAT(press(page, Kind::kButton, "z"), IsOk());

  EXPECT_THAT(pages_.asked(), ElementsAre("POST " + kHost + "/two"));
  EXPECT_EQ(pages_.requests.front().body, "b=2+%26&z=3");
}

TEST_F(Walk, FillsInWhatIsTyped) {
  const SeenPage page = seen("<form method=post><input name=a value=1><input name=b><button>x</button></form>");
  const PageItem* const field = &page.page.items()[1];

  ASSERT_THAT(walk_.press(page, *page.page.find(Kind::kButton, "x"), {{field, "あ+"}}), IsOk());

  EXPECT_EQ(pages_.requests.front().body, "a=1&b=%E3%81%82%2B");
}

TEST_F(Walk, PutsAFormToBeGotIntoTheAddress) {
  const SeenPage page = seen("<form action='/a?old=1'><input name=b value=2><button>x</button></form>");

  ASSERT_THAT(press(page, Kind::kButton, "x"), IsOk());

  EXPECT_THAT(pages_.asked(), ElementsAre("GET " + kHost + "/a?b=2"));
}

// What a redirect makes of a form that was sent.
struct Redirect {
  const char* name;
  unsigned status;
  std::string location;
  std::string asks;  // next; empty: it is not followed
  std::string body = {};
};

void PrintTo(const Redirect& row, std::ostream* out) { *out << row.name; }

class RedirectTable : public Walk, public ::testing::WithParamInterface<Redirect> {};

TEST_P(RedirectTable, IsFollowedLikeThis) {
  walk_.allow(url("https://also.example"));
  pages_.answers["POST " + kHost + "/form"] = redirect(GetParam().status, GetParam().location);
  const SeenPage page = seen("<form method=post action=/form><input name=a value=1><button>x</button></form>");

  const auto fetched = press(page, Kind::kButton, "x");

  if (GetParam().asks.empty()) {
    EXPECT_THAT(fetched, FailsWith(Errc::kAnswerUnexpected));
    EXPECT_THAT(pages_.asked(), ElementsAre("POST " + kHost + "/form"));
    return;
  }
  ASSERT_THAT(fetched, IsOk());
  EXPECT_THAT(pages_.asked(), ElementsAre("POST " + kHost + "/form", GetParam().asks));
  EXPECT_EQ(pages_.requests.back().body, GetParam().body);
}

INSTANTIATE_TEST_SUITE_P(All, RedirectTable,
                         ::testing::Values(Redirect{"Moved", 301, "/a", "GET " + kHost + "/a"},
                                           Redirect{"Found", 302, "a?b=1#c", "GET " + kHost + "/a?b=1"},
                                           Redirect{"SeeOther", 303, kHost + "/a", "GET " + kHost + "/a"},
                                           Redirect{"Temporary", 307, "/a", "POST " + kHost + "/a", "a=1"},
                                           Redirect{"Permanent", 308, "/a", "POST " + kHost + "/a", "a=1"},
                                           Redirect{"SeeOtherHost", 303, "https://also.example/a",
                                                    "GET https://also.example/a"},
                                           Redirect{"FormToAnotherHost", 307, "https://also.example/a", ""},
                                           Redirect{"Stranger", 302, "https://other.example/", ""},
                                           Redirect{"StrangerWithoutScheme", 302, "//other.example/", ""},
                                           Redirect{"OtherPort", 302, "https://clinic.example:8443/", ""},
                                           Redirect{"PlainHttp", 302, "http://clinic.example/", ""},
                                           Redirect{"UserName", 302, "https://clinic.example@other.example/", ""},
                                           Redirect{"Nowhere", 302, "", ""}),
                         [](const auto& row) { return row.param.name; });

TEST_F(Walk, FollowsTenRedirectsAndNoMore) {
  for (int i = 0; i < 11; ++i) {
    pages_.answers["GET " + kHost + "/" + std::to_string(i)] = redirect(302, "/" + std::to_string(i + 1));
  }

  EXPECT_THAT(walk_.fetch(url(kHost + "/1")), IsOk());
  EXPECT_THAT(walk_.fetch(url(kHost + "/0")), FailsWith(Errc::kAnswerUnexpected));
}

TEST_F(Walk, KeepsCookiesOnTheWay) {
  pages_.answers["GET " + kHost + "/"] = {302, {{"Location", "/a"}, {"Set-Cookie", "s=1"}}, {}};

  const auto fetched = walk_.fetch(url(kHost));

  ASSERT_THAT(fetched, IsOk());
  EXPECT_EQ(fetched->url.text(), kHost + "/a");
  EXPECT_THAT(pages_.requests.front().headers, Not(Contains(::testing::Key("Cookie"))));
  EXPECT_THAT(pages_.requests.back().headers, Contains(std::pair<std::string, std::string>("Cookie", "s=1")));
}

TEST_F(Walk, TellsNoQueryInItsMessages) {
  const SeenPage page = seen("<title>a</title><a href=https://other.example/>x</a>");

  EXPECT_EQ(page.name(), "the page \"a\" at " + kFolder + "page");
  EXPECT_THAT(press(page, Kind::kLink, "x").error().message(), Not(HasSubstr("secret")));
}

struct Kindness {
  const char* name;
  std::string type;
  std::size_t octets;
  Errc code = Errc::kInternal;  // none: it is read
};

void PrintTo(const Kindness& row, std::ostream* out) { *out << row.name; }

class PageKind : public ::testing::TestWithParam<Kindness> {};

TEST_P(PageKind, IsReadOrRefused) {
  HttpResponse answer{.status = 200, .headers = {}, .body = std::string(GetParam().octets, 'a')};
  if (!GetParam().type.empty()) answer.headers.emplace_back("Content-Type", GetParam().type);

  const auto page = client::read_page({url(kHost), std::move(answer)});

  if (GetParam().code == Errc::kInternal) {
    EXPECT_THAT(page, IsOk());
  } else {
    EXPECT_THAT(page, FailsWith(GetParam().code));
  }
}

INSTANTIATE_TEST_SUITE_P(All, PageKind,
                         ::testing::Values(Kindness{"Html", "text/html", 1}, Kindness{"Empty", "text/html", 0},
                                           Kindness{"Utf8", "Text/HTML; Charset=\"UTF-8\"", 1},
                                           Kindness{"Xhtml", "application/xhtml+xml; charset=utf-8", 1},
                                           Kindness{"ShiftJis", "text/html; charset=Shift_JIS", 1,
                                                    Errc::kAnswerUnexpected},
                                           Kindness{"NoType", "", 1, Errc::kAnswerUnexpected},
                                           Kindness{"Text", "text/plain", 1, Errc::kAnswerUnexpected},
                                           Kindness{"Pdf", "application/pdf", 1, Errc::kAnswerUnexpected},
                                           Kindness{"Huge", "text/html", Page::kMostOctets + 1, Errc::kAnswerTooLarge}),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace orcamo::testing
