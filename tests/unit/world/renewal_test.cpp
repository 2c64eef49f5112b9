#include <barrier>
#include <thread>
#include <vector>

#include "world_test_kit.hpp"

namespace orcamo::mock {
namespace {

using ::testing::SizeIs;

class RenewalTest : public SandboxTest {
 protected:
  Link request(const GenerationRef& generation) { return sandbox.request_renewal(certificate(generation)).value(); }
  void log_in(const GenerationRef& generation) {
    ASSERT_THAT(sandbox.log_in("ormaster", "ormaster", certificate(generation)), IsOk());
  }

  const GenerationRef old = issue_with(days(89));
};

TEST_F(RenewalTest, ReplacesTheOldByOneThatLastsLonger) {
  const auto renewed = request(old).generation;

  EXPECT_EQ(renewed->replaces, certificate(old).serial());
  EXPECT_EQ(renewed->identity, old->identity);
  EXPECT_EQ(validity(renewed).not_after, pki::add_months(sandbox.clock().now(), std::chrono::months(36), pki::kUtc));
  EXPECT_NE(certificate(renewed).serial(), certificate(old).serial());
  EXPECT_THAT(sandbox.certificates(), ::testing::ElementsAre(old, renewed));
}

TEST_F(RenewalTest, KeepsKindOfKeyAndFile) {
  IssueRequest order;
  order.key = pki::KeyType::kRsa2048;
  order.profile = P12Profile::kLegacyDes;
  const auto rsa = issue(std::move(order));
  sandbox.clock().set(validity(rsa).not_after - days(1), ClockMode::kFrozen);

  const auto renewed = request(rsa).generation;

  EXPECT_EQ(renewed->credential.key.type(), pki::KeyType::kRsa2048);
  EXPECT_EQ(renewed->profile, P12Profile::kLegacyDes);
}

TEST_F(RenewalTest, IsAnsweredAgainWhileItWaits) {
  const auto first = request(old);
  const auto second = request(old);

  EXPECT_EQ(second.token, first.token);
  EXPECT_EQ(second.generation, first.generation);
}

TEST_F(RenewalTest, IsAnsweredAgainThoughItEndsInTheSecondOfTheOldOne) {
  set("renewal_window", "any-time");
  sandbox.clock().set(sandbox.clock().now(), ClockMode::kFrozen).value();
  const auto fresh = issue();
  const auto first = request(fresh);
  ASSERT_EQ(validity(first.generation).not_after, validity(fresh).not_after);

  EXPECT_EQ(request(fresh).token, first.token);
  EXPECT_THAT(sandbox.replacement_for(certificate(fresh)), IsOkAnd(first.generation));
  EXPECT_NE(request(first.generation).generation, first.generation);
}

TEST_F(RenewalTest, WaitsThoughTheOldOneLogsIn) {
  const auto first = request(old);
  log_in(old);

  EXPECT_EQ(request(old).token, first.token);
}

TEST_F(RenewalTest, BeginsAnewAfterTheNewOneHasLoggedIn) {
  const auto first = request(old);
  log_in(first.generation);
  sandbox.clock().set(sandbox.clock().now() + days(1), ClockMode::kFrozen);

  const auto second = request(old);

  EXPECT_NE(second.generation, first.generation);
  EXPECT_NE(second.token, first.token);
}

TEST_F(RenewalTest, IsNeverAnsweredWithTheCertificateThatAsks) {
  const auto first = request(old);

  const auto second = request(first.generation);

  EXPECT_NE(second.generation, first.generation);
  EXPECT_EQ(second.generation->replaces, certificate(first.generation).serial());
}

TEST_F(RenewalTest, DoesNotAnswerWithACertificateThatCannotLogIn) {
  const auto first = request(old);
  sandbox.clock().set(validity(first.generation).not_before - Seconds(1), ClockMode::kFrozen);

  EXPECT_NE(request(old).generation, first.generation);
}

TEST_F(RenewalTest, OfOneClientLeavesTheOthersAlone) {
  IssueRequest order;
  order.identity.client = "client002";
  const auto other = issue(std::move(order));

  EXPECT_NE(request(other).generation, request(old).generation);
}

TEST_F(RenewalTest, RefusesAStranger) {
  const auto stranger = Sandbox::create({.id = "other"}, real).value()->issue({}).value();

  EXPECT_THAT(sandbox.request_renewal(certificate(stranger)), FailsWith(Errc::kNoReplacement));
}

TEST_F(RenewalTest, ComesToOneForRequestsAtTheSameTime) {
  constexpr int kThreads = 8;
  std::barrier start(kThreads);
  std::vector<std::string> tokens(kThreads);
  std::vector<std::jthread> threads;
  for (auto& token : tokens) {
    threads.emplace_back([&] {
      start.arrive_and_wait();
      token = request(old).token;
    });
  }
  threads.clear();

  EXPECT_THAT(tokens, ::testing::Each(tokens.front()));
  EXPECT_THAT(sandbox.certificates(), SizeIs(2));
}

TEST_F(RenewalTest, GoesOnForManyClientsAtTheSameTime) {
  constexpr int kThreads = 8;
  std::vector<GenerationRef> olds;
  for (int i = 1; i <= kThreads; ++i) {
    IssueRequest order;
    order.identity.client = "client00" + std::to_string(i);
    olds.push_back(issue(std::move(order)));
  }
  {
    std::vector<std::jthread> threads;
    for (const auto& each : olds) threads.emplace_back([&] { request(each); });
  }

  EXPECT_THAT(sandbox.certificates(), SizeIs(1 + 2 * kThreads));
}

class LinkTest : public RenewalTest {
 protected:
  pki::Result<GenerationRef> fetch(const GenerationRef& by) { return sandbox.fetch(link.token, certificate(by)); }

