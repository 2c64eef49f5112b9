#include <array>
#include <ostream>
#include <tuple>

#include "policies_test_kit.hpp"

namespace orcamo::mock {
namespace {

using ::testing::ElementsAreArray;

// What a client does, connection by connection. "old" and "new" are the certificates presented; "renew" asks for the
// replacement, "fetch" downloads it.
struct Order {
  const char* name;
  std::vector<const char*> steps;
};

// Outcome is how the order's last connection goes: what the journal says, and the status (0: none).
struct Outcome {
  const char* reason;
  int status;
};

struct Overlapping {
  const char* name;
  const char* policy;
  std::array<Outcome, 6> outcomes;  // in the order of kOrders
};

void PrintTo(const Overlapping& row, std::ostream* out) { *out << row.policy; }

const std::array<Order, 6>& orders() {
  static const std::array<Order, 6> all{{
      {"OldLogin", {"old logs in"}},
      {"Renew", {"old renews", "old fetches"}},
      {"NewLogin", {"old renews", "old fetches", "new logs in"}},
      {"OldLoginAgain", {"old renews", "old fetches", "new logs in", "old logs in"}},
      {"SecondRenew", {"old renews", "old fetches", "new logs in", "old renews"}},
      {"LostAnswer", {"old renews", "old renews", "old fetches", "old fetches"}},
  }};
  return all;
}

using Case = std::tuple<Overlapping, std::size_t>;

class OverlapTest : public ServerTest, public ::testing::WithParamInterface<Case> {
 protected:
  // The status of the step's answer; 0: there was none.
  int run(std::string_view step) {
    const bool by_old = step.starts_with("old");
    const auto all = sandbox.certificates();
    const GenerationRef by = by_old ? all.front() : all.back();
    std::string answer;
    if (step.ends_with("logs in")) answer = converse(by, "POST /login", "user=ormaster&password=ormaster");
    if (step.ends_with("renews")) answer = converse(by, "POST /api/cert", "{}");
    if (step.ends_with("fetches")) answer = converse(by, "GET " + path_);
    if (const auto at = answer.find("/api/cert/"); at != std::string::npos) {
      path_ = answer.substr(at, answer.find('"', at) - at);
    }
    return answer.empty() ? 0 : std::stoi(answer.substr(9, 3));
  }

 private:
  std::string path_ = "/";  // of the newest link
};

TEST_P(OverlapTest, ShowsInTheJournal) {
  const auto& [overlap, index] = GetParam();
  const auto& steps = orders().at(index).steps;
  const auto& outcome = overlap.outcomes.at(index);
  set("overlap", overlap.policy);
  const auto old = issue();

  int status = 0;
  for (const char* const step : steps) status = run(step);

  std::vector<std::string> expected;
  for (std::size_t i = 0; i < steps.size(); ++i) {
    const std::string who = std::string_view(steps[i]).starts_with("old") ? "old" : "new";
    expected.push_back(who + " " + (i + 1 < steps.size() ? "ok" : outcome.reason));
  }
  std::vector<std::string> seen;
  for (const auto& entry : journal()) {
    seen.push_back((entry.serial == old->credential.certificate.serial() ? "old " : "new ") +
                   std::string(reason_name(entry.reason)));
  }
  EXPECT_THAT(seen, ElementsAreArray(expected));
  EXPECT_EQ(status, outcome.status);
}

constexpr Outcome kLogin{"ok", 303};
constexpr Outcome kAnswer{"ok", 200};
constexpr Outcome kSuperseded{"superseded", 0};
constexpr Outcome kNoMore{"ok", 409};

INSTANTIATE_TEST_SUITE_P(
    Table, OverlapTest,
    ::testing::Combine(
        ::testing::Values(
            Overlapping{"BothUntilExpiry", "both-until-expiry", {kLogin, kAnswer, kLogin, kLogin, kAnswer, kAnswer}},
            Overlapping{"OldDiesAtIssue",
                        "old-dies-at-issue",
                        {kLogin, kAnswer, kLogin, kSuperseded, kSuperseded, kSuperseded}},
            Overlapping{"OldDiesOnFirstUse",
                        "old-dies-on-first-use-of-new",
                        {kLogin, kAnswer, kLogin, kSuperseded, kSuperseded, kAnswer}},
            Overlapping{"Grace", "grace", {kLogin, kAnswer, kLogin, kLogin, kAnswer, kAnswer}},
            Overlapping{"NoSecondIssue", "no-second-issue", {kLogin, kAnswer, kLogin, kLogin, kNoMore, kAnswer}},
            Overlapping{"RenewAfterExpiry", "renew-after-expiry", {kLogin, kAnswer, kLogin, kLogin, kAnswer, kAnswer}}),
        ::testing::Range<std::size_t>(0, 6)),
    [](const auto& row) {
      return std::get<0>(row.param).name + std::string("_") + orders().at(std::get<1>(row.param)).name;
    });

class OverlapInTime : public OverlapTest {};

TEST_P(OverlapInTime, EndsTheOldOneInItsTime) {
  const auto& [overlap, index] = GetParam();
  set("overlap", overlap.policy);
  issue();
  for (const char* const step : {"old renews", "old fetches"}) run(step);

  clock.advance(index == 0 ? pki::days(7) : pki::days(31));
  const int login = run("old logs in");
  EXPECT_EQ(std::string(reason_name(journal().back().reason)), overlap.outcomes.at(index).reason);
  EXPECT_EQ(login, overlap.outcomes.at(index).status);

  const int renewal = run("old renews");
  EXPECT_EQ(std::string(reason_name(journal().back().reason)), overlap.outcomes.at(index + 2).reason);
  EXPECT_EQ(renewal, overlap.outcomes.at(index + 2).status);
}

constexpr Outcome kExpired{"expired", 0};
constexpr Outcome kNotPermitted{"ok", 403};

// Log-in after the grace, after the end; renewal after the grace, after the end.
INSTANTIATE_TEST_SUITE_P(
    Table, OverlapInTime,
    ::testing::Combine(
        ::testing::Values(
            Overlapping{"BothUntilExpiry", "both-until-expiry", {kLogin, kExpired, kAnswer, kExpired, {}, {}}},
            Overlapping{"Grace", "grace", {kSuperseded, kExpired, kSuperseded, kExpired, {}, {}}},
            Overlapping{"RenewAfterExpiry", "renew-after-expiry", {kLogin, kNotPermitted, kAnswer, kAnswer, {}, {}}}),
        ::testing::Range<std::size_t>(0, 2)),
    [](const auto& row) {
      return std::get<0>(row.param).name + std::string(std::get<1>(row.param) == 0 ? "_AfterGrace" : "_AfterItsEnd");
    });

}  // namespace
}  // namespace orcamo::mock
