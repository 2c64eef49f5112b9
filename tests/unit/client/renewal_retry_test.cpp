#include <gmock/gmock.h>

#include <chrono>
#include <string>
#include <vector>

#include "renewal_workflow.hpp"

namespace orcamo::testing {
namespace {

using namespace std::chrono_literals;

using client::Arrival;
using client::HttpRequest;
using client::Outcome;
using client::RenewalReport;
using client::Step;
using pki::Credential;
using pki::Errc;
using ::testing::_;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Le;

class RenewalRetry : public RenewalWorkflow {};

TEST_F(RenewalRetry, AsksOnceMoreAfterALostAnswer) {
  int asked = 0;
  const auto usual = server_.answers["request"];
  server_.answers["request"] = [&](const HttpRequest& request, const Credential& credential) {
    return ++asked == 1 ? failure(Errc::kConnectionLost) : usual(request, credential);
  };
  EXPECT_CALL(store_, add(Named(kNewName)));

  EXPECT_EQ(run().outcome, Outcome::kRenewed);
  EXPECT_EQ(asked, 2);
}

TEST_F(RenewalRetry, DoesNotAskAgainWhereItIsRefused) {
  server_.answers["request"] = [](const HttpRequest&, const Credential&) { return failure(Errc::kServerRefused); };

  EXPECT_THAT(*run().error, IsError(Errc::kServerRefused));
  EXPECT_THAT(server_.log, ElementsAre("request 123456"));
}

TEST_F(RenewalRetry, GivesUpAfterTheFourthLostAnswer) {
  server_.answers["request"] = [](const HttpRequest&, const Credential&) { return failure(Errc::kConnectionLost); };

  const RenewalReport report = run();

  EXPECT_THAT(*report.error, IsError(Errc::kConnectionLost));
  EXPECT_THAT(server_.log, ElementsAre("request 123456", "request 123456", "request 123456", "request 123456"));
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

TEST_F(RenewalRetry, AsksForANewLinkWhereTheFirstLeadsToNothing) {
  int fetched = 0;
  const auto usual = server_.answers["download"];
  server_.answers["download"] = [&](const HttpRequest& request, const Credential& credential) {
    return ++fetched == 1 ? answer(410, "gone") : usual(request, credential);
  };
  EXPECT_CALL(store_, add(Named(kNewName)));

  EXPECT_EQ(run().outcome, Outcome::kRenewed);
  EXPECT_THAT(pacer_.waits, IsEmpty());
}

TEST_F(RenewalRetry, WaitsForAsLongAsTheServerAsksTo) {
  int asked = 0;
  const auto usual = server_.answers["request"];
  server_.answers["request"] = [&](const HttpRequest& request, const Credential& credential) {
    return ++asked == 1 ? answer(429, "later", {{"Retry-After", "7"}}) : usual(request, credential);
  };
  EXPECT_CALL(store_, add(Named(kNewName)));

  EXPECT_EQ(run().outcome, Outcome::kRenewed);
  EXPECT_THAT(pacer_.waits, ElementsAre(AllOf(Ge(7s), Le(7s + options_.retry.base))));
}

TEST_F(RenewalRetry, WaitsSoInTheTrialLoginToo) {
  int asked = 0;
  const auto usual = server_.answers["get_server_info"];
  server_.answers["get_server_info"] = [&](const HttpRequest& request, const Credential& credential) {
    return ++asked == 1 ? answer(503, "GINBEE_MAINTENANCE", {{"Retry-After", "9"}}) : usual(request, credential);
  };
  EXPECT_CALL(store_, add(Named(kNewName)));

  const RenewalReport report = run();

  EXPECT_EQ(report.outcome, Outcome::kRenewed);
  EXPECT_THAT(*report.after->login, IsOk());
  EXPECT_THAT(pacer_.waits, ElementsAre(Ge(9s)));
}

TEST_F(RenewalRetry, TellsEachFailureAndTheWaitAfterIt) {
  server_.answers["request"] = [](const HttpRequest&, const Credential&) { return failure(Errc::kTimeout); };
  std::vector<std::chrono::milliseconds> told;
  EXPECT_CALL(observer_, on_retry(Step::kRequest, IsError(Errc::kTimeout), _, _))
      .Times(3)
      .WillRepeatedly([&](Step, const pki::Error&, int attempt, std::chrono::milliseconds wait) {
        told.push_back(wait);
        EXPECT_EQ(attempt, static_cast<int>(told.size()));
      });

  run();

  EXPECT_EQ(told, pacer_.waits);
}

TEST_F(RenewalRetry, DropsTheConnectionThatFailed) {
  server_.answers["request"] = [](const HttpRequest&, const Credential&) { return failure(Errc::kConnectionLost); };
  EXPECT_CALL(transport_, disconnect).Times(3);

  run();
}

TEST_F(RenewalRetry, EndsWithTheTimeOfTheStep) {
  options_.deadlines.request = 100s;
  server_.answers["request"] = [&](const HttpRequest&, const Credential&) {
    pacer_.pass(60s);
    return failure(Errc::kTimeout);
  };

  const RenewalReport report = run();

  EXPECT_THAT(*report.error, IsError(Errc::kTimeout));
  EXPECT_THAT(report.error->message(), HasSubstr("no room for another try"));
  EXPECT_EQ(server_.requests.size(), 2u);
}

TEST_F(RenewalRetry, DoesNotWaitLongerThanTheStepHas) {
  options_.deadlines.request = 100s;
  server_.answers["request"] = [](const HttpRequest&, const Credential&) {
    return answer(503, "", {{"Retry-After", "100"}});
  };

  EXPECT_THAT(*run().error, IsError(Errc::kServerUnavailable));
  EXPECT_THAT(pacer_.waits, IsEmpty());
}

TEST_F(RenewalRetry, LendsEachExchangeNoMoreTimeThanTheStepHas) {
  options_.deadlines.request = 50s;
  options_.patience = 30s;
  options_.retry.base = 0ms;
  server_.answers["request"] = [&](const HttpRequest&, const Credential&) {
    pacer_.pass(30s);
    return failure(Errc::kTimeout);
  };

  run();

  ASSERT_EQ(server_.requests.size(), 2u);
  EXPECT_EQ(server_.requests.at(0).patience, 30s);
  EXPECT_EQ(server_.requests.at(1).patience, 20s);
}

TEST_F(RenewalRetry, MayHaveAllTheTimeThatCanBeSaid) {
  options_.deadlines.request = std::chrono::milliseconds::max();
  EXPECT_CALL(store_, add(Named(kNewName)));

  EXPECT_EQ(run().outcome, Outcome::kRenewed);
}

TEST_F(RenewalRetry, LeavesAWrongPasswordToANewLink) {
  int fetched = 0;
  const auto usual = server_.answers["download"];
  server_.answers["download"] = [&](const HttpRequest& request, const Credential& credential) {
    if (++fetched > 1) return usual(request, credential);
    const Arrival other = sealed(issue(renewed()), "other");
    return answer(200, std::string(pki::as_text(other.p12)), {{"Content-Disposition", "x; filename=a.p12"}});
  };
  EXPECT_CALL(store_, add(Named(kNewName)));

  EXPECT_EQ(run().outcome, Outcome::kRenewed);
  EXPECT_THAT(server_.log[2], "request 123456");
}

TEST_F(RenewalRetry, AsksForOneNewLinkAndNoMore) {
  server_.answers["download"] = [](const HttpRequest&, const Credential&) { return answer(410, "gone"); };

  EXPECT_THAT(*run().error, IsError(Errc::kLinkExpired));
  EXPECT_THAT(server_.log, ElementsAre("request 123456", "download 123456", "request 123456", "download 123456"));
}

}  // namespace
}  // namespace orcamo::testing
