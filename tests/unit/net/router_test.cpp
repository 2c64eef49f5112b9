#include "net/router.hpp"

#include <gmock/gmock.h>

namespace orcamo::mock {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

// says is a route that answers its own name and what the parameters were.
Route says(std::string name) {
  return [name](const Request&, const PathParameters& parameters) {
    Response answer;
    answer.body = name;
    for (const auto& [key, value] : parameters) answer.body += " " + key + "=" + value;
    return Reply(answer);
  };
}

Response ask(const Router& router, std::string method, std::string path) {
  Request request;
  request.method = std::move(method);
  request.path = std::move(path);
  return std::get<Response>(router.dispatch(request));
}

Router sample() {
  Router router;
  router.add("GET", "/orcamo/*", says("rest"));
  router.add("GET", "/certificates/{serial}", says("one"));
  router.add("GET", "/certificates/{serial}.p12", says("p12"));
  router.add("GET", "/certificates/newest", says("newest"));
  router.add("POST", "/certificates", says("issue"));
  router.add("GET", "/certificates", says("list"));
  router.add("POST", "/rpc/", says("rpc"));
  router.add("GET", "/", says("root"));
  router.add("POST", "/sandboxes/{id}/clock/advance", says("advance"));
  return router;
}

struct Case {
  std::string name;
  std::string method;
  std::string path;
  std::string answer;
};
void PrintTo(const Case& row, std::ostream* out) { *out << row.method << " " << row.path; }

class RouterFinds : public testing::TestWithParam<Case> {};

TEST_P(RouterFinds, TheMostSpecificRoute) {
  const Response answer = ask(sample(), GetParam().method, GetParam().path);

  EXPECT_EQ(answer.status, 200U);
  EXPECT_EQ(answer.body, GetParam().answer);
}

INSTANTIATE_TEST_SUITE_P(
    Table, RouterFinds,
    testing::Values(Case{"Root", "GET", "/", "root"}, Case{"Exact", "GET", "/certificates", "list"},
                    Case{"ByMethod", "POST", "/certificates", "issue"}, Case{"TrailingSlash", "POST", "/rpc/", "rpc"},
                    Case{"Parameter", "GET", "/certificates/4F", "one serial=4F"},
                    Case{"ParameterWithSuffix", "GET", "/certificates/4F.p12", "p12 serial=4F"},
                    Case{"OtherSuffixIsPartOfTheParameter", "GET", "/certificates/4F.pem", "one serial=4F.pem"},
                    Case{"LiteralBeforeParameter", "GET", "/certificates/newest", "newest"},
                    Case{"ParameterInTheMiddle", "POST", "/sandboxes/default/clock/advance", "advance id=default"},
                    Case{"DecodesParameters", "GET", "/certificates/a%20b%2Fc", "one serial=a b/c"},
                    Case{"DecodesLiterals", "GET", "/%63ertificates", "list"},
                    Case{"Prefix", "GET", "/orcamo/a/b", "rest *=a/b"}, Case{"EmptyRest", "GET", "/orcamo/", "rest *="},
                    Case{"HeadIsAnsweredByGet", "HEAD", "/certificates", "list"}),
    [](const auto& row) { return row.param.name; });

class RouterRefuses : public testing::TestWithParam<const char*> {};

TEST_P(RouterRefuses, UnknownPaths) { EXPECT_EQ(ask(sample(), "GET", GetParam()).status, 404U); }

INSTANTIATE_TEST_SUITE_P(Table, RouterRefuses,
                         testing::Values("", "*", "/nothing", "/certificates/", "/certificates/.p12/x",
                                         "/certificates/4F/", "//", "/orcamo", "/certificates/%4", "/certificates/%zz",
                                         "/rpc", "/CERTIFICATES"));

TEST(Router, SaysWhichMethodsAPathAnswers) {
  const Response answer = ask(sample(), "DELETE", "/certificates");

  EXPECT_EQ(answer.status, 405U);
  EXPECT_THAT(answer.headers, testing::Contains(Pair("Allow", "GET, HEAD, POST")));
}

TEST(Router, DoesNotFallBackToALessSpecificPatternForTheMethod) {
  EXPECT_EQ(ask(sample(), "POST", "/certificates/newest").status, 405U);
}

TEST(Router, LetsTheOwnerWordRefusals) {
  Router router = sample();
  std::vector<pki::Errc> codes;
  router.on_refusal([&codes](const Request&, const pki::Error& error) {
    codes.push_back(error.code());
    Response answer;
    answer.status = 418;
    return answer;
  });

  EXPECT_EQ(ask(router, "GET", "/nothing").status, 418U);
  EXPECT_EQ(ask(router, "PUT", "/").status, 418U);
  EXPECT_THAT(codes, ElementsAre(pki::Errc::kRouteUnknown, pki::Errc::kMethodNotAllowed));
}

TEST(Header, IgnoresTheCaseOfLettersAndReturnsTheFirst) {
  const Headers headers{{"X-One", "1"}, {"Content-Type", "a"}, {"content-type", "b"}};

  EXPECT_EQ(header(headers, "content-TYPE"), "a");
  EXPECT_EQ(header(headers, "Content"), "");
}

}  // namespace
}  // namespace orcamo::mock
