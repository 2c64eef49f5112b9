#include "orcamo/client/renewal.hpp"

#include <gmock/gmock.h>

#include <functional>
#include <string>
#include <utility>

#include "fake_server.hpp"
#include "identities.hpp"
#include "orcamo/testing/fake_pacer.hpp"
#include "orcamo/testing/matchers.hpp"
#include "orcamo/testing/mocks.hpp"
#include "orcamo/testing/printers.hpp"

namespace orcamo::testing {
namespace {

using client::Arrival;
using client::HttpRequest;
using client::Insistence;
using client::Outcome;
using client::RenewalReport;
using client::Step;
using pki::Credential;
using pki::Errc;
using ::testing::AnyNumber;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::InSequence;
using ::testing::IsEmpty;
using ::testing::NiceMock;
using ::testing::Return;
using ::testing::StrictMock;

constexpr const char* kOldName = "123456__JP_u00000001_client001.p12";
constexpr const char* kNewName = "234567__JP_u00000001_client001.p12";

auto Named(const char* file_name) { return Field(&Arrival::file_name, file_name); }

// A renewal that succeeds, until a test spoils something. The store keeps the old certificate and nothing else, until a
// test expects it to.
class RenewalWorkflow : public ::testing::Test {
 protected:
  RenewalWorkflow() {
    account_.password = pki::Secret::copy_of("ormaster");
    server_.serve(transport_);
    ON_CALL(clock_, now).WillByDefault(Return(kNow));
    EXPECT_CALL(store_, list).Times(AnyNumber()).WillRepeatedly([this] { return stored_; });
    EXPECT_CALL(store_, add(Named(kOldName))).Times(AnyNumber());
  }

  RenewalReport run(Insistence insistence = Insistence::kWhenDue) {
    client::Renewal renewal({.server = kServer, .policy = {}, .insistence = insistence}, account_, transport_, store_,
                            clock_, {.observer = &observer_, .pacer = &pacer_});
    return renewal.run(old_, sealed(old_));
  }

  void offer(const IdentityWish& wish) { offered_ = sealed(issue(wish)); }

