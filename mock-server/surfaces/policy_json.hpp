#pragma once
#include "surfaces/json.hpp"
#include "world/policy.hpp"

namespace orcamo::mock {

// policy_json is a policy with every key, as in the admin API and in config files.
Json policy_json(const Policy& policy);

// read_policy_json changes what `order` names: its "preset" first, what stands beside that is meant to differ from it.
// Fails with kRequestBadValue and kRequestUnknownKey; some of it may have been taken then.
pki::Result<void> read_policy_json(Policy& policy, const Json& order);

}  // namespace orcamo::mock
