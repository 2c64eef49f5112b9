#include "transport/request_text.hpp"

#include <gtest/gtest.h>

#include "orcamo/testing/matchers.hpp"

namespace orcamo::client {
namespace {

using pki::Errc;
using testing::FailsWith;

const Url kUrl = parse_https_url("https://localhost:8443/api/cert").value();

TEST(RequestText, KeepsHeaderNamesAsTheyWereGiven) {
  const HttpRequest request{.method = "POST",
                            .url = "",
                            .headers = {{"Content-Type", "application/json"}, {"X-Odd-NAME", "1"}},
                            .body = "{}"};

  EXPECT_EQ(request_text(request, kUrl).value().reveal(),
            "POST /api/cert HTTP/1.1\r\nHost: localhost:8443\r\nContent-Type: application/json\r\nX-Odd-NAME: 1\r\n"
            "Content-Length: 2\r\nConnection: keep-alive\r\n\r\n{}");
}

TEST(RequestText, AnnouncesAnEmptyBodyOfAPostButNoneOfAGet) {
  const HttpRequest empty_post{.method = "POST", .url = "", .headers = {}, .body = ""};
  const HttpRequest get{.method = "GET", .url = "", .headers = {}, .body = ""};

  EXPECT_NE(request_text(empty_post, kUrl).value().reveal().find("Content-Length: 0\r\n"), std::string::npos);
  EXPECT_EQ(request_text(get, kUrl).value().reveal().find("Content-Length"), std::string::npos);
}

struct Smuggled {
  const char* name;
  HttpRequest request;
};

void PrintTo(const Smuggled& row, std::ostream* out) { *out << row.name; }

class SmuggledRequest : public ::testing::TestWithParam<Smuggled> {};

TEST_P(SmuggledRequest, IsNotSent) {
  EXPECT_THAT(request_text(GetParam().request, kUrl), FailsWith(Errc::kRequestMalformed));
}

INSTANTIATE_TEST_SUITE_P(
    Table, SmuggledRequest,
    ::testing::Values(
        Smuggled{"LineEndInMethod", {.method = "GET\r\nX:", .url = "", .headers = {}, .body = ""}},
        Smuggled{"EmptyMethod", {.method = "", .url = "", .headers = {}, .body = ""}},
        Smuggled{"LineEndInValue", {.method = "GET", .url = "", .headers = {{"A", "b\r\nC: d"}}, .body = ""}},
        Smuggled{"NulInValue", {.method = "GET", .url = "", .headers = {{"A", std::string(1, '\0')}}, .body = ""}},
        Smuggled{"ColonInName", {.method = "GET", .url = "", .headers = {{"A:", "b"}}, .body = ""}},
        Smuggled{"EmptyName", {.method = "GET", .url = "", .headers = {{"", "b"}}, .body = ""}}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace orcamo::client
