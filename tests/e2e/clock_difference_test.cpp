#include <gmock/gmock.h>

#include <array>
#include <memory>
#include <ostream>
#include <string>
#include <tuple>
#include <vector>

#include "orcamo/testing/fake_pacer.hpp"
#include "orcamo/testing/memory_journal.hpp"
#include "orcamo/testing/mock_server.hpp"

// A client whose clock is a day ahead of the server's, or a day behind.
namespace orcamo::testing {
namespace {

using client::ArrivalPolicy;
using client::Outcome;
using client::RenewalReport;
using client::Step;
using mock::Overlap;
using pki::days;
using pki::Errc;
using pki::Seconds;
using ::testing::SizeIs;

enum class Ends {
  kRenewed,          // and the old one still logs in
  kRenewedAlone,     // and the old one does not
  kRefusedByItself,  // the client's clock is past the old one's end: nobody is asked
  kRefusedByServer,
};

// Days that the old certificate has left by the server's clock.
constexpr std::array kDaysLeft{89, 1, 0, -1};
using Row = std::array<Ends, kDaysLeft.size()>;

struct Rows {
  const char* name;
  Overlap overlap;
  Row ahead;
  Row behind;
};

std::vector<Rows> all_rows() {
  using enum Ends;
  constexpr Row kAhead{kRenewed, kRenewed, kRefusedByItself, kRefusedByItself};
  constexpr Row kAheadAlone{kRenewedAlone, kRenewedAlone, kRefusedByItself, kRefusedByItself};
  constexpr Row kBehind{kRenewed, kRenewed, kRenewed, kRefusedByServer};
  constexpr Row kBehindAlone{kRenewedAlone, kRenewedAlone, kRenewedAlone, kRefusedByServer};
  constexpr Row kBehindAfterExpiry{kRenewed, kRenewed, kRenewed, kRenewedAlone};
  return {
      {"BothUntilExpiry", Overlap::kBothUntilExpiry, kAhead, kBehind},
      {"OldDiesAtIssue", Overlap::kOldDiesAtIssue, kAheadAlone, kBehindAlone},
      {"OldDiesOnFirstUse", Overlap::kOldDiesOnFirstUse, kAheadAlone, kBehindAlone},
      {"Grace", Overlap::kGrace, kAhead, kBehind},
      {"NoSecondIssue", Overlap::kNoSecondIssue, kAhead, kBehind},
      {"RenewAfterExpiry", Overlap::kRenewAfterExpiry, kAhead, kBehindAfterExpiry},
  };
}

enum class Client { kAhead, kBehind };
using Cell = std::tuple<Rows, Client, std::size_t>;

std::string name_of(const Cell& cell) {
  const int left = kDaysLeft.at(std::get<std::size_t>(cell));
  return std::string(std::get<Rows>(cell).name) +
         (std::get<Client>(cell) == Client::kAhead ? "DayAheadWith" : "DayBehindWith") +
         (left < 0 ? "Minus" + std::to_string(-left) : std::to_string(left));
}

// OtherClock is a sandbox, and a client that lives by a clock of its own.
class OtherClock {
 public:
  OtherClock(MockServer& server, Overlap overlap, Seconds ahead)
      : server_side_(server.add_sandbox(plan_with(overlap))),
        clock_(server_side_.clock().now() + ahead),
        client_side_(server.server(), server_side_.sandbox().shared_from_this(), server_side_.url(), clock_) {}

  Issued issue(Seconds left) const { return server_side_.issue({.lasts = left}); }

  RenewalReport renew(const Issued& old, const ArrivalPolicy& arrival) {
    auto transport = client_side_.transport();
    const client::Account account = client_side_.account();
    client::Renewal renewal({.server = client_side_.url(), .arrival = arrival}, account, transport, store_, clock_,
                            {.journal = &journal_, .pacer = &pacer_});
    return renewal.run(old.credential, {old.file_name, old.p12, old.password.clone()});
  }

  std::size_t issued() const { return server_side_.sandbox().certificates().size(); }
  MemoryStore& store() noexcept { return store_; }

