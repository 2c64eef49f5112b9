#include "surface_test_kit.hpp"

namespace orcamo::mock {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

using AdminTest = SurfaceTest;

TEST_F(AdminTest, IsThere) {
  EXPECT_EQ(admin("GET", "/health").body, R"({"status":"ok"})");
  EXPECT_EQ(admin("GET", "/ready").body, R"({"status":"ready"})");
  EXPECT_EQ(json::parse(admin("GET", "/version").body).at("name"), "orcamo-mock");
}

TEST_F(AdminTest, NamesWhatItDoesNotKnow) {
  EXPECT_THAT(admin("GET", "/nothing"), IsProblem(404, "request.route_unknown"));
  EXPECT_THAT(admin("GET", "/sandboxes/other/clock"), IsProblem(404, "sandbox.unknown"));
}

TEST_F(AdminTest, SaysWhichMethodsARouteAnswers) {
  EXPECT_THAT(admin("DELETE", "/sandboxes/default/clock"),
              AllOf(IsProblem(405, "request.method_not_allowed"), HasHeader("Allow", "GET, HEAD, PUT")));
}

TEST_F(AdminTest, HandsOutEveryAuthority) {
  const auto response = admin("GET", "/sandboxes/default/ca.pem");

  EXPECT_THAT(response, AllOf(HasStatus(200), HasHeader("Content-Type", "application/x-pem-file")));
  EXPECT_THAT(pki::Certificate::all_from_pem(response.body).value(),
              ::testing::ElementsAre(world->server_authority().root(), world->server_authority().issuing(),
                                     sandbox.authority().root(), sandbox.authority().issuing()));
}

TEST_F(AdminTest, ListsHandshakes) {
  HandshakeEntry expired;
  expired.reason = Reason::kExpired;
  expired.detail = "expired a second ago";
  expired.clock = real.now();
  expired.code = 10;
  expired.alert = "certificate_expired";
  expired.tls_version = "TLSv1.3";
  expired.server_name = "localhost";
  expired.serial = "482913";
  expired.fingerprint_sha256 = "ab";
  expired.subject = "CN=client001";
  expired.validity = pki::Validity{real.now() - days(1), real.now() - Seconds(1)};
  sandbox.journal().record(expired);

  const auto body = json::parse(admin("GET", "/sandboxes/default/handshakes").body);

  EXPECT_EQ(body, json::parse(R"({"entries":[{"id":1,"sandbox":"default","verdict":"refused","reason":"expired",
      "detail":"expired a second ago",
      "likely_report":"curl 56: receiving failed, after a handshake that looked fine","alert":"certificate_expired","tls_version":"TLSv1.3","resumed":false,
      "server_name":"localhost","serial":"482913","fingerprint_sha256":"ab","subject":"CN=client001",
      "not_before":"2030-05-16T03:00:00Z","not_after":"2030-05-17T02:59:59Z","clock":"2030-05-17T03:00:00Z",
      "code":10,"depth":0}],"dropped":0})"));
}

TEST_F(AdminTest, SaysNullForWhatAHandshakeDidNotShow) {
  HandshakeEntry entry;
  entry.reason = Reason::kNotTls;
  sandbox.journal().record(entry);

  const auto listed = json::parse(admin("GET", "/sandboxes/default/handshakes").body).at("entries").at(0);

  for (const char* key : {"likely_report", "alert", "tls_version", "server_name", "serial", "fingerprint_sha256",
                          "subject", "not_before", "not_after"}) {
    EXPECT_TRUE(listed.at(key).is_null()) << key;
  }
}

}  // namespace
}  // namespace orcamo::mock
