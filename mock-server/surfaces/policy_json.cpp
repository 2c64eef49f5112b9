#include "surfaces/policy_json.hpp"

#include <algorithm>
#include <string>
#include <utility>

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

}  // namespace

Json policy_json(const Policy& policy) {
  auto json = Json::object();
  for (const auto& [key, text] : policy_texts(policy)) json[std::string(key)] = value_json(text);
  return json;
}

Result<void> read_policy_json(Policy& policy, const Json& order) {
  auto known = policy_keys();
  known.push_back(kPreset);
  const auto members = Members::of(order, known);
  if (!members) return members.error();
  const auto preset = members->text(kPreset);
  if (!preset) return preset.error();
  if (*preset) {
    auto named = named_policy(**preset);
    if (!named) return std::move(named).error();
    policy = *std::move(named);
  }
  for (const auto key : policy_keys()) {
    const auto text = members->word(key);
    if (!text) return text.error();
    if (!*text) continue;
    if (auto read = read_policy(policy, key, **text); !read) return read;
  }
  return {};
}

}  // namespace orcamo::mock
