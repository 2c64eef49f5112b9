#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "world/policy.hpp"
#include "world/sandbox_clock.hpp"

namespace orcamo::mock {

// SandboxPlan is what a sandbox begins as, and returns to when it is reset.
struct SandboxPlan {
  std::string id = {};                               // a DNS label in small letters; empty: one is found
  std::optional<std::uint64_t> seed = std::nullopt;  // unset: random
  std::optional<ClockSetting> clock = std::nullopt;  // unset: follows the system
  Policy policy = {};
  std::optional<pki::TimePoint> authority_ends = std::nullopt;  // notAfter of its authority; unset: never
  std::optional<pki::Seconds> time_to_live = std::nullopt;      // by the real clock; unset: until it is removed
};

}  // namespace orcamo::mock
