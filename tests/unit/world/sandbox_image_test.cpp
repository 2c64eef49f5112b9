#include <chrono>
#include <functional>
#include <future>
#include <iostream>
#include <mutex>
#include <random>

#include "full_sandbox.hpp"
#include "image_text.hpp"
#include "memory_ledger.hpp"
#include "world_test_kit.hpp"

namespace orcamo::mock {
namespace {

using ::testing::IsEmpty;
using ::testing::Ne;

class SandboxImageTest : public SandboxTest {
 protected:
  SandboxRef make_full() const {
    auto made = Sandbox::create({.id = "full", .seed = kSeed, .policy = unusual_policy()}, real).value();
    fill(*made);
    return made;
  }

  static constexpr auto kSeed = 0xfedcba9876543210;  // more than a signed number holds

  pki::Result<std::string> log_in(const GenerationRef& generation) {
    return sandbox.log_in("ormaster", "ormaster", certificate(generation));
  }
};

TEST_F(SandboxImageTest, FullSandboxHasNothingThatIsAsInAnEmptyOne) {
  const auto full = make_full()->image();

  const auto usual = policy_texts(Policy());
  const auto unusual = policy_texts(*full.first_policy);
  for (std::size_t i = 0; i < usual.size(); ++i) EXPECT_NE(usual[i], unusual[i]) << usual[i].first;
  EXPECT_NE(policy_texts(*full.policy), unusual);
  EXPECT_EQ(full.seed, kSeed);
  EXPECT_TRUE(full.clock.start);
  EXPECT_THAT(full.rows.lineages, Not(IsEmpty()));
  EXPECT_THAT(full.rows.links, Not(IsEmpty()));
  EXPECT_THAT(full.rows.sessions, Not(IsEmpty()));
  EXPECT_THAT(full.rows.notices, Not(IsEmpty()));
  const auto some = [&](const auto& holds) {
    return std::ranges::any_of(full.rows.histories, holds, &HistoryRow::history);
  };
  EXPECT_TRUE(some([](const History& each) { return each.handed_out_at.has_value(); }));
  EXPECT_TRUE(some([](const History& each) { return each.first_used_at && each.last_used_at; }));
  EXPECT_TRUE(some([](const History& each) { return each.revoked_at.has_value(); }));
  EXPECT_TRUE(some([](const History& each) { return each.password_reveals > 0; }));
}

TEST_F(SandboxImageTest, MakesTheSameSandboxAgain) {
  const auto full = make_full();
  const auto image = full->image();

  const auto again = Sandbox::create(image, real).value();

  EXPECT_EQ(image_text(again->image()), image_text(image));
  const auto before = full->trace();
  const auto after = again->trace();
  ASSERT_EQ(after.size(), before.size());
  for (std::size_t i = 0; i < after.size(); ++i) {
    EXPECT_EQ(after[i].waits, before[i].waits);
    EXPECT_EQ(after[i].history.replaced_by, before[i].history.replaced_by);
  }
}

TEST_F(SandboxImageTest, SandboxMadeAgainGoesOn) {
  const auto old = issue_with(days(1));
  const auto link = sandbox.request_renewal(certificate(old)).value();

  const auto again = Sandbox::create(sandbox.image(), real).value();

  EXPECT_EQ(again->request_renewal(certificate(old)).value().token, link.token);
  EXPECT_EQ(again->fetch(link.token, certificate(old)).value(), link.generation);
  EXPECT_THAT(again->log_in("ormaster", "ormaster", certificate(link.generation)), IsOk());
  EXPECT_TRUE(certificate(again->issue({}).value()).is_signed_by(sandbox.authority().issuing()));
}

TEST_F(SandboxImageTest, SeedOfASandboxMadeAgainGoesOnWithItsSeries) {
  const auto seeded = Sandbox::create({.id = "seeded", .seed = kSeed}, real).value();
  IssueRequest near_end;
  near_end.not_after = real.now() + days(1);
  const auto old = seeded->issue(std::move(near_end)).value();
  seeded->request_renewal(certificate(old)).value();
  seeded->log_in("ormaster", "ormaster", certificate(old)).value();

  const auto again = Sandbox::create(seeded->image(), real).value();

  EXPECT_EQ(again->issue({}).value()->p12, seeded->issue({}).value()->p12);
  real.advance(days(1));
  EXPECT_EQ(again->request_renewal(certificate(old)).value().token,
            seeded->request_renewal(certificate(old)).value().token);
  EXPECT_EQ(again->log_in("ormaster", "ormaster", certificate(old)).value(),
            seeded->log_in("ormaster", "ormaster", certificate(old)).value());
}

TEST_F(SandboxImageTest, ClockOfASandboxMadeAgainHasGoneOnMeanwhile) {
  sandbox.clock().set(TimePoint(days(100)), ClockMode::kRate, 10.0).value();
  const auto image = sandbox.image();
  real.advance(Seconds(60));

  const auto again = Sandbox::create(image, real).value();

  EXPECT_EQ(again->clock().now(), TimePoint(days(100)) + Seconds(600));
}

TEST_F(SandboxImageTest, RestoreTakesBackWhatCameAfter) {
  const auto old = issue_with(days(1));
  const auto waiting = sandbox.request_renewal(certificate(old)).value();
  const auto image = sandbox.image();
  ASSERT_THAT(log_in(waiting.generation), IsOk());
  ASSERT_THAT(sandbox.revoke(certificate(old).serial()), IsOk());
  const auto later = issue();
  set("persona", "drop");
  sandbox.clock().set(TimePoint(days(1)), ClockMode::kFrozen).value();

  ASSERT_THAT(sandbox.restore(image), IsOk());

  EXPECT_EQ(image_text(sandbox.image()), image_text(image));
  EXPECT_THAT(sandbox.certificate(certificate(later).serial()), FailsWith(Errc::kSerialUnknown));
  EXPECT_EQ(sandbox.request_renewal(certificate(old)).value().token, waiting.token);
}

TEST_F(SandboxImageTest, RestoreKeepsTheJournal) {
  const auto image = sandbox.image();
  sandbox.journal().record(HandshakeEntry{});

  ASSERT_THAT(sandbox.restore(image), IsOk());

  EXPECT_THAT(sandbox.journal().entries(), Not(IsEmpty()));
}

TEST_F(SandboxImageTest, RestoreRefusesTheImageOfAnotherSandbox) {
  const auto other = Sandbox::create({.id = "default"}, real).value();
  const auto before = image_text(sandbox.image());

  EXPECT_THAT(sandbox.restore(other->image()), FailsWith(Errc::kRequestBadValue));

  EXPECT_EQ(image_text(sandbox.image()), before);
}

// Operation is one thing that can be asked of a sandbox that has a certificate near its end and a session.
struct Given {
  GenerationRef old;
  Link waiting;
  std::string session;
  SandboxImage before;
};
struct Operation {
  std::string name;
  std::function<pki::Result<void>(Sandbox&, const Given&)> run;
};

template <class T>
pki::Result<void> outcome(const pki::Result<T>& result) {
  return result ? pki::Result<void>() : result.error();
}

const pki::Certificate& certificate_of(const GenerationRef& generation) { return generation->credential.certificate; }

std::vector<Operation> operations() {
  return {
      {"Issue", [](Sandbox& s, const Given&) { return outcome(s.issue({})); }},
      {"RequestRenewal", [](Sandbox& s, const Given& g) { return outcome(s.request_renewal(certificate_of(g.old))); }},
      {"Fetch", [](Sandbox& s, const Given& g) { return outcome(s.fetch(g.waiting.token, certificate_of(g.old))); }},
      {"Download", [](Sandbox& s, const Given& g) { return outcome(s.download(certificate_of(g.old))); }},
      {"RevealPassword",
       [](Sandbox& s, const Given& g) { return outcome(s.may_reveal_password(*g.waiting.generation)); }},
      {"ShowNotice", [](Sandbox& s, const Given& g) { return outcome(s.shows_notice(certificate_of(g.old))); }},
      {"LogIn",
       [](Sandbox& s, const Given& g) {
         return outcome(s.log_in("ormaster", "ormaster", certificate_of(g.waiting.generation)));
       }},
      {"EndSession", [](Sandbox& s, const Given& g) { return s.end_session(g.session); }},
      {"Revoke", [](Sandbox& s, const Given& g) { return s.revoke(certificate_of(g.old).serial()); }},
      {"ChangePolicy",
       [](Sandbox& s, const Given&) {
         return s.change_policy([](Policy& policy) { return read_policy(policy, "persona", "drop"); });
       }},
      {"SetClock", [](Sandbox& s, const Given&) { return s.clock().set(TimePoint(days(1)), ClockMode::kFrozen); }},
      {"StartClock", [](Sandbox& s, const Given&) { return s.clock().start_at(TimePoint(), ClockMode::kFrozen); }},
      {"FollowSystem", [](Sandbox& s, const Given&) { return s.clock().follow_system(); }},
      {"AdvanceClock", [](Sandbox& s, const Given&) { return s.clock().advance({.exact = Seconds(1)}); }},
      {"RestartClock", [](Sandbox& s, const Given&) { return s.clock().restart(); }},
      {"Reset", [](Sandbox& s, const Given&) { return s.reset(); }},
      {"ForgetCertificates", [](Sandbox& s, const Given&) { return s.forget_certificates(); }},
      {"ResetPolicy", [](Sandbox& s, const Given&) { return s.reset_policy(); }},
      {"Restore", [](Sandbox& s, const Given& g) { return s.restore(g.before); }},
  };
}

class LedgerTest : public SandboxTest, public ::testing::WithParamInterface<Operation> {
 protected:
  LedgerTest() {
    set("notice_rule", "90d, once-a-day");
    sandbox.clock().start_at(real.now() + days(1), ClockMode::kFrozen).value();
    given.before = sandbox.image();
    given.old = issue_with(days(1));
    given.waiting = sandbox.request_renewal(certificate(given.old)).value();
    given.session = sandbox.log_in("ormaster", "ormaster", certificate(given.old)).value();
    sandbox.clock().advance({.exact = Seconds(5)}).value();
    page.image = sandbox.image();
    sandbox.keep_in(std::make_unique<MemoryLedger>(page));
  }

