#pragma once
#include <cstdint>
#include <optional>
#include <vector>

#include "surfaces/json.hpp"
#include "world/sandbox.hpp"
#include "world/sandbox_plan.hpp"
#include "world/scenario.hpp"

namespace orcamo::mock {

// SandboxOrder is a sandbox that is asked for, with what it is to have from its beginning on.
struct SandboxOrder {
  SandboxPlan plan;
  std::vector<IssueRequest> certificates = {};
  const Scenario* scenario = nullptr;                // null: none
  std::optional<std::uint16_t> port = std::nullopt;  // of its own; 0: the system chooses
  std::vector<Fault> faults = {};
};

// read_sandbox_order reads "id", "seed", "clock", "policy", "time_to_live", "port", "facilities", "scenario" and
// "faults", all of them optional. `now` is the real clock's; times of certificates are by the clock that the sandbox is
// to have. With a scenario and no clock, the clock stands still at `now`. Fails with kRequestUnknownKey (the hint names
// the nearest), kRequestBadValue, kTimeMalformed, and whatever else a certificate cannot be like.
pki::Result<SandboxOrder> read_sandbox_order(const Json& order, pki::TimePoint now);

}  // namespace orcamo::mock
