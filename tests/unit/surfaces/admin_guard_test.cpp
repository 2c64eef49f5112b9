#include "surface_test_kit.hpp"

namespace orcamo::mock {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

struct Caller {
  const char* name;
  Headers headers;
};
void PrintTo(const Caller& row, std::ostream* out) { *out << row.name; }

class ForeignCaller : public SurfaceTest, public ::testing::WithParamInterface<Caller> {};

TEST_P(ForeignCaller, IsRefused) {
  const auto& headers = GetParam().headers;
  issue_with(days(1));

  EXPECT_THAT(admin("GET", "/health", {}, headers), IsProblem(403, "request.foreign_caller"));
  EXPECT_THAT(admin("POST", "/sandboxes/default/reset", {}, headers), IsProblem(403, "request.foreign_caller"));
  EXPECT_THAT(admin("GET", "/nothing", {}, headers), IsProblem(403, "request.foreign_caller"));
  EXPECT_THAT(admin("OPTIONS", "/sandboxes/default/reset", {}, headers), IsProblem(403, "request.foreign_caller"));
  EXPECT_EQ(sandbox.certificates().size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(
    Table, ForeignCaller,
    ::testing::Values(
        Caller{"ReboundName", {{"Host", "rebound.example"}}},
        Caller{"NameLikeAnAddress", {{"Host", "127.0.0.1.example"}}},
        Caller{"NameLikeANet", {{"Host", "127.example:80"}}},
        Caller{"NameLikeLocalhost", {{"Host", "localhost.example"}}},
        Caller{"OtherAddress", {{"Host", "192.0.2.1:9000"}}}, Caller{"OtherAddress6", {{"Host", "[2001:db8::1]:9000"}}},
        Caller{"Fetch", {{"Origin", "https://site.example"}, {"Sec-Fetch-Site", "cross-site"}}},
        Caller{"SandboxedFrame", {{"Origin", "null"}}}, Caller{"OtherPort", {{"Origin", "http://localhost:1"}}},
        Caller{"OtherScheme", {{"Origin", "https://localhost:8443"}}},
        Caller{"OwnNameInAnotherPlace", {{"Origin", "http://localhost:8443.site.example"}}},
        Caller{"Form", {{"Origin", "https://site.example"}, {"Content-Type", "application/x-www-form-urlencoded"}}},
        Caller{"FormOfUnknownOrigin", {{"Origin", "null"}, {"Content-Type", "multipart/form-data; boundary=x"}}},
        Caller{"TextForm",
               {{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Mode", "navigate"}, {"Content-Type", "text/plain"}}},
        Caller{"Image", {{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Mode", "no-cors"}, {"Sec-Fetch-Dest", "image"}}},
        Caller{"Link", {{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Mode", "navigate"}}},
        Caller{"SiblingSite", {{"Sec-Fetch-Site", "same-site"}}},
        Caller{"SiteOfAKindToCome", {{"Sec-Fetch-Site", "near-site"}}},
        Caller{"OriginAgainstFetchSite", {{"Origin", "https://site.example"}, {"Sec-Fetch-Site", "same-origin"}}},
        Caller{"ImageInAnOldBrowser", {{"Referer", "https://site.example/page"}}},
        Caller{"RefererLikeTheOwn", {{"Referer", "http://localhost:8443.site.example/page"}}}),
    [](const auto& row) { return row.param.name; });

class OwnCaller : public SurfaceTest, public ::testing::WithParamInterface<Caller> {};

TEST_P(OwnCaller, IsLetIn) {
  EXPECT_THAT(admin("GET", "/version", {}, GetParam().headers), HasStatus(200));
  EXPECT_THAT(admin("POST", "/sandboxes/default/clock/advance", R"({"by":"1d"})", GetParam().headers), HasStatus(200));
}

INSTANTIATE_TEST_SUITE_P(
    Table, OwnCaller,
    ::testing::Values(Caller{"Program", {}}, Caller{"Curl", {{"Content-Type", "application/x-www-form-urlencoded"}}},
                      Caller{"Node", {{"Content-Type", "text/plain;charset=UTF-8"}, {"Sec-Fetch-Mode", "cors"}}},
                      Caller{"TypedAddress", {{"Sec-Fetch-Site", "none"}, {"Sec-Fetch-Mode", "navigate"}}},
                      Caller{"OwnPage", {{"Origin", "http://localhost:8443"}, {"Sec-Fetch-Site", "same-origin"}}},
                      Caller{"OwnImage", {{"Sec-Fetch-Site", "same-origin"}, {"Sec-Fetch-Dest", "image"}}},
                      Caller{"OwnPageInAnOldBrowser", {{"Referer", "http://localhost:8443/page"}}}),
    [](const auto& row) { return row.param.name; });

class OwnHost : public SurfaceTest, public ::testing::WithParamInterface<const char*> {};

TEST_P(OwnHost, IsLetIn) {
  EXPECT_THAT(admin("GET", "/health", {}, {{"Host", GetParam()}}), HasStatus(200));
  EXPECT_THAT(admin("GET", "/health", {}, {{"Host", GetParam()}, {"Origin", std::string("http://") + GetParam()}}),
              HasStatus(200));
}

INSTANTIATE_TEST_SUITE_P(Name, OwnHost,
                         ::testing::Values("localhost", "localhost:9000", "LOCALHOST:9000", "a.localhost:9000",
                                           "127.0.0.1:9000", "127.1.2.3", "[::1]", "[::1]:9000"));

class BoundElsewhere : public SurfaceTest {
 protected:
  unsigned ask(const Router& router, const std::string& host) const {
    return std::get<Response>(router.dispatch(make("GET", "/__admin/version", {}, {{"Host", host}}))).status;
  }
};

TEST_F(BoundElsewhere, AnswersUnderItsNamesAndAddress) {
  const auto router = admin_router(*world, ports, {.access = {.names = {"orca.test", "192.0.2.1", "[fd00::1]"}}});

  for (const char* const own : {"orca.test:9000", "ORCA.test", "192.0.2.1:9000", "[fd00::1]:9000", "localhost"}) {
    EXPECT_EQ(ask(router, own), 200U) << own;
  }
  for (const char* const other : {"a.orca.test", "192.0.2.2", "[fd00::2]", "site.example"}) {
    EXPECT_EQ(ask(router, other), 403U) << other;
  }
}

TEST_F(BoundElsewhere, AnswersUnderAnyAddressWhereItIsBoundToAll) {
  const auto router = admin_router(*world, ports, {.access = {.names = {"orca.test"}, .any_address = true}});

  for (const char* const own : {"192.0.2.2:9000", "[fd00::2]", "orca.test", "localhost"}) {
    EXPECT_EQ(ask(router, own), 200U) << own;
  }
  for (const char* const other : {"site.example", "192.0.2.1.example", "", "[site.example"}) {
    EXPECT_EQ(ask(router, other), 403U) << other;
  }
}

constexpr const char* kToken = "a-token-of-24-characters";

class Locked : public SurfaceTest {
 protected:
  Response ask(const std::string& method, const std::string& target, Headers headers = {}) const {
    return std::get<Response>(router.dispatch(make(method, "/__admin" + target, {}, std::move(headers))));
  }

  const Router router = admin_router(
      *world, ports, {.access = {.token = std::make_shared<const pki::Secret>(pki::Secret::copy_of(kToken))}});
};

TEST_F(Locked, LetsInWhoHasTheToken) {
  for (const char* const scheme : {"Bearer ", "bearer ", "BEARER "}) {
    EXPECT_THAT(ask("GET", "/version", {{"Authorization", std::string(scheme) + kToken}}), HasStatus(200)) << scheme;
  }
}

struct Attempt {
  const char* name;
  Headers headers;
  const char* code;
};
void PrintTo(const Attempt& row, std::ostream* out) { *out << row.name; }

class LockedOut : public Locked, public ::testing::WithParamInterface<Attempt> {};

TEST_P(LockedOut, IsToldWhy) {
  const auto& [name, headers, code] = GetParam();
  for (const auto& [method, target] : {std::pair("GET", "/version"),
                                       {"GET", "/openapi.json"},
                                       {"GET", "/metrics"},
                                       {"HEAD", "/version"},
                                       {"GET", "/sandboxes/default/certificates"},
                                       {"POST", "/sandboxes/default/reset"},
                                       {"GET", "/sandboxes/nobody/clock"},
                                       {"GET", "/nothing"},
                                       {"DELETE", "/version"}}) {
    const auto response = ask(method, target, headers);

    EXPECT_THAT(response, IsProblem(401, code)) << method << " " << target;
    EXPECT_THAT(response.body, Not(HasSubstr(kToken)));
    const bool refused = std::string_view(code) == "request.token_refused";
    EXPECT_THAT(response, HasHeader("WWW-Authenticate", std::string(R"(Bearer realm="orcamo-mock")") +
                                                            (refused ? R"(, error="invalid_token")" : "")));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Table, LockedOut,
    ::testing::Values(
        Attempt{"Nothing", {}, "request.token_required"},
        Attempt{"OtherScheme", {{"Authorization", "Basic YTpi"}}, "request.token_required"},
        Attempt{"NoScheme", {{"Authorization", kToken}}, "request.token_required"},
        Attempt{"SchemeOnly", {{"Authorization", "Bearer"}}, "request.token_required"},
        Attempt{"Empty", {{"Authorization", "Bearer "}}, "request.token_required"},
        Attempt{"Other", {{"Authorization", "Bearer b-token-of-24-characters"}}, "request.token_refused"},
        Attempt{"Beginning", {{"Authorization", "Bearer a-token-of-24-character"}}, "request.token_refused"},
        Attempt{"More", {{"Authorization", "Bearer a-token-of-24-characterss"}}, "request.token_refused"},
        Attempt{"OtherCase", {{"Authorization", "Bearer A-token-of-24-characters"}}, "request.token_refused"}),
    [](const auto& row) { return row.param.name; });

TEST_F(Locked, SaysToAnybodyThatItIsThere) {
  EXPECT_THAT(ask("GET", "/health"), HasStatus(200));
  EXPECT_THAT(ask("GET", "/ready"), HasStatus(200));
}

TEST_F(Locked, RefusesAPageOfAnotherSiteThatHasTheToken) {
  EXPECT_THAT(
      ask("GET", "/version", {{"Origin", "https://site.example"}, {"Authorization", std::string("Bearer ") + kToken}}),
      IsProblem(403, "request.foreign_caller"));
}

}  // namespace
}  // namespace orcamo::mock