  Given given{.old = nullptr, .waiting = {}, .session = {}, .before = sandbox.image()};
  Page page{.image = sandbox.image()};
};

INSTANTIATE_TEST_SUITE_P(Operations, LedgerTest, ::testing::ValuesIn(operations()),
                         [](const auto& row) { return row.param.name; });

TEST_P(LedgerTest, KeepsWhatAnOperationChanges) {
  const auto before = image_text(sandbox.image());

  ASSERT_THAT(GetParam().run(sandbox, given), IsOk());

  EXPECT_THAT(image_text(sandbox.image()), Ne(before));
  EXPECT_EQ(image_text(page.image), image_text(sandbox.image()));
}

TEST_P(LedgerTest, WhatCannotBeKeptHasNotHappened) {
  const auto before = image_text(sandbox.image());
  page.room = 0;

  EXPECT_THAT(GetParam().run(sandbox, given), FailsWith(Errc::kStateUnwritable));

  EXPECT_EQ(image_text(sandbox.image()), before);
}

class LedgerOfRenewalsTest : public SandboxTest {
 protected:
  LedgerOfRenewalsTest() { sandbox.keep_in(std::make_unique<MemoryLedger>(page)); }

  Page page{.image = sandbox.image()};
};

TEST_F(LedgerOfRenewalsTest, HalfARenewalIsKeptAndRememberedAlike) {
  const auto old = issue_with(days(1));
  page.room = 1;

  EXPECT_THAT(sandbox.request_renewal(certificate(old)), FailsWith(Errc::kStateUnwritable));

  EXPECT_TRUE(sandbox.image().rows.links.empty());
  EXPECT_EQ(image_text(page.image), image_text(sandbox.image()));
}

TEST_F(LedgerOfRenewalsTest, RenewalFailsWhereANewLinkCannotBeKept) {
  const auto old = issue_with(days(10));
  const auto first = sandbox.request_renewal(certificate(old)).value();
  sandbox.clock().advance({.exact = days(2)}).value();
  page.room = 1;

  EXPECT_THAT(sandbox.request_renewal(certificate(old)), FailsWith(Errc::kStateUnwritable));

  EXPECT_EQ(image_text(page.image), image_text(sandbox.image()));
  page.room = 100;
  EXPECT_NE(sandbox.request_renewal(certificate(old)).value().token, first.token);
  EXPECT_EQ(image_text(page.image), image_text(sandbox.image()));
}

// A ledger in which the clock is set while it is rewritten, if that can be.
class DisturbedLedger final : public Ledger {
 public:
  DisturbedLedger(Page& page, std::function<void()> disturb) : inner_(page), disturb_(std::move(disturb)) {}

