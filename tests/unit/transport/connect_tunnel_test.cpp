#include "transport/connect_tunnel.hpp"

#include <gmock/gmock.h>

#include "orcamo/testing/matchers.hpp"

namespace orcamo::client {
namespace {

using pki::Errc;
using testing::FailsWith;
using testing::IsOk;
using testing::Says;

const Url kServer = parse_https_url("https://weborca.example").value();
const Url kProxy = parse_proxy_url("http://proxy.example:8080").value();

TEST(ConnectTunnel, AsksForHostAndPort) {
  EXPECT_EQ(connect_request(kServer, {.url = "http://proxy.example:8080"}).value().reveal(),
            "CONNECT weborca.example:443 HTTP/1.1\r\nHost: weborca.example:443\r\n\r\n");
}

TEST(ConnectTunnel, CarriesCredentialsAsBasicDoes) {
  const Proxy proxy{"http://proxy.example:8080",
                    std::make_shared<const pki::Secret>(pki::Secret::copy_of("Aladdin:open sesame"))};  // RFC 7617, 2

  EXPECT_EQ(connect_request(kServer, proxy).value().reveal(),
            "CONNECT weborca.example:443 HTTP/1.1\r\nHost: weborca.example:443\r\n"
            "Proxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n\r\n");
}

TEST(ConnectTunnel, WantsAColonInTheCredentials) {
  const Proxy proxy{"http://proxy.example:8080", std::make_shared<const pki::Secret>(pki::Secret::copy_of("Aladdin"))};

  EXPECT_THAT(connect_request(kServer, proxy), FailsWith(Errc::kRequestMalformed));
}

struct ProxyAnswer {
  const char* name;
  const char* head;
  const char* says;  // null: it leads to the server
};

void PrintTo(const ProxyAnswer& row, std::ostream* out) { *out << row.head; }

class ConnectAnswer : public ::testing::TestWithParam<ProxyAnswer> {};

TEST_P(ConnectAnswer, IsJudgedByItsStatus) {
  const auto judged = judge_connect_answer(GetParam().head, kServer, kProxy);

  if (GetParam().says == nullptr) {
    EXPECT_THAT(judged, IsOk());
    return;
  }
  ASSERT_THAT(judged, FailsWith(Errc::kProxyRefused));
  EXPECT_THAT(judged.error(), Says(GetParam().says));
  EXPECT_THAT(judged.error(), Says("proxy.example:8080"));
  EXPECT_FALSE(judged.error().hint().empty());
}

INSTANTIATE_TEST_SUITE_P(
    Table, ConnectAnswer,
    ::testing::Values(ProxyAnswer{"Established", "HTTP/1.1 200 Connection established\r\n\r\n", nullptr},
                      ProxyAnswer{"Http10", "HTTP/1.0 200 OK\r\n\r\n", nullptr},
                      ProxyAnswer{"WithoutReason", "HTTP/1.1 200\r\n\r\n", nullptr},
                      ProxyAnswer{"Any2xx", "HTTP/1.1 299 \r\nVia: a\r\n\r\n", nullptr},
                      ProxyAnswer{"Forbidden", "HTTP/1.1 403 Forbidden\r\n\r\n", "403 Forbidden"},
                      ProxyAnswer{"WantsCredentials", "HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", "407"},
                      ProxyAnswer{"BadGateway", "HTTP/1.1 502 Bad Gateway\r\n\r\n", "weborca.example:443"},
                      ProxyAnswer{"Redirect", "HTTP/1.1 302 Found\r\nLocation: /login\r\n\r\n", "302"},
                      ProxyAnswer{"Interim", "HTTP/1.1 100 Continue\r\n\r\n", "100"},
                      ProxyAnswer{"NoHttp", "220 mail.example ESMTP\r\n\r\n", "no HTTP proxy"},
                      ProxyAnswer{"Http2", "HTTP/2.0 200 OK\r\n\r\n", "no HTTP proxy"},
                      ProxyAnswer{"StatusTooLong", "HTTP/1.1 2000 OK\r\n\r\n", "no HTTP proxy"},
                      ProxyAnswer{"Empty", "", "no HTTP proxy"}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace orcamo::client
