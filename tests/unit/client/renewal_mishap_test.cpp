#include <gmock/gmock.h>

#include <functional>
#include <string>

#include "renewal_workflow.hpp"

namespace orcamo::testing {
namespace {

using client::Arrival;
using client::HttpRequest;
using client::Outcome;
using client::RenewalReport;
using client::Step;
using pki::Credential;
using pki::Errc;
using ::testing::HasSubstr;

// What can go wrong before the commit: the strict mock store fails the test if anything is added.
struct Mishap {
  const char* name;
  const char* call;
  std::function<pki::Result<client::HttpResponse>()> answered;
  Errc code;
  Step step;
};
void PrintTo(const Mishap& mishap, std::ostream* out) { *out << mishap.name; }

class RenewalRefusal : public RenewalWorkflow {};

class RenewalMishap : public RenewalWorkflow, public ::testing::WithParamInterface<Mishap> {};

TEST_P(RenewalMishap, LeavesTheStoreUntouched) {
  server_.answers[GetParam().call] = [](const HttpRequest&, const Credential&) { return GetParam().answered(); };

  const RenewalReport report = run();

  ASSERT_EQ(report.outcome, Outcome::kFailed);
  EXPECT_THAT(*report.error, IsError(GetParam().code));
  EXPECT_EQ(report.failed_at, GetParam().step);
  EXPECT_EQ(report.error->message().find(kPassword), std::string::npos);
  EXPECT_EQ(report.error->hint().find(kPassword), std::string::npos);
}

const std::string kSecretAnswer =
    R"({"uri":"https://localhost:8443/api/cert/token","pass":")" + std::string(kPassword) + R"("})";

std::function<pki::Result<client::HttpResponse>()> says(unsigned status, std::string body) {
  return [=] { return answer(status, body, {{"Content-Disposition", "attachment; filename=a.p12"}}); };
}
std::function<pki::Result<client::HttpResponse>()> fails(Errc code) {
  return [=] { return failure(code); };
}
std::function<pki::Result<client::HttpResponse>()> names(const char* file_name) {
  return [=] { return answer(200, "x", {{"Content-Disposition", std::string("attachment; filename=") + file_name}}); };
}
std::function<pki::Result<client::HttpResponse>()> hands_out(const IdentityWish& wish,
                                                             std::string_view password = kPassword) {
  return [=, p = std::string(password)] {
    const Arrival arrival = sealed(issue(wish), p);
    return answer(200, std::string(pki::as_text(arrival.p12)), {{"Content-Disposition", "x; filename=a.p12"}});
  };
}
IdentityWish with_facility(const char* facility) {
  IdentityWish wish = renewed();
  wish.facility = facility;
  return wish;
}
IdentityWish with_issuer(Issuer issuer) {
  IdentityWish wish = renewed();
  wish.issuer = issuer;
  return wish;
}
IdentityWish with_validity(pki::Validity validity) {
  IdentityWish wish = renewed();
  wish.validity = validity;
  return wish;
}

INSTANTIATE_TEST_SUITE_P(
    Request, RenewalMishap,
    ::testing::Values(
        Mishap{"Unreachable", "request", fails(Errc::kServerUnreachable), Errc::kServerUnreachable, Step::kRequest},
        Mishap{"NotTrusted", "request", fails(Errc::kServerNotTrusted), Errc::kServerNotTrusted, Step::kRequest},
        Mishap{"Timeout", "request", fails(Errc::kTimeout), Errc::kTimeout, Step::kRequest},
        Mishap{"Unpermitted", "request", says(403, "NOT PERMITTED CERTIFICATE"), Errc::kServerRefused, Step::kRequest},
        Mishap{"Maintenance", "request", says(503, "GINBEE_MAINTENANCE"), Errc::kServerUnavailable, Step::kRequest},
        Mishap{"Html", "request", says(200, "<html></html>"), Errc::kNotJson, Step::kRequest},
        Mishap{"EmptyRedirect", "request", says(302, ""), Errc::kServerRefused, Step::kRequest},
        Mishap{"PageRedirect", "request", says(302, "<html><title>Found</title></html>"), Errc::kServerRefused,
               Step::kRequest},
        Mishap{"ListRedirect", "request", says(302, "[]"), Errc::kServerRefused, Step::kRequest},
        Mishap{"AnswerLater", "request", says(202, kSecretAnswer), Errc::kServerRefused, Step::kRequest},
        Mishap{"AnswerOfAFailure", "request", says(500, kSecretAnswer), Errc::kServerUnavailable, Step::kRequest},
        Mishap{"AnswerOfARedirect", "request", says(302, kSecretAnswer + "}"), Errc::kServerRefused, Step::kRequest},
        Mishap{"AnswerWithATitle", "request", says(202, "{\"pass\":\"<title>" + std::string(kPassword) + "</title>\"}"),
               Errc::kServerRefused, Step::kRequest},
        Mishap{"AnswerInText", "request", says(500, "answered " + kSecretAnswer), Errc::kServerUnavailable,
               Step::kRequest},
        Mishap{"NoUri", "request", says(200, R"({"pass":"x"})"), Errc::kAnswerUnexpected, Step::kRequest},
        Mishap{"PlainUri", "request", says(200, R"({"uri":"http://localhost/","pass":"x"})"), Errc::kAnswerUnexpected,
               Step::kRequest},
        Mishap{"NoPass", "request", says(200, R"({"uri":"https://localhost/"})"), Errc::kAnswerUnexpected,
               Step::kRequest},
        Mishap{"LongUri", "request",
               says(200, R"({"uri":"https://localhost/)" + std::string(9000, 'a') + R"(","pass":"x"})"),
               Errc::kAnswerUnexpected, Step::kRequest},
        Mishap{"LongPass", "request",
               says(200, R"({"uri":"https://localhost/","pass":")" + std::string(1025, 'x') + R"("})"),
               Errc::kAnswerUnexpected, Step::kRequest},
        Mishap{"PassIsANumber", "request", says(200, R"({"uri":"https://localhost/","pass":1})"),
               Errc::kAnswerUnexpected, Step::kRequest}),
    [](const auto& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Download, RenewalMishap,
    ::testing::Values(
        Mishap{"Gone", "download", says(404, "no"), Errc::kLinkUnknown, Step::kDownload},
        Mishap{"Malformed", "download", fails(Errc::kAnswerMalformed), Errc::kAnswerMalformed, Step::kDownload},
        Mishap{"TooLarge", "download", fails(Errc::kAnswerTooLarge), Errc::kAnswerTooLarge, Step::kDownload},
        Mishap{"Traversal", "download", names("../a.p12"), Errc::kStoreNameUnsafe, Step::kDownload},
        Mishap{"Hidden", "download", names(".a.p12"), Errc::kStoreNameUnsafe, Step::kDownload},
        Mishap{"Executable", "download", names("a.exe"), Errc::kStoreNameUnsafe, Step::kDownload}),
    [](const auto& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Validation, RenewalMishap,
    ::testing::Values(
        Mishap{"Nothing", "download", says(200, ""), Errc::kP12NotP12, Step::kValidate},
        Mishap{"Html", "download", says(200, "<html>"), Errc::kP12NotP12, Step::kValidate},
        Mishap{"OtherPassword", "download", hands_out(renewed(), "other"), Errc::kP12WrongPassword, Step::kValidate},
        Mishap{"OtherHolder", "download", hands_out(with_facility("u00000009")), Errc::kIdentityOtherSubject,
               Step::kValidate},
        Mishap{"OtherIssuer", "download", hands_out(with_issuer(Issuer::kOther)), Errc::kIdentityOtherIssuer,
               Step::kValidate},
        Mishap{"NotLonger", "download", hands_out(with_validity({kNow - pki::days(1), kNow + pki::days(89)})),
               Errc::kIdentityNotLonger, Step::kValidate},
        Mishap{"NotYetValid", "download", hands_out(with_validity({kNow + pki::days(1), kNow + pki::days(999)})),
               Errc::kIdentityNotYetValid, Step::kValidate},
        Mishap{"Expired", "download", hands_out(with_validity({kNow - pki::days(9), kNow - pki::days(1)})),
               Errc::kIdentityExpired, Step::kValidate}),
    [](const auto& row) { return row.param.name; });

INSTANTIATE_TEST_SUITE_P(
    TrialLogin, RenewalMishap,
    ::testing::Values(Mishap{"NotAccepted", "get_server_info", fails(Errc::kCertificateNotAccepted),
                             Errc::kCertificateNotAccepted, Step::kTrialLogin},
                      Mishap{"BadPassword", "start_session", says(401, ""), Errc::kLoginRefused, Step::kTrialLogin}),
    [](const auto& row) { return row.param.name; });

TEST_F(RenewalRefusal, TellsWhereARedirectLeads) {
  server_.answers["request"] = [](const HttpRequest&, const Credential&) {
    return answer(302, "<html><title>Found</title></html>", {{"Location", "https://localhost/login"}});
  };

  const RenewalReport report = run();

  EXPECT_THAT(report.error->message(), HasSubstr("302: Found"));
  EXPECT_THAT(report.error->hint(), HasSubstr("redirect"));
}

TEST_F(RenewalRefusal, BlamesThePasswordForNothingButItself) {
  const auto hint_after = [&](const std::function<pki::Result<client::HttpResponse>()>& downloaded) {
    server_.answers["download"] = [&](const HttpRequest&, const Credential&) { return downloaded(); };
    return run().error->hint();
  };

  EXPECT_THAT(hint_after(hands_out(renewed(), "other")), HasSubstr("do not go together"));
  EXPECT_THAT(hint_after(says(200, "<html>please log in</html>")), HasSubstr("browser"));
}

}  // namespace
}  // namespace orcamo::testing