  const Link link = request(old);
};

TEST_F(LinkTest, AnswersAnyNumberOfTimes) {
  EXPECT_THAT(fetch(old), IsOkAnd(link.generation));
  EXPECT_THAT(fetch(old), IsOkAnd(link.generation));
}

TEST_F(LinkTest, AnswersTheNewCertificateToo) { EXPECT_THAT(fetch(link.generation), IsOkAnd(link.generation)); }

TEST_F(LinkTest, AnswersAfterTheNewCertificateHasLoggedIn) {
  log_in(link.generation);

  EXPECT_THAT(fetch(old), IsOkAnd(link.generation));
}

TEST_F(LinkTest, IsForOneClientOnly) {
  IssueRequest order;
  order.identity.client = "client002";

  EXPECT_THAT(fetch(issue(std::move(order))), FailsWith(Errc::kLinkNotYours));
}

TEST_F(LinkTest, IsNotForStrangers) {
  const auto stranger = Sandbox::create({.id = "other"}, real).value()->issue({}).value();

  EXPECT_THAT(fetch(stranger), FailsWith(Errc::kLinkNotYours));
}

TEST_F(LinkTest, IsNotGuessed) { EXPECT_THAT(sandbox.fetch("guess", certificate(old)), FailsWith(Errc::kLinkUnknown)); }

TEST_F(LinkTest, LivesOneDayToTheSecond) {
  const auto made = sandbox.clock().now();

  sandbox.clock().set(made + days(1), ClockMode::kFrozen);
  EXPECT_THAT(fetch(old), IsOk());

  sandbox.clock().set(made + days(1) + Seconds(1), ClockMode::kFrozen);
  EXPECT_THAT(fetch(old), FailsWith(Errc::kLinkExpired));
}

TEST_F(LinkTest, LivesAgainWhenTheClockGoesBack) {
  const auto made = sandbox.clock().now();
  sandbox.clock().set(made + days(2), ClockMode::kFrozen);
  sandbox.clock().set(made, ClockMode::kFrozen);

  EXPECT_THAT(fetch(old), IsOk());
}

TEST_F(LinkTest, IsMadeAnewForTheSameCertificateWhenItHasExpired) {
  sandbox.clock().set(sandbox.clock().now() + days(2), ClockMode::kFrozen);

  const auto again = request(old);

  EXPECT_EQ(again.generation, link.generation);
  EXPECT_NE(again.token, link.token);
  EXPECT_THAT(sandbox.fetch(again.token, certificate(old)), IsOk());
}

class ReplacementTest : public RenewalTest {
 protected:
  pki::Result<GenerationRef> replacement_for(const GenerationRef& generation) {
    return sandbox.replacement_for(certificate(generation));
  }
};

TEST_F(ReplacementTest, BeginsARenewalInsideTheWindow) {
  const auto replacement = replacement_for(old);

  ASSERT_THAT(replacement, IsOk());
  EXPECT_EQ((*replacement)->replaces, certificate(old).serial());
}

TEST_F(ReplacementTest, IsTheRenewalThatTheApiBegan) {
  const auto link = request(old);

  EXPECT_THAT(replacement_for(old), IsOkAnd(link.generation));
}

TEST_F(ReplacementTest, StaysTheSameAfterItHasLoggedIn) {
  const auto renewed = replacement_for(old).value();
  log_in(renewed);

  EXPECT_THAT(replacement_for(old), IsOkAnd(renewed));
}

TEST_F(ReplacementTest, DoesNotExistForTheNewOne) {
  const auto renewed = replacement_for(old).value();

  EXPECT_THAT(replacement_for(renewed), FailsWith(Errc::kNoReplacement));
}

TEST_F(ReplacementTest, DoesNotExistBeforeTheWindow) {
  sandbox.clock().set(validity(old).not_after - days(90) - Seconds(1), ClockMode::kFrozen);

  EXPECT_THAT(replacement_for(old), FailsWith(Errc::kNoReplacement));
  EXPECT_THAT(sandbox.certificates(), SizeIs(1));
}

TEST_F(ReplacementTest, IsNoCertificateThatWasIssuedOnItsOwn) {
  const auto later = issue();

  EXPECT_NE(replacement_for(old).value(), later);
}

}  // namespace
}  // namespace orcamo::mock
