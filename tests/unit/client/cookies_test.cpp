#include "workflow/cookies.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace orcamo::client {
namespace {

const Url kHere = parse_https_url("https://clinic.example/a/b").value();

HttpResponse setting(const std::vector<std::string>& cookies) {
  HttpResponse answer{.status = 200, .headers = {}, .body = {}};
  for (const std::string& cookie : cookies) answer.headers.emplace_back("Set-Cookie", cookie);
  return answer;
}

struct Row {
  const char* name;
  std::vector<std::string> set;
  std::string sent;
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class CookieTable : public ::testing::TestWithParam<Row> {};

TEST_P(CookieTable, GoesBackLikeThis) {
  Cookies cookies;
  for (const std::string& cookie : GetParam().set) cookies.take(kHere, setting({cookie}));

  EXPECT_EQ(cookies.header(kHere), GetParam().sent);
}

INSTANTIATE_TEST_SUITE_P(
    All, CookieTable,
    ::testing::Values(Row{"None", {}, ""}, Row{"One", {"a=1; Path=/; HttpOnly"}, "a=1"},
                      Row{"Two", {"b=2", "a=1"}, "a=1; b=2"}, Row{"SetAnew", {"a=1", "a=2"}, "a=2"},
                      Row{"EqualsInTheValue", {"a=b=c=="}, "a=b=c=="}, Row{"EmptyValue", {"a="}, "a="},
                      Row{"SpaceAround", {" a = 1 ; Secure"}, "a=1"}, Row{"NoValueAtAll", {"a; Path=/"}, ""},
                      Row{"Nothing", {""}, ""}, Row{"OfAnotherPath", {"a=1; Path=/elsewhere"}, "a=1"},
                      Row{"TakenAwayByAge", {"a=1", "b=2", "a=; Max-Age=0"}, "b=2"},
                      Row{"TakenAwayByAgeBelow", {"a=1", "a=x; max-age=-1"}, ""},
                      Row{"TakenAwayByDate", {"a=1", "a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT"}, ""},
                      Row{"TakenAwayByOldDate", {"a=1", "a=; expires=Thu, 01-Jan-1970 00:00:00 GMT"}, ""},
                      Row{"AgeInTheValue", {"a=max-age=0"}, "a=max-age=0"},
                      Row{"TakenAwayBefore", {"a=; Max-Age=0"}, ""}),
    [](const auto& row) { return row.param.name; });

TEST(Cookies, StayWithTheirHostWhateverTheirDomainSays) {
  Cookies cookies;
  cookies.take(parse_https_url("https://evil.example/").value(),
               setting({"a=1; Domain=clinic.example", "b=2; Domain=.example"}));

  EXPECT_EQ(cookies.header(kHere), "");
}

TEST(Cookies, AreOfTheHostAndNotOfItsPort) {
  Cookies cookies;
  cookies.take(kHere, setting({"a=1"}));

  EXPECT_EQ(cookies.header(parse_https_url("https://clinic.example:8443/").value()), "a=1");
  EXPECT_EQ(cookies.header(parse_https_url("https://sub.clinic.example/").value()), "");
}

TEST(Cookies, AreReadOutOfNoOtherHeader) {
  Cookies cookies;
  cookies.take(kHere, {.status = 200, .headers = {{"Cookie", "a=1"}, {"set-COOKIE", "b=2"}}, .body = {}});

  EXPECT_EQ(cookies.header(kHere), "b=2");
}

}  // namespace
}  // namespace orcamo::client