 private:
  static mock::SandboxPlan plan_with(Overlap overlap) {
    mock::SandboxPlan plan;
    plan.policy.overlap = overlap;
    if (overlap == Overlap::kRenewAfterExpiry)
      plan.policy.renew_after_expiry.how_long = mock::RenewAfterExpiry::For::kAlways;
    return plan;
  }

  MockSandbox server_side_;
  pki::ManualClock clock_;
  MockSandbox client_side_;
  MemoryStore store_;
  MemoryJournal journal_;
  FakePacer pacer_;
};

void PrintTo(const Rows& rows, std::ostream* out) { *out << rows.name; }

class ClockDifference : public ::testing::TestWithParam<Cell> {
 protected:
  static Seconds ahead() { return std::get<Client>(GetParam()) == Client::kAhead ? Seconds(days(1)) : -days(1); }
  static Ends expected() {
    const Rows& rows = std::get<Rows>(GetParam());
    return (ahead() > Seconds(0) ? rows.ahead : rows.behind).at(std::get<std::size_t>(GetParam()));
  }
  static Seconds left() { return days(kDaysLeft.at(std::get<std::size_t>(GetParam()))); }

  MockServer server_;
  OtherClock clinic_{server_, std::get<Rows>(GetParam()).overlap, ahead()};
};

INSTANTIATE_TEST_SUITE_P(All, ClockDifference,
                         ::testing::Combine(::testing::ValuesIn(all_rows()),
                                            ::testing::Values(Client::kAhead, Client::kBehind),
                                            ::testing::Range<std::size_t>(0, kDaysLeft.size())),
                         [](const auto& row) { return name_of(row.param); });

TEST_P(ClockDifference, DecidesAsListed) {
  const Issued old = clinic_.issue(left());

  const RenewalReport report = clinic_.renew(old, {.clock_difference = days(1)});

  const bool renewed = expected() == Ends::kRenewed || expected() == Ends::kRenewedAlone;
  EXPECT_EQ(report.outcome, renewed ? Outcome::kRenewed : Outcome::kFailed)
      << (report.error ? report.error->message() : "");
  if (renewed) {
    EXPECT_THAT(clinic_.store().list().value(), SizeIs(2));
    ASSERT_TRUE(report.before->login);
    EXPECT_EQ(report.before->login->has_value(), expected() == Ends::kRenewed);
    return;
  }
  EXPECT_EQ(clinic_.issued(), 1u);
  ASSERT_TRUE(report.error);
  EXPECT_THAT(*report.error, IsError(Errc::kCertificateExpired));
  EXPECT_EQ(report.failed_at, expected() == Ends::kRefusedByItself ? Step::kCheck : Step::kRequest);
}

TEST_P(ClockDifference, IsRenewedOnce) {
  const Issued old = clinic_.issue(left());
  const bool renewed = clinic_.renew(old, {.clock_difference = days(1)}).outcome == Outcome::kRenewed;
  const std::size_t issued = clinic_.issued();

  const RenewalReport again = clinic_.renew(old, {.clock_difference = days(1)});

  EXPECT_EQ(again.outcome, renewed ? Outcome::kNotDue : Outcome::kFailed);
  EXPECT_EQ(clinic_.issued(), issued);
}

// What the policy does not allow for is refused, with both times in the sentence.
TEST(ClockDifferenceTest, IsNamedWhereItIsNotAllowedFor) {
  MockServer server;
  OtherClock clinic(server, Overlap::kBothUntilExpiry, -days(1));
  const Issued old = clinic.issue(days(60));

  const RenewalReport report = clinic.renew(old, {});

  ASSERT_TRUE(report.error);
  EXPECT_THAT(*report.error, IsError(Errc::kIdentityNotYetValid));
  EXPECT_THAT(*report.error, Says("2030-04-01T02:59:00Z"));
  EXPECT_THAT(*report.error, Says("2030-03-31T03:00:00Z"));
  EXPECT_EQ(report.failed_at, Step::kValidate);
  EXPECT_THAT(clinic.store().list().value(), SizeIs(1));
}

}  // namespace
}  // namespace orcamo::testing
