#include "surfaces/admin_policy.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "surfaces/answer.hpp"
#include "surfaces/problem.hpp"
#include "world/policy_names.hpp"

namespace orcamo::mock {
namespace {

using pki::Result;

constexpr std::string_view kPreset = "preset";

// Truth and whole numbers are no strings in JSON.
Json value_json(const std::string& text) {
  const bool is_number = std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (text == "true" || text == "false" || (is_number && !text.empty())) return Json::parse(text);
  return text;
}

Response policy_answer(const Sandbox& sandbox) {
  auto json = Json::object();
  for (const auto& [key, text] : policy_texts(*sandbox.policy())) json[std::string(key)] = value_json(text);
  return json_answer(200, json);
}

Result<Members> parse_change(const std::string& body) {
  auto known = policy_keys();
  known.push_back(kPreset);
  return Members::parse(body, known);
}

// The preset first: what stands beside it is meant to differ from it.
Result<void> apply(const Members& members, Policy& policy) {
  const auto preset = members.text(kPreset);
  if (!preset) return preset.error();
  if (*preset) {
    auto named = named_policy(**preset);
    if (!named) return std::move(named).error();
    policy = *std::move(named);
  }
  for (const auto key : policy_keys()) {
    const auto text = members.word(key);
    if (!text) return text.error();
    if (!*text) continue;
    if (auto read = read_policy(policy, key, **text); !read) return read;
  }
  return {};
}

Reply change(Sandbox& sandbox, const Request& request, const PathParameters&) {
  const auto members = parse_change(request.body);
  if (!members) return problem(members.error());
  const auto changed = sandbox.change_policy([&](Policy& policy) { return apply(*members, policy); });
  if (!changed) return problem(changed.error());
  return policy_answer(sandbox);
}

}  // namespace

void add_admin_policy(AdminRoutes& routes) {
  routes.add_for_sandbox("GET", "/policy", [](const Sandbox& sandbox, const Request&, const PathParameters&) -> Reply {
    return policy_answer(sandbox);
  });
  routes.add_for_sandbox("PATCH", "/policy", change);
}

}  // namespace orcamo::mock
