#include "world/expectation.hpp"

#include "world_test_kit.hpp"

namespace orcamo::mock {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kOld = "100001";
constexpr const char* kNew = "100002";

// A renewal as the journal has it: login with the old certificate, renewal, login with the new one.
class ExpectationTest : public ::testing::Test {
 protected:
  ExpectationTest() {
    handshake(Reason::kOk, kOld);                   // 1
    request(Event::kLoginAccepted, kOld);           // 2
    request(Event::kRenewalRequested, kOld, kNew);  // 3
    handshake(Reason::kOk, kNew);                   // 4
    request(Event::kLoginAccepted, kNew);           // 5
    handshake(Reason::kExpired, kOld);              // 6
  }

  void handshake(Reason reason, std::string serial) {
    HandshakeEntry entry;
    entry.verdict = reason == Reason::kOk ? Verdict::kAccepted : Verdict::kRefused;
    entry.reason = reason;
    entry.serial = std::move(serial);
    entry.tls_version = "TLSv1.3";
    journal.record(std::move(entry));
  }
  void request(Event event, std::string serial, std::string issued = {}) {
    RequestEntry entry;
    entry.deed = {.event = event, .user = "ormaster", .issued = std::move(issued)};
    entry.serial = std::move(serial);
    entry.status = 200;
    journal.record(std::move(entry));
  }

  Finding finding(Expectation expectation) const { return verify(journal, {std::move(expectation)}).at(0); }
  static std::vector<std::uint64_t> ids(const Finding& finding) {
    std::vector<std::uint64_t> found;
    for (const Entry& entry : finding.nearest) {
      found.push_back(std::visit([](const auto& each) { return each.id; }, entry));
    }
    return found;
  }

