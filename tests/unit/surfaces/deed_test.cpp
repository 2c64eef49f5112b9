#include "surface_test_kit.hpp"
#include "surfaces/base64.hpp"

namespace orcamo::mock {

inline void PrintTo(const Deed& deed, std::ostream* out) {
  *out << event_name(deed.event) << " user=" << deed.user << " issued=" << deed.issued << " notice=" << deed.notice;
}

namespace {

using ::testing::AllOf;
using ::testing::Field;

// What the journal is told of each request.
class DeedTest : public SurfaceTest {
 protected:
  Deed of(std::string method, std::string target, std::string body = {}, Headers headers = {}) {
    return https(std::move(method), std::move(target), old, std::move(body), std::move(headers)).deed;
  }
  Deed call(const std::string& method, const std::string& password = "ormaster") {
    const std::string session = sandbox.log_in("ormaster", "ormaster", old->credential.certificate).value();
    const json message{{"jsonrpc", "2.0"},
                       {"id", 1},
                       {"method", method},
                       {"params", {{"meta", {{"client_version", "1"}, {"session_id", session}}}}}};
    return of("POST", "/rpc/", message.dump(), basic(password));
  }
  static Headers basic(const std::string& password) {
    const std::string both = "ormaster:" + password;
    return {{"Authorization", "Basic " + encode_base64(pki::as_bytes(both))}};
  }
  std::string newest() const { return sandbox.certificates().back()->credential.certificate.serial(); }

  const GenerationRef old = issue_with(days(89));
};

auto is(Event event, const std::string& user = {}, const std::string& issued = {}, bool notice = false) {
  return AllOf(Field(&Deed::event, event), Field(&Deed::user, user), Field(&Deed::issued, issued),
               Field(&Deed::notice, notice));
}

TEST_F(DeedTest, TellsLoginsFromEachOther) {
  EXPECT_THAT(of("POST", "/login", "user=ormaster&password=ormaster"), is(Event::kLoginAccepted, "ormaster"));
  EXPECT_THAT(of("POST", "/login", "user=ormaster&password=wrong"), is(Event::kLoginRefused, "ormaster"));
  EXPECT_THAT(call("start_session"), is(Event::kLoginAccepted, "ormaster", "", true));
  EXPECT_THAT(call("start_session", "wrong"), is(Event::kLoginRefused, "ormaster"));
  EXPECT_THAT(call("get_server_info", "wrong"), is(Event::kLoginRefused, "ormaster"));
  EXPECT_THAT(of("POST", "/api/api01rv2/acceptlstv2", "", basic("wrong")), is(Event::kLoginRefused, "ormaster"));
}

TEST_F(DeedTest, TellsLogouts) {
  EXPECT_THAT(of("POST", "/logout"), is(Event::kLoggedOut));
  EXPECT_THAT(call("end_session"), is(Event::kLoggedOut));
}

TEST_F(DeedTest, TellsWhichCertificateARenewalIsAbout) {
  const auto renewal = of("POST", "/api/cert");
  EXPECT_THAT(renewal, is(Event::kRenewalRequested, "", newest()));

  const std::string link = sandbox.request_renewal(old->credential.certificate).value().token;
  EXPECT_THAT(of("GET", "/api/cert/" + link), is(Event::kCertificateFetched, "", newest()));
  EXPECT_THAT(of("GET", "/orcamo/certificate.p12"), is(Event::kCertificateFetched, "", newest()));
  EXPECT_THAT(of("POST", "/orcamo/password"), is(Event::kPasswordRevealed, "", newest()));
  EXPECT_NE(newest(), old->credential.certificate.serial());
}

TEST_F(DeedTest, TellsWhatWasRefused) {
  EXPECT_THAT(of("POST", "/api/cert", "[]"), is(Event::kRenewalRefused));
  EXPECT_THAT(of("GET", "/api/cert/none"), is(Event::kFetchRefused));
  const auto fresh = issue_with(days(1000));
  EXPECT_THAT(https("GET", "/orcamo/certificate.p12", fresh).deed, is(Event::kFetchRefused));
  EXPECT_THAT(https("POST", "/orcamo/password", fresh).deed, is(Event::kPage));
  EXPECT_THAT(of("GET", "/nothing"), is(Event::kNotFound));
  EXPECT_THAT(of("DELETE", "/"), is(Event::kNotFound));
}

TEST_F(DeedTest, TellsOfCertificatesThatAreNotPermitted) {
  sandbox.reset();

  EXPECT_THAT(of("GET", "/"), is(Event::kNotPermitted));
  EXPECT_THAT(of("GET", "/nothing"), is(Event::kNotPermitted));
}

TEST_F(DeedTest, TellsOfCertificatesThatMayOnlyRenew) {
  auto request = make("GET", "/", {}, {});
  request.presented = old->credential.certificate;
  request.admission = Admission::kRenewalOnly;

  EXPECT_THAT(std::get<Response>(https_routes.dispatch(request)).deed, is(Event::kNotPermitted));
}

TEST_F(DeedTest, TellsPagesCallsAndRestApart) {
  EXPECT_THAT(of("GET", "/"), is(Event::kPage));
  EXPECT_THAT(of("GET", "/static/style.css"), is(Event::kPage));
  EXPECT_THAT(of("GET", "/orcamo/"), is(Event::kPage));
  EXPECT_THAT(call("get_window"), is(Event::kRpc));
  EXPECT_THAT(of("POST", "/rpc/", "no JSON"), is(Event::kRpc));
  EXPECT_THAT(of("POST", "/api/api01rv2/acceptlstv2", "", basic("ormaster")), is(Event::kRest));
}

TEST_F(DeedTest, TellsThatTheMainScreenShowsTheNotice) {
  const auto screen = [this](const GenerationRef& by) {
    const auto login = https("POST", "/login", by, "user=ormaster&password=ormaster");
    const std::string cookie(header(login.headers, "Set-Cookie"));
    return https("GET", "/main", by, {}, {{"Cookie", cookie.substr(0, cookie.find(';'))}}).deed;
  };

  EXPECT_THAT(screen(old), is(Event::kPage, "", "", true));
  EXPECT_THAT(screen(issue_with(days(91))), is(Event::kPage));
}

}  // namespace
}  // namespace orcamo::mock
