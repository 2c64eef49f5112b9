#include "state/policy_rows.hpp"

#include "world/policy_names.hpp"

namespace orcamo::mock {
namespace {

using pki::Result;

// No key of the admin API begins so.
constexpr std::string_view kTolerance = ".tolerance";
constexpr std::string_view kSessionLives = ".session_lives";
constexpr std::string_view kUser = ".user";
constexpr std::string_view kPassword = ".password";

std::string length_text(pki::Seconds length) { return std::to_string(length.count()) + "s"; }

Result<void> read_length(pki::Seconds& into, std::string_view text) {
  const auto period = pki::parse_period(text);
  if (!period) return period.error();
  into = period->exact;
  return {};
}

}  // namespace

std::vector<std::pair<std::string, std::string>> policy_rows(const Policy& policy) {
  std::vector<std::pair<std::string, std::string>> rows;
  for (const auto& [key, text] : policy_texts(policy)) rows.emplace_back(key, text);
  rows.emplace_back(kTolerance, length_text(policy.tolerance));
  rows.emplace_back(kSessionLives, length_text(policy.session_lives));
  rows.emplace_back(kUser, policy.user);
  rows.emplace_back(kPassword, policy.password);
  return rows;
}

Result<void> read_policy_row(Policy& policy, std::string_view name, std::string_view value) {
  if (name == kTolerance) return read_length(policy.tolerance, value);
  if (name == kSessionLives) return read_length(policy.session_lives, value);
  if (name == kUser || name == kPassword) {
    (name == kUser ? policy.user : policy.password) = value;
    return {};
  }
  return read_policy(policy, name, value);
}

}  // namespace orcamo::mock