  Credential old_ = issue();
  Arrival offered_ = sealed(issue(renewed()));
  FakeServer server_{old_, offered_};
  client::Account account_;
  std::vector<client::StoredCertificate> stored_;
  NiceMock<MockTransport> transport_;
  StrictMock<MockCertificateStore> store_;
  NiceMock<MockClock> clock_;
  NiceMock<MockObserver> observer_;
  FakePacer pacer_;
};

TEST_F(RenewalWorkflow, TakesItsStepsInOrder) {
  {
    const InSequence in_order;
    EXPECT_CALL(observer_, on_step(Step::kCheck));
    EXPECT_CALL(store_, add(Named(kOldName)));
    for (const Step step : {Step::kRequest, Step::kDownload, Step::kValidate, Step::kTrialLogin, Step::kCommit}) {
      EXPECT_CALL(observer_, on_step(step));
    }
    EXPECT_CALL(store_, add(Named(kNewName)));
    EXPECT_CALL(transport_, disconnect);
    EXPECT_CALL(observer_, on_step(Step::kConfirmOld));
  }

  const RenewalReport report = run();

  EXPECT_EQ(report.outcome, Outcome::kRenewed);
  EXPECT_FALSE(report.error.has_value());
  EXPECT_THAT(server_.log, ElementsAre("request 123456", "download 123456", "get_server_info 234567",
                                       "start_session 234567", "end_session 234567", "get_server_info 123456",
                                       "start_session 123456", "end_session 123456"));
}

TEST_F(RenewalWorkflow, ReportsBothCertificatesAndTheirLogins) {
  EXPECT_CALL(store_, add(Named(kNewName)));

  const RenewalReport report = run();

  ASSERT_TRUE(report.before && report.before->login && report.after && report.after->login);
  EXPECT_EQ(report.before->certificate, old_.certificate);
  EXPECT_EQ(report.before->file_name, "123456__JP_u00000001_client001.p12");
  EXPECT_EQ(report.after->file_name, "234567__JP_u00000001_client001.p12");
  ASSERT_THAT(*report.before->login, IsOk());
  ASSERT_THAT(*report.after->login, IsOk());
  EXPECT_TRUE((*report.before->login)->notice());
  EXPECT_FALSE((*report.after->login)->notice());
}

TEST_F(RenewalWorkflow, KeepsTheOctetsAndThePasswordAsTheyCame) {
  EXPECT_CALL(store_, add(Named(kNewName))).WillOnce([&](const Arrival& kept) -> pki::Result<void> {
    EXPECT_EQ(kept.p12, offered_.p12);
    EXPECT_TRUE(kept.password.equals(kPassword));
    return {};
  });

  EXPECT_EQ(run().outcome, Outcome::kRenewed);
}

TEST_F(RenewalWorkflow, AsksAsTheRenewalApiWantsIt) {
  EXPECT_CALL(store_, add(Named(kNewName)));

  run();

  const HttpRequest& request = server_.requests.at(0);
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.url, "https://localhost:8443/api/cert");
  EXPECT_EQ(request.body, "{}");
  EXPECT_THAT(request.headers, ::testing::UnorderedElementsAre(std::pair("Accept", "application/json"),
                                                               std::pair("Content-Type", "application/json")));
  EXPECT_EQ(server_.requests.at(1).url, "https://localhost:8443/api/cert/token");
}

TEST_F(RenewalWorkflow, DoesNothingBeforeItsTime) {
  old_ = issue({.validity = {kNow - pki::days(1), kNow + pki::days(90) + pki::Seconds(1)}});
  EXPECT_CALL(transport_, exchange).Times(0);

  const RenewalReport report = run();

  EXPECT_EQ(report.outcome, Outcome::kNotDue);
  EXPECT_FALSE(report.error.has_value());
  EXPECT_FALSE(report.after.has_value());
}

TEST_F(RenewalWorkflow, RenewsBeforeItsTimeOnRequest) {
  old_ = issue({.validity = {kNow - pki::days(1), kNow + pki::days(365)}});
  EXPECT_CALL(store_, add(Named(kNewName)));

  EXPECT_EQ(run(Insistence::kAlways).outcome, Outcome::kRenewed);
}

TEST_F(RenewalWorkflow, SaysThatAnExpiredCertificateCannotRenewItself) {
  ON_CALL(clock_, now).WillByDefault(Return(old_.certificate.validity().not_after + pki::Seconds(1)));
  EXPECT_CALL(transport_, exchange).Times(0);

  const RenewalReport report = run(Insistence::kAlways);

  ASSERT_EQ(report.outcome, Outcome::kFailed);
  EXPECT_THAT(*report.error, IsError(Errc::kCertificateExpired));
  EXPECT_EQ(report.failed_at, Step::kCheck);
}

TEST_F(RenewalWorkflow, SaysThatACertificateIsNotValidYet) {
  ON_CALL(clock_, now).WillByDefault(Return(old_.certificate.validity().not_before - pki::Seconds(1)));
  EXPECT_CALL(transport_, exchange).Times(0);

  EXPECT_THAT(*run().error, IsError(Errc::kIdentityNotYetValid));
}

TEST_F(RenewalWorkflow, AsksOnceMoreAfterALostAnswer) {
  int asked = 0;
  const auto usual = server_.answers["request"];
  server_.answers["request"] = [&](const HttpRequest& request, const Credential& credential) {
    return ++asked == 1 ? failure(Errc::kConnectionLost) : usual(request, credential);
  };
  EXPECT_CALL(store_, add(Named(kNewName)));

  EXPECT_EQ(run().outcome, Outcome::kRenewed);
  EXPECT_EQ(asked, 2);
}

TEST_F(RenewalWorkflow, DoesNotAskAgainWhereItIsRefused) {
  server_.answers["request"] = [](const HttpRequest&, const Credential&) { return failure(Errc::kServerRefused); };

  EXPECT_THAT(*run().error, IsError(Errc::kServerRefused));
  EXPECT_THAT(server_.log, ElementsAre("request 123456"));
}

class LostDownload : public RenewalWorkflow, public ::testing::WithParamInterface<Errc> {
 protected:
  void lose_downloads(int count) {
    const auto usual = server_.answers["download"];
    server_.answers["download"] = [this, count, usual](const HttpRequest& request, const Credential& credential) {
      return ++fetched_ <= count ? failure(GetParam()) : usual(request, credential);
    };
  }

