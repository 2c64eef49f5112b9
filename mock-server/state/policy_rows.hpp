#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "orcamo/pki/result.hpp"
#include "world/policy.hpp"

namespace orcamo::mock {

// Which of a sandbox's two policies a row is of.
inline constexpr std::string_view kPolicy = "now";
inline constexpr std::string_view kFirstPolicy = "first";

// policy_rows writes every member of a policy by name: the keys of the admin API, and those that it has none for.
std::vector<std::pair<std::string, std::string>> policy_rows(const Policy& policy);

// read_policy_row reads one back into `policy`. Fails as read_policy does.
pki::Result<void> read_policy_row(Policy& policy, std::string_view name, std::string_view value);

}  // namespace orcamo::mock
