#include "world/scenario.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace orcamo::mock {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;
using Moment = Scenario::Moment;
using Story = Scenario::Story;

constexpr std::array kScenarios{
    Scenario{"fresh", "issued just now", Moment::kBeginning, Story::kNothing},
    Scenario{"notice_tomorrow", "the renewal notice shows from tomorrow on", Moment::kDayBeforeNotice, Story::kNothing},
    Scenario{"notice_due", "89 days left: the renewal notice shows", Moment::kNotice, Story::kNothing},
    Scenario{"last_second", "the last second in which it is accepted", Moment::kLastSecond, Story::kNothing},
    Scenario{"expired", "its end was a second ago", Moment::kSecondAfterEnd, Story::kNothing},
    Scenario{"not_yet_valid", "it begins tomorrow", Moment::kDayBeforeBeginning, Story::kNothing},
    Scenario{"renewal_pending", "its renewal was asked for, and the answer lost", Moment::kNotice,
             Story::kRenewalAsked},
    Scenario{"renewal_fetched", "its renewal was downloaded, and has not been used", Moment::kNotice,
             Story::kRenewalFetched},
    Scenario{"renewed", "its renewal has logged in, and it is still accepted itself", Moment::kNotice,
             Story::kRenewalUsed},
    Scenario{"superseded", "its renewal has logged in, which ended it", Moment::kNotice, Story::kSuperseded},
    Scenario{"revoked", "it was revoked", Moment::kBeginning, Story::kRevoked},
};

constexpr pki::Seconds kADay = pki::days(1);
constexpr long kUsualNotice = 89;  // days left
constexpr long kEarliestNotice = 9'999;

bool shows(const Policy& policy, long days_left, pki::TimePoint now) {
  return is_notice_day(policy.notice_rule, policy.notice_boundary, now + pki::days(days_left), now);
}

// first_notice_day is the most whole days left with which the notice shows; -1: there are none.
long first_notice_day(const Policy& policy, pki::TimePoint now) {
  long days_left = kEarliestNotice;
  while (days_left >= 0 && !shows(policy, days_left, now)) --days_left;
  return days_left;
}

Result<pki::TimePoint> notice_end(const Policy& policy, Moment moment, pki::TimePoint now) {
  if (moment == Moment::kNotice && shows(policy, kUsualNotice, now)) return now + pki::days(kUsualNotice);
  const long first = first_notice_day(policy, now);
  if (first < 0) {
    return Error(Errc::kRequestBadValue, "by the notice rule of this sandbox the notice never shows",
                 "use another notice_rule, or another scenario");
  }
  return now + pki::days(moment == Moment::kNotice ? first : first + 1);
}

Result<IssueRequest> request_for(Moment moment, const Policy& policy, pki::TimePoint now) {
  IssueRequest request;
  switch (moment) {
    case Moment::kBeginning:
      break;
    case Moment::kDayBeforeNotice:
    case Moment::kNotice: {
      const auto end = notice_end(policy, moment, now);
      if (!end) return end.error();
      request.not_after = *end;
      break;
    }
    case Moment::kLastSecond:
      request.not_after = policy.expiry_boundary == ExpiryBoundary::kInclusive ? now : now + pki::Seconds(1);
      break;
    case Moment::kSecondAfterEnd:
      request.not_after = now - pki::Seconds(1);
      break;
    case Moment::kDayBeforeBeginning:
      request.not_before = now + kADay;
      break;
  }
  return request;
}

// renew takes the renewal of `old` as far as `story` has it.
Result<GenerationRef> renew(Sandbox& sandbox, const pki::Certificate& old, Story story) {
  auto link = sandbox.request_renewal(old);
  if (!link) return std::move(link).error();
  if (story == Story::kRenewalAsked) return std::move(link->generation);
  auto fetched = sandbox.fetch(link->token, old);
  if (!fetched || story == Story::kRenewalFetched) return fetched;
  const auto policy = sandbox.policy();
  const auto session = sandbox.log_in(policy->user, policy->password, (*fetched)->credential.certificate);
  if (!session) return session.error();
  if (auto ended = sandbox.end_session(*session); !ended) return ended.error();
  return fetched;
}

bool ends_the_old(Overlap overlap) {
  return overlap == Overlap::kOldDiesAtIssue || overlap == Overlap::kOldDiesOnFirstUse;
}

}  // namespace

std::span<const Scenario> scenarios() noexcept { return kScenarios; }

const Scenario* find_scenario(std::string_view name) noexcept {
  const auto* const found =
      std::find_if(kScenarios.begin(), kScenarios.end(), [name](const Scenario& each) { return each.name == name; });
  return found == kScenarios.end() ? nullptr : found;
}

Result<std::vector<GenerationRef>> arrange(Sandbox& sandbox, const Scenario& scenario, const Identity& identity) {
  if (scenario.story == Story::kSuperseded) {
    const auto changed = sandbox.change_policy([](Policy& policy) -> Result<void> {
      if (!ends_the_old(policy.overlap)) policy.overlap = Overlap::kOldDiesOnFirstUse;
      return {};
    });
    if (!changed) return changed.error();
  }
  auto request = request_for(scenario.moment, *sandbox.policy(), sandbox.clock().now());
  if (!request) return std::move(request).error();
  request->identity = identity;
  auto issued = sandbox.issue(*std::move(request));
  if (!issued) return std::move(issued).error();

  std::vector<GenerationRef> all{*issued};
  const auto& certificate = (*issued)->credential.certificate;
  switch (scenario.story) {
    case Story::kNothing:
      break;
    case Story::kRevoked:
      if (auto revoked = sandbox.revoke(certificate.serial()); !revoked) return revoked.error();
      break;
    case Story::kRenewalAsked:
    case Story::kRenewalFetched:
    case Story::kRenewalUsed:
    case Story::kSuperseded: {
      auto renewal = renew(sandbox, certificate, scenario.story);
      if (!renewal) return std::move(renewal).error();
      all.push_back(*std::move(renewal));
      break;
    }
  }
  return all;
}

}  // namespace orcamo::mock
