#include "world_test_kit.hpp"

namespace orcamo::mock {

inline void PrintTo(Reason reason, std::ostream* out) { *out << reason_name(reason); }
inline void PrintTo(Admission admission, std::ostream* out) {
  *out << (admission == Admission::kFull ? "full" : "renewal only");
}

namespace {

using ::testing::ElementsAre;

class LineageTest : public SandboxTest {
 protected:
  Link request(const GenerationRef& by) { return sandbox.request_renewal(certificate(by)).value(); }
  void log_in(const GenerationRef& by) { ASSERT_THAT(sandbox.log_in("ormaster", "ormaster", certificate(by)), IsOk()); }
  Reason reason(const GenerationRef& of) { return sandbox.rule_on(certificate(of)).reason; }
  TracedGeneration trace(const GenerationRef& of) { return sandbox.trace(certificate(of).serial()).value(); }
  History history(const GenerationRef& of) { return trace(of).history; }

  const GenerationRef old = issue_with(days(30));
  const TimePoint start = real.now();
};

TEST_F(LineageTest, KnowsWhoReplacedWhom) {
  const auto second = request(old).generation;
  const auto third = request(second).generation;

  EXPECT_THAT(history(old).replaced_by, ElementsAre(second));
  EXPECT_THAT(history(second).replaced_by, ElementsAre(third));
  EXPECT_EQ(third->replaces, certificate(second).serial());
}

TEST_F(LineageTest, DatesEveryStep) {
  real.advance(Seconds(1));
  const auto link = request(old);
  real.advance(Seconds(1));
  ASSERT_THAT(sandbox.fetch(link.token, certificate(old)), IsOk());
  real.advance(Seconds(1));
  log_in(link.generation);
  real.advance(Seconds(1));
  log_in(link.generation);

  EXPECT_EQ(history(old).issued_at, start);
  EXPECT_EQ(history(old).first_used_at, start + Seconds(1));
  EXPECT_EQ(history(link.generation).issued_at, start + Seconds(1));
  EXPECT_EQ(history(link.generation).handed_out_at, start + Seconds(2));
  EXPECT_EQ(history(link.generation).first_used_at, start + Seconds(3));
  EXPECT_EQ(history(link.generation).last_used_at, start + Seconds(4));
}

TEST_F(LineageTest, ShowsThatTheLinkageToolWasForgotten) {
  const auto link = request(old);
  log_in(link.generation);
  real.advance(days(1));
  log_in(old);  // by the tool, which has a copy of its own

  EXPECT_GT(history(old).last_used_at, history(link.generation).first_used_at);
}

TEST_F(LineageTest, FindsALostAnswerAgain) {
  const auto lost = request(old);
  EXPECT_TRUE(trace(lost.generation).waits);

  EXPECT_EQ(request(old).token, lost.token);
  log_in(lost.generation);

  EXPECT_FALSE(trace(lost.generation).waits);
}

TEST_F(LineageTest, RefusesWhatWasRevoked) {
  ASSERT_THAT(sandbox.revoke(certificate(old).serial()), IsOk());
  EXPECT_EQ(reason(old), Reason::kRevoked);

  real.advance(days(400));
  EXPECT_EQ(reason(old), Reason::kRevoked);
}

TEST_F(LineageTest, TakesARevocationBackWithTheClock) {
  ASSERT_THAT(sandbox.revoke(certificate(old).serial()), IsOk());

  sandbox.clock().set(start - Seconds(1), ClockMode::kFrozen);

  EXPECT_EQ(reason(old), Reason::kOk);
}

TEST_F(LineageTest, RevokesOnce) {
  ASSERT_THAT(sandbox.revoke(certificate(old).serial()), IsOk());
  real.advance(days(1));
  ASSERT_THAT(sandbox.revoke(certificate(old).serial()), IsOk());

  EXPECT_EQ(history(old).revoked_at, start);
  EXPECT_THAT(sandbox.revoke("000000"), FailsWith(Errc::kSerialUnknown));
  EXPECT_THAT(sandbox.trace("000000"), FailsWith(Errc::kSerialUnknown));
}

TEST_F(LineageTest, RevokesAgainBehindARevocationThatTheClockTookBack) {
  ASSERT_THAT(sandbox.revoke(certificate(old).serial()), IsOk());
  sandbox.clock().set(start - Seconds(30), ClockMode::kFrozen);
  ASSERT_THAT(sandbox.revoke(certificate(old).serial()), IsOk());

  EXPECT_EQ(history(old).revoked_at, start - Seconds(30));
  EXPECT_EQ(reason(old), Reason::kRevoked);
}

TEST_F(LineageTest, CountsTheFirstUseByTheClockWhicheverWayItWent) {
  log_in(old);
  sandbox.clock().set(start - Seconds(30), ClockMode::kFrozen);
  log_in(old);

  EXPECT_EQ(history(old).first_used_at, start - Seconds(30));
  EXPECT_EQ(history(old).handed_out_at, start - Seconds(30));
}

TEST_F(LineageTest, TakesALookAtALinkForNoDownload) {
  set("overlap", "old-dies-at-issue");
  set("link_uses", "1");
  const auto link = request(old);

  ASSERT_THAT(sandbox.fetch(link.token, certificate(old), Take::kLook), IsOk());
  EXPECT_EQ(history(link.generation).handed_out_at, std::nullopt);
  EXPECT_EQ(reason(old), Reason::kOk);
  EXPECT_THAT(sandbox.fetch(link.token, certificate(old)), IsOk());
  EXPECT_THAT(sandbox.fetch(link.token, certificate(old), Take::kLook), FailsWith(Errc::kLinkExpired));
}

TEST_F(LineageTest, OffersNoReplacementThatWasRevoked) {
  const auto first = request(old).generation;
  ASSERT_THAT(sandbox.revoke(certificate(first).serial()), IsOk());

  EXPECT_NE(request(old).generation, first);
  EXPECT_NE(sandbox.replacement_for(certificate(old)).value(), first);
}

TEST_F(LineageTest, LetsTheOldOneDieWhenTheNewOneIsHandedOut) {
  set("overlap", "old-dies-at-issue");
  const auto link = request(old);
  EXPECT_EQ(reason(old), Reason::kOk);

  ASSERT_THAT(sandbox.fetch(link.token, certificate(old)), IsOk());

  EXPECT_EQ(reason(old), Reason::kSuperseded);
  EXPECT_EQ(reason(link.generation), Reason::kOk);
}

TEST_F(LineageTest, LetsTheOldOneDieByADownloadInTheConsole) {
  set("overlap", "old-dies-at-issue");
  ASSERT_THAT(sandbox.replacement_for(certificate(old)), IsOk());
  EXPECT_EQ(reason(old), Reason::kOk);

  ASSERT_THAT(sandbox.download(certificate(old)), IsOk());

  EXPECT_EQ(reason(old), Reason::kSuperseded);
}

TEST_F(LineageTest, LetsTheOldOneDieWhenTheNewOneIsUsed) {
  set("overlap", "old-dies-on-first-use-of-new");
  const auto link = request(old);
  ASSERT_THAT(sandbox.fetch(link.token, certificate(old)), IsOk());
  EXPECT_EQ(reason(old), Reason::kOk);

  log_in(link.generation);

  EXPECT_EQ(reason(old), Reason::kSuperseded);
}

TEST_F(LineageTest, LetsTheOldOneDieAfterTheGrace) {
  set("overlap", "grace");
  set("grace", "3d");
  const auto link = request(old);
  ASSERT_THAT(sandbox.fetch(link.token, certificate(old)), IsOk());

  real.advance(days(3) - Seconds(1));
  EXPECT_EQ(reason(old), Reason::kOk);
  real.advance(Seconds(1));
  EXPECT_EQ(reason(old), Reason::kSuperseded);
}

TEST_F(LineageTest, ObeysAChangeOfTheOverlapAtOnce) {
  const auto link = request(old);
  log_in(link.generation);
  EXPECT_EQ(reason(old), Reason::kOk);

  set("overlap", "old-dies-on-first-use-of-new");
  EXPECT_EQ(reason(old), Reason::kSuperseded);

  set("overlap", "both-until-expiry");
  EXPECT_EQ(reason(old), Reason::kOk);
}

TEST_F(LineageTest, EndsTheWholeChainBehindTheOneInUse) {
  set("overlap", "old-dies-on-first-use-of-new");
  const auto second = request(old).generation;
  const auto third = request(second).generation;
  log_in(third);

  EXPECT_EQ(reason(old), Reason::kSuperseded);
  EXPECT_EQ(reason(second), Reason::kSuperseded);
  EXPECT_EQ(reason(third), Reason::kOk);
}

TEST_F(LineageTest, IssuesNothingASecondTimeWhereTheOverlapSaysSo) {
  set("overlap", "no-second-issue");
  const auto link = request(old);
  EXPECT_EQ(request(old).token, link.token);

  log_in(link.generation);

  EXPECT_THAT(sandbox.request_renewal(certificate(old)), FailsWith(Errc::kNoReplacement));
  EXPECT_THAT(sandbox.replacement_for(certificate(old)), IsOkAnd(link.generation));
  EXPECT_THAT(sandbox.request_renewal(certificate(link.generation)), IsOk());
}

TEST_F(LineageTest, LetsAnExpiredOneRenewWhereTheOverlapSaysSo) {
  set("overlap", "renew-after-expiry");
  real.advance(days(30) + Seconds(1));

  const auto ruling = sandbox.rule_on(certificate(old));

  EXPECT_EQ(ruling.reason, Reason::kOk);
  EXPECT_EQ(ruling.admission, Admission::kRenewalOnly);
  EXPECT_THAT(sandbox.request_renewal(certificate(old)), IsOk());
}

TEST_F(LineageTest, LetsAnExpiredOneRenewAsLongAsThePolicySays) {
  set("renew_after_expiry", "7d");
  real.advance(days(30));
  EXPECT_EQ(sandbox.rule_on(certificate(old)).admission, Admission::kFull);

  real.advance(days(7));
  EXPECT_EQ(sandbox.rule_on(certificate(old)).admission, Admission::kRenewalOnly);

  real.advance(Seconds(1));
  EXPECT_EQ(reason(old), Reason::kExpired);

  set("renew_after_expiry", "always");
  EXPECT_EQ(sandbox.rule_on(certificate(old)).admission, Admission::kRenewalOnly);
}

}  // namespace
}  // namespace orcamo::mock
