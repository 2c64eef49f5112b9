#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "authority/certificate_authority.hpp"
#include "world/faults.hpp"
#include "world/policy.hpp"
#include "world/sandbox_clock.hpp"
#include "world/sandbox_rows.hpp"

namespace orcamo::mock {

// SandboxImage is all of a sandbox at one moment but its journal. Cheap to take: generations are shared.
struct SandboxImage {
  std::string id;
  std::optional<std::uint64_t> seed;  // unset: random
  CertificateAuthority authority;
  PolicyRef first_policy;
  PolicyRef policy;
  ClockImage clock;
  SandboxRows rows;
  FaultsImage faults = {};  // not kept across restarts
};

}  // namespace orcamo::mock
