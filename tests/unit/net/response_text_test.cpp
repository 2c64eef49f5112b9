#include "net/response_text.hpp"

#include <gmock/gmock.h>

namespace orcamo::mock {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

const pki::TimePoint kEpoch{};

TEST(ResponseText, IsACompleteAnswer) {
  Response response;
  response.status = 201;
  response.headers.emplace_back("Content-Type", "text/plain");
  response.body = "made\n";

  EXPECT_EQ(response_text(response, "POST", kEpoch, Persistence::kKeepAlive),
            "HTTP/1.1 201 Created\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\nContent-Type: text/plain\r\n"
            "Content-Length: 5\r\nConnection: keep-alive\r\n\r\nmade\n");
}

TEST(ResponseText, HasTheSameHeadAndNoBodyForHead) {
  Response response;
  response.body = "page";

  EXPECT_THAT(response_text(response, "HEAD", kEpoch, Persistence::kClose),
              EndsWith("Content-Length: 4\r\nConnection: close\r\n\r\n"));
}

TEST(ResponseText, AnnouncesNoLengthWhereThereIsNoBody) {
  Response response;
  response.status = 204;
  response.body = "ignored";

  EXPECT_THAT(response_text(response, "GET", kEpoch, Persistence::kClose),
              testing::AllOf(StartsWith("HTTP/1.1 204 No Content\r\n"), Not(HasSubstr("Content-Length")),
                             EndsWith("\r\n\r\n")));
}

TEST(ResponseText, KeepsALineBreakInAValueFromStartingAHeader) {
  Response response;
  response.headers.emplace_back("X", "a\r\nSet-Cookie: b");

  EXPECT_THAT(response_text(response, "GET", kEpoch, Persistence::kClose), HasSubstr("X: a  Set-Cookie: b\r\n"));
}

TEST(HttpDate, IsInFixedForm) {
  using namespace std::chrono_literals;
  const pki::TimePoint time = std::chrono::sys_days(std::chrono::year(2052) / 2 / 29) + 4h + 5min + 6s;

  EXPECT_EQ(http_date(time), "Thu, 29 Feb 2052 04:05:06 GMT");
  EXPECT_EQ(http_date(kEpoch - 1s), "Wed, 31 Dec 1969 23:59:59 GMT");
}

TEST(Problem, IsJsonWithAStableCode) {
  const Response answer = problem(413, pki::Errc::kRequestMalformed, "too much");

  EXPECT_EQ(answer.status, 413U);
  EXPECT_EQ(answer.body, R"({"type":"about:blank","title":"Content Too Large","status":413,"code":")" +
                             std::string(pki::code_name(pki::Errc::kRequestMalformed)) + R"(","detail":"too much"})");
}

}  // namespace
}  // namespace orcamo::mock
