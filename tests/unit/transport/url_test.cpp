#include "transport/url.hpp"

#include <gtest/gtest.h>

#include "orcamo/testing/matchers.hpp"

namespace orcamo::client {
namespace {

using pki::Errc;
using testing::FailsWith;

TEST(HttpsUrl, IsTakenApart) {
  const Url url = parse_https_url("https://Clinic.Example:8443/api/cert?x=1#top").value();

  EXPECT_EQ(url.host, "clinic.example");
  EXPECT_FALSE(url.host_is_address);
  EXPECT_EQ(url.port, 8443);
  EXPECT_EQ(url.target, "/api/cert?x=1");
  EXPECT_EQ(url.endpoint(), "clinic.example:8443");
  EXPECT_EQ(url.authority(), "clinic.example:8443");
}

TEST(HttpsUrl, LeavesTheUsualPortOutOfTheHostHeader) {
  const Url url = parse_https_url("HTTPS://localhost").value();

  EXPECT_EQ(url.port, 443);
  EXPECT_EQ(url.target, "/");
  EXPECT_EQ(url.endpoint(), "localhost:443");
  EXPECT_EQ(url.authority(), "localhost");
}

TEST(HttpsUrl, KeepsBracketsAroundIpv6WhereTheyBelong) {
  const Url url = parse_https_url("https://[::1]:8443/a").value();

  EXPECT_EQ(url.host, "::1");
  EXPECT_TRUE(url.host_is_address);
  EXPECT_EQ(url.authority(), "[::1]:8443");
  EXPECT_EQ(parse_https_url("https://[::1]").value().authority(), "[::1]");
}

TEST(HttpsUrl, KnowsAnAddressFromAName) {
  EXPECT_TRUE(parse_https_url("https://127.0.0.1/").value().host_is_address);
  EXPECT_FALSE(parse_https_url("https://127.0.0.1.example/").value().host_is_address);
}

TEST(HttpsUrl, PutsASlashBeforeALoneQuery) {
  EXPECT_EQ(parse_https_url("https://localhost?x=1").value().target, "/?x=1");
}

TEST(HttpsUrl, KnowsLocalhostAndWhatIsBelowIt) {
  EXPECT_TRUE(parse_https_url("https://localhost./").value().is_localhost());
  EXPECT_TRUE(parse_https_url("https://one.localhost/").value().is_localhost());
  EXPECT_FALSE(parse_https_url("https://notlocalhost/").value().is_localhost());
  EXPECT_FALSE(parse_https_url("https://localhost.example/").value().is_localhost());
}

struct Refused {
  const char* name;
  const char* text;
};

class RefusedUrl : public ::testing::TestWithParam<Refused> {};

TEST_P(RefusedUrl, FailsAsMalformed) { EXPECT_THAT(parse_https_url(GetParam().text), FailsWith(Errc::kUrlMalformed)); }

INSTANTIATE_TEST_SUITE_P(
    Table, RefusedUrl,
    ::testing::Values(Refused{"Empty", ""}, Refused{"NoScheme", "localhost:8443"},
                      Refused{"PlainHttp", "http://localhost/"}, Refused{"NoHost", "https:///x"},
                      Refused{"PortOnly", "https://:8443/"}, Refused{"PortNotANumber", "https://localhost:84x/"},
                      Refused{"PortZero", "https://localhost:0/"}, Refused{"PortTooLarge", "https://localhost:65536/"},
                      Refused{"PortNegative", "https://localhost:-1/"}, Refused{"PortMissing", "https://localhost:/"},
                      Refused{"UserName", "https://me:secret@localhost/"}, Refused{"OpenBracket", "https://[::1/"},
                      Refused{"NoAddressInBrackets", "https://[localhost]/"},
                      Refused{"AfterBrackets", "https://[::1]8443/"}, Refused{"TwoColons", "https://localhost:1:2/"},
                      Refused{"EmptyLabel", "https://a..b/"}, Refused{"SpaceInHost", "https://local host/"},
                      Refused{"SpaceInPath", "https://localhost/a b"},
                      Refused{"LineEndInPath", "https://localhost/a\r\nX: y"},
                      Refused{"NotAsciiInPath", "https://localhost/\xe8\xa8\xbc"},
                      Refused{"NotAsciiInHost", "https://\xe8\xa8\xbc.example/"},
                      Refused{"Backslash", "https://localhost\\@example/"}),
    [](const auto& row) { return row.param.name; });

TEST(HttpsUrl, IsOfALengthThatIsHonest) {
  const std::string longest = "https://localhost/" + std::string(Url::kMostOctets - 18, 'a');

  EXPECT_THAT(parse_https_url(longest), testing::IsOk());
  EXPECT_THAT(parse_https_url(longest + "a"), FailsWith(Errc::kUrlMalformed));
}

TEST(HttpsUrl, RefusalDoesNotRepeatAPassword) {
  const auto refused = parse_https_url("https://me:open-sesame@localhost/");

  EXPECT_EQ(refused.error().message().find("open-sesame"), std::string::npos);
}

TEST(HttpsUrl, RefusalShowsNoControlCharacters) {
  const auto refused = parse_https_url("https://localhost/\x1b[2J");

  EXPECT_EQ(refused.error().message().find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace orcamo::client
