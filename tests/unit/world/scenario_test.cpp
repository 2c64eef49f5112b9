#include "world/scenario.hpp"

#include <set>

#include "world/reason.hpp"
#include "world_test_kit.hpp"

namespace orcamo::mock {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class ScenarioTest : public SandboxTest {
 protected:
  ScenarioTest() { sandbox.clock().set(real.now(), ClockMode::kFrozen); }

  std::vector<GenerationRef> stage(std::string_view name) { return arrange(sandbox, *find_scenario(name)).value(); }
  std::string_view verdict_on(const GenerationRef& generation) {
    return reason_name(sandbox.rule_on(certificate(generation)).reason);
  }
  bool shows_notice(const GenerationRef& generation) { return sandbox.shows_notice(certificate(generation)).value(); }
};

// What the sandbox says of the certificate, and of its renewal where there is one.
struct ScenarioRow {
  const char* name;
  const char* verdict;
  bool notice;
  const char* of_the_renewal = nullptr;
};
void PrintTo(const ScenarioRow& row, std::ostream* out) { *out << row.name; }

class Situation : public ScenarioTest, public ::testing::WithParamInterface<ScenarioRow> {};

TEST_P(Situation, IsAsItsNameSays) {
  const auto all = stage(GetParam().name);

  EXPECT_EQ(verdict_on(all.at(0)), GetParam().verdict);
  EXPECT_EQ(shows_notice(all.at(0)), GetParam().notice);
  if (GetParam().of_the_renewal) {
    ASSERT_THAT(all, SizeIs(2));
    EXPECT_EQ(verdict_on(all[1]), GetParam().of_the_renewal);
    EXPECT_EQ(all[1]->replaces, certificate(all[0]).serial());
  } else {
    EXPECT_THAT(all, SizeIs(1));
  }
}

constexpr std::array kRows{
    ScenarioRow{"fresh", "ok", false},
    ScenarioRow{"notice_tomorrow", "ok", false},
    ScenarioRow{"notice_due", "ok", true},
    ScenarioRow{"last_second", "ok", true},
    ScenarioRow{"expired", "expired", false},
    ScenarioRow{"not_yet_valid", "not_yet_valid", false},
    ScenarioRow{"renewal_pending", "ok", true, "ok"},
    ScenarioRow{"renewal_fetched", "ok", true, "ok"},
    ScenarioRow{"renewed", "ok", true, "ok"},
    ScenarioRow{"superseded", "superseded", true, "ok"},
    ScenarioRow{"revoked", "revoked", false},
};
INSTANTIATE_TEST_SUITE_P(Name, Situation, ::testing::ValuesIn(kRows),
                         [](const auto& row) { return std::string(row.param.name); });

TEST(Scenarios, AreAllInTheTableAbove) {
  std::set<std::string_view> tested;
  for (const auto& row : kRows) tested.insert(row.name);
  std::set<std::string_view> known;
  for (const auto& each : scenarios()) known.insert(each.name);

  EXPECT_EQ(known, tested);
  EXPECT_THAT(scenarios(), SizeIs(known.size())) << "a name twice";
}

TEST(Scenarios, HaveNoOther) { EXPECT_EQ(find_scenario("notice"), nullptr); }

TEST_F(ScenarioTest, LastSecondIsFollowedByTheEnd) {
  const auto all = stage("last_second");
  ASSERT_THAT(sandbox.clock().advance({.exact = Seconds(1)}), IsOk());

  EXPECT_EQ(verdict_on(all[0]), "expired");
}

TEST_F(ScenarioTest, LastSecondIsOneEarlierByOpenSsl) {
  set("expiry_boundary", "openssl");
  const auto all = stage("last_second");
  EXPECT_EQ(verdict_on(all[0]), "ok");
  ASSERT_THAT(sandbox.clock().advance({.exact = Seconds(1)}), IsOk());

  EXPECT_EQ(verdict_on(all[0]), "expired");
}

TEST_F(ScenarioTest, NoticeDueIsAt89DaysByTheUsualRule) {
  EXPECT_EQ(validity(stage("notice_due")[0]).not_after, sandbox.clock().now() + days(89));
}

class NoticeRuleOf : public ScenarioTest, public ::testing::WithParamInterface<std::pair<const char*, const char*>> {};

TEST_P(NoticeRuleOf, TheSandboxDecidesWhenTheNoticeIsDue) {
  set(GetParam().first, GetParam().second);
  const auto due = stage("notice_due")[0];
  const auto tomorrow = stage("notice_tomorrow")[0];
  EXPECT_TRUE(shows_notice(due));
  EXPECT_FALSE(shows_notice(tomorrow));

  ASSERT_THAT(sandbox.clock().advance({.exact = days(1)}), IsOk());

  EXPECT_TRUE(shows_notice(tomorrow));
}

INSTANTIATE_TEST_SUITE_P(Policy, NoticeRuleOf,
                         ::testing::Values(std::pair{"notice_rule", "90d"}, std::pair{"notice_rule", "30d"},
                                           std::pair{"notice_rule", "2y"}, std::pair{"notice_rule", "P3M JST"},
                                           std::pair{"notice_rule", "on 60/30/15d, daily 7d"},
                                           std::pair{"notice_boundary", "exclusive"},
                                           std::pair{"notice_boundary", "jst-days"}));

TEST_F(ScenarioTest, RenewalPendingIsAnsweredAgain) {
  const auto all = stage("renewal_pending");

  EXPECT_TRUE(sandbox.trace(certificate(all[1]).serial())->waits);
  EXPECT_FALSE(sandbox.trace(certificate(all[1]).serial())->history.handed_out_at);
  EXPECT_EQ(sandbox.request_renewal(certificate(all[0]))->generation, all[1]);
}

TEST_F(ScenarioTest, RenewalFetchedHasNotBeenUsed) {
  const auto traced = sandbox.trace(certificate(stage("renewal_fetched")[1]).serial()).value();

  EXPECT_TRUE(traced.waits);
  EXPECT_TRUE(traced.history.handed_out_at);
  EXPECT_FALSE(traced.history.first_used_at);
}

TEST_F(ScenarioTest, RenewedHasLoggedIn) {
  const auto traced = sandbox.trace(certificate(stage("renewed")[1]).serial()).value();

  EXPECT_FALSE(traced.waits);
  EXPECT_TRUE(traced.history.first_used_at);
}

TEST_F(ScenarioTest, SupersededKeepsAnOverlapThatEndsTheOldOne) {
  set("overlap", "old-dies-at-issue");
  stage("superseded");
  EXPECT_EQ(sandbox.policy()->overlap, Overlap::kOldDiesAtIssue);

  set("overlap", "both-until-expiry");
  stage("superseded");
  EXPECT_EQ(sandbox.policy()->overlap, Overlap::kOldDiesOnFirstUse);
}

TEST_F(ScenarioTest, IsOfTheIdentityItIsGiven) {
  const auto all = arrange(sandbox, *find_scenario("renewed"), {"u00000007", "client003"}).value();

  for (const auto& each : all) EXPECT_EQ(each->identity, (Identity{"u00000007", "client003"}));
}

TEST_F(ScenarioTest, LeavesNoSessionBehind) {
  stage("renewed");

  EXPECT_THAT(sandbox.journal().requests(), IsEmpty());
  EXPECT_EQ(sandbox.certificates().size(), 2U);
}

TEST_F(ScenarioTest, SaysThatTheNoticeNeverShows) {
  set("notice_rule", "0d");
  set("notice_boundary", "exclusive");

  EXPECT_THAT(arrange(sandbox, *find_scenario("notice_due")), FailsWith(Errc::kRequestBadValue));
}

TEST_F(ScenarioTest, SaysThatARenewalMayNotBeginYet) {
  set("renewal_window", "30d");

  EXPECT_THAT(arrange(sandbox, *find_scenario("renewed")), FailsWith(Errc::kNoReplacement));
}

}  // namespace
}  // namespace orcamo::mock