  Journal journal;
  const Pattern login = RequestPattern{.event = Event::kLoginAccepted};
  const Pattern login_new = RequestPattern{.event = Event::kLoginAccepted, .serial = kNew};
  const Pattern login_old = RequestPattern{.event = Event::kLoginAccepted, .serial = kOld};
};

TEST(ExpectationOfAJournalWithAGap, IsNotMetWhereTheGapMayHoldMore) {
  Journal journal(1);
  RequestEntry login;
  login.deed.event = Event::kLoginAccepted;
  journal.record(login);
  journal.record(login);
  const Pattern wanted = RequestPattern{.event = Event::kLoginAccepted};
  const Pattern other = HandshakePattern{.verdict = Verdict::kRefused};
  const auto finding = [&](Expectation expectation) { return verify(journal, {std::move(expectation)}).at(0); };

  EXPECT_FALSE(finding({.what = wanted, .count = 1}).met);
  EXPECT_THAT(finding({.what = wanted, .count = 1}).detail, HasSubstr("dropped"));
  EXPECT_FALSE(finding({.what = wanted, .after = wanted}).met);
  EXPECT_TRUE(finding({.what = wanted}).met) << "one is enough, and one is there";
  EXPECT_TRUE(finding({.what = other, .count = 0}).met) << "no handshake was dropped";
}

TEST_F(ExpectationTest, CountsExactly) {
  EXPECT_TRUE(finding({.what = login, .count = 2}).met);
  EXPECT_TRUE(finding({.what = login_new, .count = 1}).met);
  EXPECT_FALSE(finding({.what = login, .count = 1}).met);
  EXPECT_FALSE(finding({.what = login, .count = 3}).met);
  EXPECT_FALSE(finding({.what = login_new, .count = 0}).met);
}

TEST_F(ExpectationTest, WantsAtLeastOneUnlessToldHowMany) {
  EXPECT_TRUE(finding({.what = login}).met);
  EXPECT_FALSE(finding({.what = RequestPattern{.event = Event::kLoggedOut}}).met);
}

TEST_F(ExpectationTest, CountsWhatComesAfterTheFirstOfAnother) {
  EXPECT_TRUE(finding({.what = login_old, .count = 0, .after = login_new}).met);
  request(Event::kLoginAccepted, kOld);
  EXPECT_FALSE(finding({.what = login_old, .count = 0, .after = login_new}).met);
  EXPECT_TRUE(finding({.what = login_new, .count = 0, .after = login_new}).met) << "the first itself does not count";
}

TEST_F(ExpectationTest, JoinsHandshakesAndRequestsInOneOrder) {
  const Pattern refused = HandshakePattern{.verdict = Verdict::kRefused, .serial = kOld};

  EXPECT_TRUE(finding({.what = refused, .count = 1, .after = login_new}).met);
  EXPECT_TRUE(finding({.what = login, .count = 0, .after = refused}).met);
}

TEST_F(ExpectationTest, FailsWhereNothingIsLikeAfter) {
  const auto missing = finding({.what = login_old, .count = 0, .after = RequestPattern{.event = Event::kLoggedOut}});

  EXPECT_FALSE(missing.met);
  EXPECT_THAT(missing.detail, HasSubstr("\"after\""));
}

TEST_F(ExpectationTest, ComparesEveryProperty) {
  const auto met = [this](Pattern what) { return finding({.what = std::move(what)}).met; };

  EXPECT_TRUE(met(RequestPattern{.issued = kNew}));
  EXPECT_FALSE(met(RequestPattern{.issued = kOld}));
  EXPECT_TRUE(met(RequestPattern{.user = "ormaster"}));
  EXPECT_FALSE(met(RequestPattern{.user = "nobody"}));
  EXPECT_TRUE(met(RequestPattern{.status = 200}));
  EXPECT_FALSE(met(RequestPattern{.status = 401}));
  EXPECT_TRUE(met(RequestPattern{.notice = false}));
  EXPECT_FALSE(met(RequestPattern{.notice = true}));
  EXPECT_TRUE(met(HandshakePattern{.reason = Reason::kExpired}));
  EXPECT_FALSE(met(HandshakePattern{.reason = Reason::kUnknownCa}));
  EXPECT_TRUE(met(HandshakePattern{.tls_version = "TLSv1.3"}));
  EXPECT_FALSE(met(HandshakePattern{.tls_version = "TLSv1.2"}));
  EXPECT_FALSE(met(HandshakePattern{.reason = Reason::kExpired, .serial = kNew}));
}

TEST_F(ExpectationTest, SaysHowManyThereWere) {
  EXPECT_EQ(finding({.what = login, .count = 1}).found, 2U);
  EXPECT_EQ(finding({.what = login, .count = 1}).detail, "2 entries like that, expected 1");
  EXPECT_EQ(finding({.what = login_old, .after = login_new}).detail,
            "0 entries like that after entry 5, expected at least one");
}

TEST_F(ExpectationTest, ShowsTheNearestWhereItIsNotMet) {
  EXPECT_THAT(ids(finding({.what = login, .count = 1})), ::testing::ElementsAre(2, 5));
  EXPECT_THAT(ids(finding({.what = RequestPattern{.event = Event::kLoggedOut, .serial = kNew}})),
              ::testing::ElementsAre(5));
  EXPECT_THAT(ids(finding({.what = RequestPattern{.event = Event::kLoggedOut}})), IsEmpty());
  EXPECT_THAT(ids(finding({.what = login})), IsEmpty());
}

TEST_F(ExpectationTest, ShowsThreeAtMostAndTheNewest) {
  for (int i = 0; i < 5; ++i) request(Event::kLoginAccepted, kNew);  // 7 to 11

  EXPECT_THAT(ids(finding({.what = login_new, .count = 1})), ::testing::ElementsAre(9, 10, 11));
}

TEST_F(ExpectationTest, AnswersEachOfSeveral) {
  const auto findings = verify(journal, {{.what = login, .count = 2}, {.what = login, .count = 0}});

  EXPECT_TRUE(findings.at(0).met);
  EXPECT_FALSE(findings.at(1).met);
}

}  // namespace
}  // namespace orcamo::mock
