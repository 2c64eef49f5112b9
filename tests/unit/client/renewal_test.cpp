#include <gmock/gmock.h>

#include <set>
#include <string>
#include <utility>

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
using ::testing::ElementsAre;
using ::testing::InSequence;
using ::testing::Property;
using ::testing::Return;

TEST_F(RenewalWorkflow, TakesItsStepsInOrder) {
  {
    const InSequence in_order;
    EXPECT_CALL(observer_, on_step(Step::kCheck));
    EXPECT_CALL(store_, add(Named(kOldName)));
    for (const Step step : {Step::kRequest, Step::kDownload, Step::kValidate, Step::kTrialLogin, Step::kCommit}) {
      EXPECT_CALL(observer_, on_step(step));
    }
    EXPECT_CALL(store_, add(Named(kNewName)));
    EXPECT_CALL(store_, make_current(Property(&pki::Certificate::serial, "234567")));
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

TEST_F(RenewalWorkflow, FailsWhereTheNewOneCannotBeMadeCurrent) {
  EXPECT_CALL(store_, add(Named(kNewName))).Times(2);
  EXPECT_CALL(store_, make_current)
      .WillOnce(Return(pki::Error(Errc::kStoreFull, "the disk is full")))
      .WillOnce(Return(pki::Result<void>()));

  EXPECT_EQ(run().failed_at, Step::kCommit);
  EXPECT_EQ(run().outcome, Outcome::kRenewed);
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

TEST(StepName, IsItsOwnForEachStep) {
  std::set<std::string_view> seen;
  for (int step = 0; step <= static_cast<int>(Step::kConfirmOld); ++step) {
    seen.insert(client::step_name(static_cast<Step>(step)));
  }
  EXPECT_EQ(seen.size(), 7u);
}

}  // namespace
}  // namespace orcamo::testing
