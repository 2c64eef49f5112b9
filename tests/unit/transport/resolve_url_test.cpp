#include <gmock/gmock.h>

#include "orcamo/testing/matchers.hpp"
#include "transport/url.hpp"

namespace orcamo::client {
namespace {

using pki::Errc;
using testing::FailsWith;

struct Reference {
  const char* name;
  const char* reference;
  const char* leads_to;
};

void PrintTo(const Reference& row, std::ostream* out) { *out << row.reference; }

class ResolvedUrl : public ::testing::TestWithParam<Reference> {};

TEST_P(ResolvedUrl, LeadsWhereABrowserGoes) {
  const Url base = parse_https_url("https://clinic.example:8443/a/b/page?q=1").value();

  const auto url = resolve_url(base, GetParam().reference);

  ASSERT_THAT(url, testing::IsOk());
  EXPECT_EQ(url->text(), GetParam().leads_to);
}

INSTANTIATE_TEST_SUITE_P(
    Table, ResolvedUrl,
    ::testing::Values(Reference{"Nothing", "", "https://clinic.example:8443/a/b/page?q=1"},
                      Reference{"Fragment", "#top", "https://clinic.example:8443/a/b/page?q=1"},
                      Reference{"Absolute", "https://other.example/x", "https://other.example/x"},
                      Reference{"AbsoluteInCapitals", "HTTPS://Other.Example/x", "https://other.example/x"},
                      Reference{"DefaultPort", "https://other.example:443/x", "https://other.example/x"},
                      Reference{"OtherHost", "//other.example/x", "https://other.example/x"},
                      Reference{"Rooted", "/orcamo/", "https://clinic.example:8443/orcamo/"},
                      Reference{"RootedWithQuery", "/x?y=/../z", "https://clinic.example:8443/x?y=/../z"},
                      Reference{"Beside", "next", "https://clinic.example:8443/a/b/next"},
                      Reference{"ColonInPath", "next/a:b", "https://clinic.example:8443/a/b/next/a:b"},
                      Reference{"Here", "./next", "https://clinic.example:8443/a/b/next"},
                      Reference{"HereItself", ".", "https://clinic.example:8443/a/b/"},
                      Reference{"Up", "../next#there", "https://clinic.example:8443/a/next"},
                      Reference{"UpItself", "..", "https://clinic.example:8443/a/"},
                      Reference{"UpTooFar", "../../../../next", "https://clinic.example:8443/next"},
                      Reference{"QueryOnly", "?x=2", "https://clinic.example:8443/a/b/page?x=2"},
                      Reference{"SpacesAround", " \n/x\t", "https://clinic.example:8443/x"},
                      Reference{"SpaceWithin", "/a b", "https://clinic.example:8443/a%20b"},
                      Reference{"Encoded", "/a%20b", "https://clinic.example:8443/a%20b"},
                      Reference{"Japanese", "/更新", "https://clinic.example:8443/%E6%9B%B4%E6%96%B0"},
                      Reference{"LineEnd", "/a\r\nHost: b", "https://clinic.example:8443/a%0D%0AHost:%20b"}),
    [](const auto& row) { return row.param.name; });

class RefusedReference : public ::testing::TestWithParam<Reference> {};

TEST_P(RefusedReference, IsNoHttpsAddress) {
  const Url base = parse_https_url("https://clinic.example/").value();

  EXPECT_THAT(resolve_url(base, GetParam().reference), FailsWith(Errc::kUrlMalformed));
}

INSTANTIATE_TEST_SUITE_P(Table, RefusedReference,
                         ::testing::Values(Reference{"PlainHttp", "http://clinic.example/", ""},
                                           Reference{"Script", "javascript:renew()", ""},
                                           Reference{"File", "file:///etc/passwd", ""},
                                           Reference{"Mail", "mailto:a@clinic.example", ""},
                                           Reference{"NoHost", "https:///x", ""},
                                           Reference{"User", "https://a:b@clinic.example/", ""},
                                           Reference{"UserWithoutScheme", "//a@clinic.example/", ""}),
                         [](const auto& row) { return row.param.name; });

TEST(ProxyUrl, HasAHostAndAPort) {
  EXPECT_EQ(parse_proxy_url("http://proxy.example:8080").value().endpoint(), "proxy.example:8080");
  EXPECT_EQ(parse_proxy_url("HTTP://Proxy.example/").value().endpoint(), "proxy.example:80");
  EXPECT_EQ(parse_proxy_url("http://[::1]:3128").value().endpoint(), "[::1]:3128");
}

class RefusedProxyUrl : public ::testing::TestWithParam<Reference> {};

TEST_P(RefusedProxyUrl, IsMalformed) {
  EXPECT_THAT(parse_proxy_url(GetParam().reference), FailsWith(Errc::kUrlMalformed));
}

INSTANTIATE_TEST_SUITE_P(Table, RefusedProxyUrl,
                         ::testing::Values(Reference{"Https", "https://proxy.example:8080", ""},
                                           Reference{"Socks", "socks5://proxy.example:1080", ""},
                                           Reference{"NoScheme", "proxy.example:8080", ""},
                                           Reference{"Password", "http://user:secret@proxy.example:8080", ""},
                                           Reference{"Path", "http://proxy.example:8080/x", ""},
                                           Reference{"Empty", "", ""}),
                         [](const auto& row) { return row.param.name; });

TEST(ProxyUrl, DoesNotRepeatAPassword) {
  const auto refused = parse_proxy_url("http://user:secret@proxy.example:8080");

  ASSERT_THAT(refused, FailsWith(Errc::kUrlMalformed));
  EXPECT_EQ(refused.error().message().find("secret"), std::string::npos);
}

}  // namespace
}  // namespace orcamo::client