  pki::Result<void> write(const SandboxChange& change) override {
    const std::lock_guard lock(mutex_);
    return inner_.write(change);
  }

  pki::Result<void> rewrite(const SandboxImage& image) override {
    disturbance_ = std::async(std::launch::async, disturb_);
    disturbance_.wait_for(std::chrono::milliseconds(50));
    const std::lock_guard lock(mutex_);
    return inner_.rewrite(image);
  }

  pki::Result<void> close() override { return inner_.close(); }

  void let_finish() { disturbance_.get(); }

 private:
  MemoryLedger inner_;
  const std::function<void()> disturb_;
  std::future<void> disturbance_;
  std::mutex mutex_;
};

TEST_F(SandboxImageTest, ClockThatIsSetWhileCertificatesAreForgottenIsKept) {
  Page page{.image = sandbox.image()};
  auto disturbed = std::make_unique<DisturbedLedger>(
      page, [this] { sandbox.clock().set(TimePoint(days(1)), ClockMode::kFrozen).value(); });
  auto& ledger = *disturbed;
  sandbox.keep_in(std::move(disturbed));

  ASSERT_THAT(sandbox.forget_certificates(), IsOk());
  ledger.let_finish();

  EXPECT_EQ(image_text(page.image), image_text(sandbox.image()));
}

// Whatever is asked in whatever order, and whatever of it can't be kept: the two never differ.
TEST_F(LedgerOfRenewalsTest, SaysTheSameAsTheSandboxAfterAnySeriesOfOperations) {
  const auto seed = std::random_device()();
  std::cout << "seed " << seed << "\n";
  std::mt19937 dice(seed);
  set("notice_rule", "90d, once-a-day");
  const auto all = operations();
  Given given{.old = issue_with(days(1)), .waiting = {}, .session = {}, .before = sandbox.image()};
  for (int i = 0; i < 300; ++i) {
    page.room = dice() % 4 == 0 ? static_cast<int>(dice() % 2) : 100;
    if (const auto renewed = sandbox.request_renewal(certificate(given.old))) given.waiting = *renewed;
    if (!given.waiting.generation) continue;
    const auto& operation = all[dice() % all.size()];
    (void)operation.run(sandbox, given);
    if (dice() % 20 == 0) {
      page.room = 100;
      given = {.old = issue_with(days(1)), .waiting = {}, .session = {}, .before = sandbox.image()};
    }
    ASSERT_EQ(image_text(page.image), image_text(sandbox.image())) << operation.name << ", the operation " << i;
  }
}

}  // namespace
}  // namespace orcamo::mock
