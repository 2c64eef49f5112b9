#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "orcamo/pki/result.hpp"
#include "world/policy.hpp"

namespace orcamo::mock {

// The keys of a policy as in the admin API, in the order of the documentation: "notice_rule", …
const std::vector<std::string_view>& policy_keys();

// PolicyTexts are keys with their values in text form.
using PolicyTexts = std::vector<std::pair<std::string_view, std::string>>;

// policy_texts writes every key; reading it back gives the same policy.
PolicyTexts policy_texts(const Policy& policy);

// read_policy sets one key. Fails with kRequestBadValue (the hint names the values allowed) and kRequestUnknownKey, and
// changes nothing then.
pki::Result<void> read_policy(Policy& policy, std::string_view key, std::string_view text);

// named_policy is a preset: "weborca" (the default), "online-claims", "nginx-front", "openssl-front",
// "two-months", "sixty-days". Fails with kRequestBadValue.
pki::Result<Policy> named_policy(std::string_view name);

}  // namespace orcamo::mock