  std::vector<std::string> conversation() const {
    std::vector<std::string> out;
    for (const HttpRequest& request : server_.requests) {
      if (!request.url.ends_with("/rpc/") && !request.url.ends_with("/session")) {
        out.push_back(request.method + " " + request.url.substr(std::string(kServer).size()));
      }
    }
    return out;
  }

 private:
  int fetched_ = 0;
};

TEST_P(LostDownload, IsFetchedAgainFromTheSameLink) {
  lose_downloads(1);
  EXPECT_CALL(store_, add(Named(kNewName)));

  EXPECT_EQ(run().outcome, Outcome::kRenewed);
  EXPECT_THAT(conversation(), ElementsAre("POST /api/cert", "GET /api/cert/token", "GET /api/cert/token"));
}

TEST_P(LostDownload, IsGivenUpInTheEnd) {
  lose_downloads(99);

  const RenewalReport report = run();

  EXPECT_THAT(*report.error, IsError(GetParam()));
  EXPECT_EQ(report.failed_at, Step::kDownload);
  EXPECT_THAT(conversation(), ElementsAre("POST /api/cert", "GET /api/cert/token", "GET /api/cert/token",
                                          "GET /api/cert/token", "GET /api/cert/token"));
}

INSTANTIATE_TEST_SUITE_P(Ways, LostDownload, ::testing::Values(Errc::kConnectionLost, Errc::kAnswerMalformed),
                         [](const auto& row) { return row.param == Errc::kConnectionLost ? "Lost" : "Cut"; });

TEST_F(RenewalWorkflow, AsksForANewLinkWhereTheFirstLeadsToNothing) {
  int fetched = 0;
  const auto usual = server_.answers["download"];
  server_.answers["download"] = [&](const HttpRequest& request, const Credential& credential) {
    return ++fetched == 1 ? answer(410, "gone") : usual(request, credential);
  };
  EXPECT_CALL(store_, add(Named(kNewName)));

  EXPECT_EQ(run().outcome, Outcome::kRenewed);
  EXPECT_THAT(pacer_.waits, IsEmpty());
}

TEST_F(RenewalWorkflow, AsksForNothingThatTheStoreCannotKeep) {
  EXPECT_CALL(store_, add(Named(kOldName))).WillOnce(Return(pki::Error(Errc::kStoreUnwritable, "the disk is full")));
  EXPECT_CALL(transport_, exchange).Times(0);

  const RenewalReport report = run();

  EXPECT_THAT(*report.error, IsError(Errc::kStoreUnwritable));
  EXPECT_EQ(report.failed_at, Step::kCheck);
}

TEST_F(RenewalWorkflow, KeepsTheOldFileAsItIs) {
  const Arrival file = sealed(old_, "old password");
  EXPECT_CALL(store_, add(Named(kOldName))).WillOnce([&](const Arrival& kept) -> pki::Result<void> {
    EXPECT_EQ(kept.p12, file.p12);
    EXPECT_TRUE(kept.password.equals("old password"));
    return {};
  });
  EXPECT_CALL(store_, add(Named(kNewName)));

  client::Renewal renewal({.server = kServer}, account_, transport_, store_, clock_);
  EXPECT_EQ(renewal.run(old_, file).outcome, Outcome::kRenewed);
}

TEST_F(RenewalWorkflow, LogsInEvenWhereTheSessionCannotBeEnded) {
  server_.answers["end_session"] = [](const HttpRequest&, const Credential&) { return failure(Errc::kConnectionLost); };
  EXPECT_CALL(store_, add(Named(kNewName)));

  const RenewalReport report = run();

  EXPECT_EQ(report.outcome, Outcome::kRenewed);
  EXPECT_THAT(*report.before->login, IsOk());
}

// What the store has besides, of whom, and until when.
struct Neighbour {
  const char* name;
  std::function<IdentityWish()> wish;
  Insistence insistence;
  Outcome outcome;
};
void PrintTo(const Neighbour& neighbour, std::ostream* out) { *out << neighbour.name; }

class RenewedAlready : public RenewalWorkflow, public ::testing::WithParamInterface<Neighbour> {};

TEST_P(RenewedAlready, IsSeenInTheStore) {
  stored_ = {{"there.p12", issue(GetParam().wish())}};
  EXPECT_CALL(store_, add(Named(kNewName))).Times(GetParam().outcome == Outcome::kRenewed ? 1 : 0);

  const RenewalReport report = run(GetParam().insistence);

  ASSERT_EQ(report.outcome, GetParam().outcome);
  if (report.outcome == Outcome::kNotDue) {
    EXPECT_THAT(server_.log, IsEmpty());
    ASSERT_TRUE(report.after.has_value());
    EXPECT_EQ(report.after->file_name, "there.p12");
    EXPECT_EQ(report.after->certificate, stored_.front().credential.certificate);
  }
}

IdentityWish ending(pki::Seconds later, const char* facility = "u00000001", Issuer issuer = Issuer::kUsual) {
  return {.validity = {kNow - pki::days(1), kNow + later}, .facility = facility, .issuer = issuer, .serial = "345678"};
}

INSTANTIATE_TEST_SUITE_P(
    Neighbours, RenewedAlready,
    ::testing::Values(Neighbour{"Successor", renewed, Insistence::kWhenDue, Outcome::kNotDue},
                      Neighbour{"SuccessorAndForce", renewed, Insistence::kAlways, Outcome::kRenewed},
                      Neighbour{"DueItself", [] { return ending(pki::days(90)); }, Insistence::kWhenDue,
                                Outcome::kRenewed},
                      Neighbour{"JustNotDue", [] { return ending(pki::days(90) + pki::Seconds(1)); },
                                Insistence::kWhenDue, Outcome::kNotDue},
                      Neighbour{"OfAnotherHolder", [] { return ending(pki::days(999), "u00000009"); },
                                Insistence::kWhenDue, Outcome::kRenewed},
                      Neighbour{"OfAnotherIssuer", [] { return ending(pki::days(999), "u00000001", Issuer::kOther); },
                                Insistence::kWhenDue, Outcome::kRenewed}),
    [](const auto& row) { return row.param.name; });

TEST_F(RenewalWorkflow, IsDoneForGoodOnceItIsRenewed) {
  stored_ = {{"there.p12", issue(renewed())}};
  ON_CALL(clock_, now).WillByDefault(Return(old_.certificate.validity().not_after + pki::Seconds(1)));

  EXPECT_EQ(run().outcome, Outcome::kNotDue);
}

TEST_F(RenewalWorkflow, AsksForNothingWhileTheStoreCannotBeRead) {
  EXPECT_CALL(store_, list).WillOnce(Return(pki::Error(Errc::kP12WrongPassword, "one of them does not open")));
  EXPECT_CALL(transport_, exchange).Times(0);

  EXPECT_THAT(*run().error, IsError(Errc::kP12WrongPassword));
}

TEST_F(RenewalWorkflow, GivesUpAfterTheFourthLostAnswer) {
  server_.answers["request"] = [](const HttpRequest&, const Credential&) { return failure(Errc::kConnectionLost); };

  const RenewalReport report = run();

  EXPECT_THAT(*report.error, IsError(Errc::kConnectionLost));
  EXPECT_THAT(server_.log, ElementsAre("request 123456", "request 123456", "request 123456", "request 123456"));
}

TEST_F(RenewalWorkflow, IsDoneEvenWhenTheOldOneIsRefusedAfterwards) {
  const auto usual = server_.answers["get_server_info"];
  server_.answers["get_server_info"] = [&](const HttpRequest& request, const Credential& credential) {
    return credential.certificate == old_.certificate ? failure(Errc::kCertificateRevoked) : usual(request, credential);
  };
  EXPECT_CALL(store_, add(Named(kNewName)));

  const RenewalReport report = run();

  EXPECT_EQ(report.outcome, Outcome::kRenewed);
  EXPECT_FALSE(report.error.has_value());
  EXPECT_THAT(*report.before->login, FailsWith(Errc::kCertificateRevoked));
}

TEST_F(RenewalWorkflow, FailsWhenTheStoreDoes) {
  EXPECT_CALL(store_, add(Named(kNewName))).WillOnce(Return(pki::Error(Errc::kStoreUnwritable, "the disk is full")));

  const RenewalReport report = run();

  EXPECT_EQ(report.outcome, Outcome::kFailed);
  EXPECT_THAT(*report.error, IsError(Errc::kStoreUnwritable));
  EXPECT_EQ(report.failed_at, Step::kCommit);
  EXPECT_FALSE(report.before->login.has_value());
}

TEST_F(RenewalWorkflow, AcceptsTheBodyOfA302) {
  const auto usual = server_.answers["request"];
  server_.answers["request"] = [&](const HttpRequest& request, const Credential& credential) {
    auto found = usual(request, credential);
    found->status = 302;
    return found;
  };
  EXPECT_CALL(store_, add(Named(kNewName)));

  EXPECT_EQ(run().outcome, Outcome::kRenewed);
}

TEST_F(RenewalWorkflow, FindsTheFileNameInTheAddress) {
  server_.answers["request"] = [&](const HttpRequest&, const Credential&) {
    return answer(
        200, R"({"uri":"https://localhost:8443/x/9__JP_u1_client1.p12","pass":")" + std::string(kPassword) + R"("})");
  };
  server_.answers["download"] = [&](const HttpRequest&, const Credential&) {
    return answer(200, std::string(pki::as_text(offered_.p12)));
  };
  EXPECT_CALL(store_, add(Named("9__JP_u1_client1.p12")));

  EXPECT_EQ(run().outcome, Outcome::kRenewed);
}

// What can go wrong before the commit: the strict mock store fails the test if anything is added.
struct Mishap {
  const char* name;
  const char* call;
  std::function<pki::Result<client::HttpResponse>()> answered;
  Errc code;
  Step step;
};
void PrintTo(const Mishap& mishap, std::ostream* out) { *out << mishap.name; }

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

TEST_F(RenewalWorkflow, TellsWhereARedirectLeads) {
  server_.answers["request"] = [](const HttpRequest&, const Credential&) {
    return answer(302, "<html><title>Found</title></html>", {{"Location", "https://localhost/login"}});
  };

  const RenewalReport report = run();

  EXPECT_THAT(report.error->message(), HasSubstr("302: Found"));
  EXPECT_THAT(report.error->hint(), HasSubstr("redirect"));
}

TEST_F(RenewalWorkflow, BlamesThePasswordForNothingButItself) {
  const auto hint_after = [&](const std::function<pki::Result<client::HttpResponse>()>& downloaded) {
    server_.answers["download"] = [&](const HttpRequest&, const Credential&) { return downloaded(); };
    return run().error->hint();
  };

  EXPECT_THAT(hint_after(hands_out(renewed(), "other")), HasSubstr("do not go together"));
  EXPECT_THAT(hint_after(says(200, "<html>please log in</html>")), HasSubstr("browser"));
}

TEST(StepName, IsItsOwnForEachStep) {
  std::set<std::string_view> seen;
  for (int step = 0; step <= static_cast<int>(Step::kConfirmOld); ++step) {
    seen.insert(client::step_name(static_cast<Step>(step)));
  }
  EXPECT_EQ(seen.size(), 7u);
}

}  // namespace
}  // namespace orcamo::testing
