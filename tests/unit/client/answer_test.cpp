#include "workflow/answer.hpp"

#include <gmock/gmock.h>

#include <string>

#include "orcamo/testing/matchers.hpp"

namespace orcamo::testing {
namespace {

using client::HttpResponse;
using pki::Errc;
using ::testing::HasSubstr;

TEST(AcceptStatus, WipesWhatItRefuses) {
  HttpResponse refused{.status = 202, .headers = {}, .body = R"({"pass":"aB3dE6gH9k"})"};
  HttpResponse accepted{.status = 200, .headers = {}, .body = "{}"};

  EXPECT_THAT(client::accept_status(refused, {200}), FailsWith(Errc::kServerRefused));
  EXPECT_THAT(client::accept_status(accepted, {200}), IsOk());

  EXPECT_EQ(refused.body, "");
  EXPECT_EQ(accepted.body, "{}");
}

struct Body {
  const char* name;
  std::string text;
  bool shown;
};
void PrintTo(const Body& body, std::ostream* out) { *out << body.name; }

class RefusedBody : public ::testing::TestWithParam<Body> {};

// Every body has the word "needle" in it.
TEST_P(RefusedBody, IsShownWhereItIsMeantForPeople) {
  const pki::Error error = client::refusal({.status = 403, .headers = {}, .body = GetParam().text});

  EXPECT_THAT(error.message(), HasSubstr("403"));
  EXPECT_EQ(error.message().find("needle") != std::string::npos, GetParam().shown) << error.message();
}

INSTANTIATE_TEST_SUITE_P(Bodies, RefusedBody,
                         ::testing::Values(Body{"Text", "NOT PERMITTED: needle", true},
                                           Body{"TitleOfAPage", "<html><title>needle</title></html>", true},
                                           Body{"RestOfAPage", "<html><title>Refused</title>needle</html>", false},
                                           Body{"PageWithoutATitle", "<html>needle</html>", false},
                                           Body{"LongText", "needle" + std::string(400, '.'), false},
                                           Body{"Json", R"({"a":"needle"})", false},
                                           Body{"JsonList", R"(["needle"])", false},
                                           Body{"JsonText", R"("needle")", false},
                                           Body{"JsonAfterSpace", "\r\n {\"a\":\"needle\"}", false},
                                           Body{"JsonAfterAMark", "\xef\xbb\xbf{\"a\":\"needle\"}", false},
                                           Body{"JsonWithATitle", R"({"a":"<title>needle</title>"})", false},
                                           Body{"JsonInText", R"(answered {"a":"needle"})", false},
                                           Body{"Binary", std::string("needle\x00\x01\x02", 9), false}),
                         [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace orcamo::testing
