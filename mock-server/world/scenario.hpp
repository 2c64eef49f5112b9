#pragma once
#include <span>
#include <string_view>
#include <vector>

#include "world/sandbox.hpp"

namespace orcamo::mock {

// Scenario is a situation that a certificate can be in, arranged around a sandbox's clock and notice rule.
struct Scenario {
  // Where the clock stands in the certificate's life.
  enum class Moment {
    kBeginning,
    kDayBeforeNotice,
    kNotice,  // 89 days left, where the notice shows then
    kLastSecond,
    kSecondAfterEnd,
    kDayBeforeBeginning,
  };
  // What has become of it.
  enum class Story { kNothing, kRenewalAsked, kRenewalFetched, kRenewalUsed, kSuperseded, kRevoked };

  std::string_view name;
  std::string_view meaning;  // one sentence
  Moment moment;
  Story story;
};

// The built-in ones, in the order of the documentation: "fresh", "notice_tomorrow", …
std::span<const Scenario> scenarios() noexcept;

const Scenario* find_scenario(std::string_view name) noexcept;  // null: none

// arrange issues a certificate of `identity` and takes it to where the scenario wants it; answers that and its renewal,
// where there is one. What it does is by the sandbox's policy and clock, and fails as they have it: with kNoReplacement
// where a renewal may not begin yet, with kRequestBadValue where the notice never shows.
pki::Result<std::vector<GenerationRef>> arrange(Sandbox& sandbox, const Scenario& scenario,
                                                const Identity& identity = {});

}  // namespace orcamo::mock
