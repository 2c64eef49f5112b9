#include <gmock/gmock.h>

#include <algorithm>
#include <chrono>
#include <stop_token>
#include <string>

#include "orcamo/client/pkcs12.hpp"
#include "renewal_workflow.hpp"

namespace orcamo::testing {
namespace {

using client::HttpRequest;
using client::Outcome;
using client::RenewalReport;
using client::Step;
using pki::Credential;
using pki::Errc;
using ::testing::_;
using ::testing::AnyNumber;
using ::testing::IsEmpty;

// A run that is stopped, and the one after it.
class RenewalStop : public RenewalWorkflow, public ::testing::WithParamInterface<Step> {};

TEST_P(RenewalStop, EndsBeforeTheStepIsDone) {
  EXPECT_CALL(store_, add(Named(kNewName))).Times(GetParam() == Step::kConfirmOld ? 1 : 0);
  EXPECT_CALL(observer_, on_step(_)).Times(AnyNumber());
  EXPECT_CALL(observer_, on_step(GetParam())).WillOnce([this] { stop_.request_stop(); });

  const RenewalReport report = run();

  EXPECT_EQ(report.outcome, Outcome::kFailed);
  EXPECT_THAT(*report.error, IsError(Errc::kCancelled));
  EXPECT_EQ(report.failed_at, GetParam());
}

TEST_P(RenewalStop, LeavesTheRestToTheNextRun) {
  EXPECT_CALL(store_, add(Named(kNewName)));
  EXPECT_CALL(observer_, on_step(_)).Times(AnyNumber());
  EXPECT_CALL(observer_, on_step(GetParam())).WillOnce([this] { stop_.request_stop(); }).RetiresOnSaturation();
  run();
  if (GetParam() == Step::kConfirmOld) stored_ = {{kNewName, client::open_pkcs12(offered_.p12, kPassword).value()}};
  stop_ = {};

  EXPECT_EQ(run().outcome, Outcome::kRenewed);
  EXPECT_THAT(journal_.records, IsEmpty());
  EXPECT_EQ(std::count(server_.log.begin(), server_.log.end(), "request 123456"), 1);
  EXPECT_EQ(std::count(server_.log.begin(), server_.log.end(), "download 123456"), 1);
}

INSTANTIATE_TEST_SUITE_P(Steps, RenewalStop,
                         ::testing::Values(Step::kCheck, Step::kRequest, Step::kDownload, Step::kValidate,
                                           Step::kTrialLogin, Step::kCommit, Step::kConfirmOld),
                         [](const auto& row) { return std::string(client::step_name(row.param)); });

class RenewalStopWithin : public RenewalWorkflow {};

TEST_F(RenewalStopWithin, EndsAWait) {
  server_.answers["request"] = [](const HttpRequest&, const Credential&) { return failure(Errc::kServerUnavailable); };
  pacer_.meanwhile = [this] { stop_.request_stop(); };

  EXPECT_THAT(*run().error, IsError(Errc::kCancelled));
  EXPECT_EQ(server_.requests.size(), 1u);
}

TEST_F(RenewalStopWithin, EndsAnExchange) {
  server_.answers["download"] = [this](const HttpRequest&, const Credential&) {
    stop_.request_stop();
    return failure(Errc::kCancelled);
  };

  const RenewalReport report = run();

  EXPECT_THAT(*report.error, IsError(Errc::kCancelled));
  EXPECT_EQ(report.failed_at, Step::kDownload);
}

TEST_F(RenewalStopWithin, AsksNothingMoreInALogin) {
  const auto usual = server_.answers["get_server_info"];
  server_.answers["get_server_info"] = [&, usual](const HttpRequest& request, const Credential& credential) {
    stop_.request_stop();
    return usual(request, credential);
  };

  EXPECT_THAT(*run().error, IsError(Errc::kCancelled));
  EXPECT_EQ(server_.log.back(), "get_server_info 234567");
}

class SteadyPacer : public ::testing::Test {
 protected:
  client::SteadyPacer pacer_;
  std::stop_source stop_;
};

TEST_F(SteadyPacer, EndsAWaitThatIsStopped) {
  stop_.request_stop();

  EXPECT_THAT(pacer_.wait(std::chrono::hours(9), stop_.get_token()), FailsWith(Errc::kCancelled));
}

TEST_F(SteadyPacer, WaitsForNoLessThanItWasTold) {
  const auto start = pacer_.now();

  ASSERT_THAT(pacer_.wait(std::chrono::milliseconds(3), stop_.get_token()), IsOk());
  EXPECT_GE(pacer_.now() - start, std::chrono::milliseconds(3));
}

}  // namespace
}  // namespace orcamo::testing
