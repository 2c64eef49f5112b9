#include "surface_test_kit.hpp"

namespace orcamo::mock {
namespace {

using ::testing::AllOf;
using ::testing::StartsWith;

class RenewalApiTest : public SurfaceTest {
 protected:
  json request(std::string body = "{}", Headers headers = {}) {
    const auto response = https("POST", "/api/cert", old, std::move(body), std::move(headers));
    EXPECT_THAT(response, AllOf(HasStatus(200), HasHeader("Content-Type", "application/json"),
                                HasHeader("Cache-Control", "no-store")));
    return json::parse(response.body);
  }

  static std::string path_of(const json& answer) {
    const auto uri = answer.at("uri").get<std::string>();
    return uri.substr(uri.find('/', std::string("https://").size()));
  }

  const GenerationRef old = issue_with(days(89));
};

TEST_F(RenewalApiTest, AnswersUriAndPassAndNothingElse) {
  const auto answer = request();

  EXPECT_THAT(answer.at("uri").get<std::string>(), StartsWith("https://localhost:8443/api/cert/"));
  EXPECT_EQ(answer.at("pass"), sandbox.certificates().back()->password.reveal());
  EXPECT_EQ(answer.size(), 2U);
}

TEST_F(RenewalApiTest, BuildsTheUriFromTheRequestsHost) {
  EXPECT_THAT(request("{}", {{"Host", "127.0.0.1:9443"}}).at("uri").get<std::string>(),
              StartsWith("https://127.0.0.1:9443/"));
  EXPECT_THAT(request("{}", {{"Host", "[::1]:9443"}}).at("uri").get<std::string>(), StartsWith("https://[::1]:9443/"));
}

TEST_F(RenewalApiTest, RefusesAHostThatIsNone) {
  EXPECT_THAT(https("POST", "/api/cert", old, "{}", {{"Host", "a/b"}}), IsProblem(400, "request.malformed"));
}

TEST_F(RenewalApiTest, TakesARequestWithoutBody) { EXPECT_TRUE(request("").contains("uri")); }

TEST_F(RenewalApiTest, IgnoresMembersThatItDoesNotKnow) {
  EXPECT_TRUE(request(R"({"client":"other"})").contains("uri"));
}

TEST_F(RenewalApiTest, RefusesABodyThatIsNoJson) {
  EXPECT_THAT(https("POST", "/api/cert", old, "<html>"), IsProblem(400, "request.malformed"));
  EXPECT_THAT(https("POST", "/api/cert", old, "[]"), IsProblem(400, "request.bad_value"));
}

TEST_F(RenewalApiTest, CountsNoDownloadWhereOnlyTheHeadIsAskedFor) {
  ASSERT_TRUE(sandbox.change_policy([](Policy& policy) {
    policy.link_uses = 1;
    policy.overlap = Overlap::kOldDiesAtIssue;
    return pki::Result<void>();
  }));
  const auto path = path_of(request());

  const auto head = https("HEAD", path, old);
  EXPECT_THAT(head, AllOf(HasStatus(200), HasHeader("Content-Type", "application/x-pkcs12")));
  EXPECT_EQ(event_name(head.deed.event), "page");
  EXPECT_EQ(event_name(https("GET", path, old).deed.event), "certificate_fetched");
  EXPECT_THAT(https("HEAD", path, old), IsProblem(410, "renewal.link_expired"));
}

TEST_F(RenewalApiTest, AnswersTheSameAgain) {
  const auto first = request();

  EXPECT_EQ(request(), first);
}

TEST_F(RenewalApiTest, HandsOutTheFileUnderItsName) {
  const auto path = path_of(request());
  const auto renewed = sandbox.certificates().back();

  const auto response = https("GET", path, old);

  EXPECT_THAT(response, AllOf(HasStatus(200), HasHeader("Content-Type", "application/x-pkcs12"),
                              HasHeader("Content-Disposition", "attachment; filename=\"" + renewed->file_name + "\""),
                              HasHeader("Cache-Control", "no-store")));
  EXPECT_EQ(response.body, pki::as_text(renewed->p12));
}

TEST_F(RenewalApiTest, RefusesAnUnknownLink) {
  EXPECT_THAT(https("GET", "/api/cert/guess", old), IsProblem(404, "renewal.link_unknown"));
}

TEST_F(RenewalApiTest, RefusesAnExpiredLink) {
  const auto path = path_of(request());
  real.advance(days(1) + Seconds(1));

  EXPECT_THAT(https("GET", path, old), IsProblem(410, "renewal.link_expired"));
}

TEST_F(RenewalApiTest, RefusesTheLinkOfAnother) {
  const auto path = path_of(request());

  EXPECT_THAT(https("GET", path, issue_with(days(9), {.client = "client002"})),
              IsProblem(403, "renewal.link_not_yours"));
}

TEST_F(RenewalApiTest, SaysWhichMethodItAnswers) {
  const auto response = https("GET", "/api/cert", old);

  EXPECT_THAT(response, AllOf(IsProblem(405, "request.method_not_allowed"), HasHeader("Allow", "POST")));
}

// Every surface of the HTTPS port, by one of its routes.
class NotPermitted : public SurfaceTest, public ::testing::WithParamInterface<std::pair<const char*, const char*>> {};

TEST_P(NotPermitted, IsACertificateThatTheSandboxHasForgotten) {
  const auto forgotten = issue_with(days(89));
  sandbox.reset();

  const auto response = https(GetParam().first, GetParam().second, forgotten);

  EXPECT_THAT(response, HasStatus(403));
  EXPECT_EQ(response.body, "NOT PERMITTED CERTIFICATE");
}

TEST_P(NotPermitted, IsOneWithoutCertificate) {
  const auto response = std::get<Response>(https_routes.dispatch(make(GetParam().first, GetParam().second, {}, {})));

  EXPECT_THAT(response, HasStatus(403));
  EXPECT_EQ(response.body, "NOT PERMITTED CERTIFICATE");
}

INSTANTIATE_TEST_SUITE_P(Surface, NotPermitted,
                         ::testing::Values(std::pair{"POST", "/api/cert"}, std::pair{"GET", "/api/cert/token"},
                                           std::pair{"POST", "/rpc/"},
                                           std::pair{"POST", "/api/api01rv2/system01dailyv2"}, std::pair{"GET", "/"},
                                           std::pair{"POST", "/login"}, std::pair{"GET", "/main"},
                                           std::pair{"GET", "/orcamo/"}, std::pair{"GET", "/orcamo/certificate.p12"},
                                           std::pair{"GET", "/static/style.css"}, std::pair{"GET", "/nothing/here"}));

}  // namespace
}  // namespace orcamo::mock
