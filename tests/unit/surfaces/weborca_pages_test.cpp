#include "surface_test_kit.hpp"

namespace orcamo::mock {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class WeborcaPagesTest : public SurfaceTest {
 protected:
  // Logs in with the form; returns the Cookie header of the session.
  Headers log_in(const GenerationRef& by) {
    const auto response = https("POST", "/login", by, "user=ormaster&password=ormaster");
    const auto cookie = header(response.headers, "Set-Cookie");
    return {{"Cookie", std::string(cookie.substr(0, cookie.find(';')))}};
  }

  const GenerationRef fresh = issue_with(days(900));
  const GenerationRef old = issue_with(days(90));
};

TEST_F(WeborcaPagesTest, ShowsTheLoginForm) {
  const auto response = https("GET", "/", fresh);

  EXPECT_THAT(response, AllOf(HasStatus(200), HasHeader("Content-Type", "text/html; charset=utf-8")));
  EXPECT_THAT(
      response.body,
      AllOf(HasSubstr("<html lang=\"ja\">"), HasSubstr("<form id=\"login-form\" method=\"post\" action=\"/login\">"),
            HasSubstr("<input id=\"user\" name=\"user\""), HasSubstr("<input id=\"password\" name=\"password\""),
            HasSubstr("<button id=\"login-button\""), Not(HasSubstr("login-error"))));
}

TEST_F(WeborcaPagesTest, LetsNothingForeignIntoAPage) {
  const auto response = https("GET", "/", fresh);

  EXPECT_THAT(response, AllOf(HasHeader("Content-Security-Policy",
                                        "default-src 'none'; style-src 'self'; script-src 'self'; form-action 'self'; "
                                        "base-uri 'none'; frame-ancestors 'none'"),
                              HasHeader("X-Content-Type-Options", "nosniff"), HasHeader("Cache-Control", "no-store")));
  EXPECT_THAT(response.body, AllOf(Not(HasSubstr("http://")), Not(HasSubstr("https://"))));
}

TEST_F(WeborcaPagesTest, StartsASessionAndShowsTheMainScreen) {
  const auto response = https("POST", "/login", fresh, "user=ormaster&password=ormaster");

  EXPECT_THAT(response, AllOf(HasStatus(303), HasHeader("Location", "/main")));
  EXPECT_THAT(std::string(header(response.headers, "Set-Cookie")),
              ::testing::MatchesRegex("orcamo_session=[A-Za-z0-9]{32}; Path=/; HttpOnly; Secure; SameSite=Strict"));
}

TEST_F(WeborcaPagesTest, SaysThatThePasswordIsWrong) {
  const auto response = https("POST", "/login", fresh, "user=%22%3E%3Cb%3E&password=wrong");

  EXPECT_THAT(response, AllOf(HasStatus(401), HasHeader("Set-Cookie", "")));
  EXPECT_THAT(response.body, AllOf(HasSubstr("id=\"login-error\""), HasSubstr("value=\"&quot;&gt;&lt;b&gt;\""),
                                   Not(HasSubstr("<b>"))));
}

TEST_F(WeborcaPagesTest, ShowsNoNoticeOutsideTheWindow) {
  const auto response = https("GET", "/main", fresh, {}, log_in(fresh));

  EXPECT_THAT(response, HasStatus(200));
  EXPECT_THAT(response.body, AllOf(HasSubstr("id=\"login-ok\""), Not(HasSubstr("renewal-notice"))));
}

TEST_F(WeborcaPagesTest, ShowsTheNoticeInsideTheWindow) {
  const auto body = https("GET", "/main", old, {}, log_in(old)).body;

  EXPECT_THAT(body, AllOf(HasSubstr("<div id=\"renewal-notice\""),
                          HasSubstr("<p>クライアント証明書の有効期限が近づいています</p>"),
                          HasSubstr("<a id=\"renew\" class=\"button\" href=\"/orcamo/\">更新</a>")));
}

TEST_F(WeborcaPagesTest, JudgesTheCertificateOfTheConnectionNotOfTheLogin) {
  EXPECT_THAT(https("GET", "/main", fresh, {}, log_in(old)).body, Not(HasSubstr("renewal-notice")));
  EXPECT_THAT(https("GET", "/main", old, {}, log_in(fresh)).body, HasSubstr("renewal-notice"));
}

TEST_F(WeborcaPagesTest, SendsAwayWhoHasNotLoggedIn) {
  for (const Headers& headers : {Headers{}, Headers{{"Cookie", "orcamo_session=guess"}}, Headers{{"Cookie", ";=;"}}}) {
    EXPECT_THAT(https("GET", "/main", fresh, {}, headers), AllOf(HasStatus(303), HasHeader("Location", "/")));
  }
}

TEST_F(WeborcaPagesTest, FindsItsCookieAmongOthers) {
  const auto cookie = log_in(fresh).front().second;

  EXPECT_THAT(https("GET", "/main", fresh, {}, {{"Cookie", "a=b; " + cookie + "; c=d"}}), HasStatus(200));
}

TEST_F(WeborcaPagesTest, LogsOut) {
  const auto session = log_in(fresh);

  const auto response = https("POST", "/logout", fresh, {}, session);

  EXPECT_THAT(response, AllOf(HasStatus(303), HasHeader("Location", "/")));
  EXPECT_THAT(std::string(header(response.headers, "Set-Cookie")), HasSubstr("Max-Age=0"));
  EXPECT_THAT(https("GET", "/main", fresh, {}, session), HasStatus(303));
}

TEST_F(WeborcaPagesTest, ServesItsFiles) {
  EXPECT_THAT(https("GET", "/static/style.css", fresh),
              AllOf(HasStatus(200), HasHeader("Content-Type", "text/css; charset=utf-8")));
  EXPECT_THAT(https("GET", "/static/copy.js", fresh),
              AllOf(HasStatus(200), HasHeader("Content-Type", "text/javascript; charset=utf-8")));
}

}  // namespace
}  // namespace orcamo::mock
