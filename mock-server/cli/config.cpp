#include "cli/config.hpp"

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "cli/config_schema.hpp"
#include "cli/config_text.hpp"
#include "cli/files.hpp"
#include "cli/serve_settings.hpp"
#include "orcamo/pki/clock.hpp"
#include "surfaces/fault_json.hpp"
#include "surfaces/policy_json.hpp"
#include "surfaces/sandbox_order.hpp"

namespace orcamo::mock {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;

constexpr std::size_t kLargest = 1 << 20;

// The values as they would stand on a command line.
std::vector<std::string> texts_of(const Json& value) {
  if (value.is_string()) return {value.get<std::string>()};
  if (!value.is_array()) return {value.dump()};
  std::vector<std::string> texts;
  for (const Json& element : value) texts.push_back(element.get<std::string>());
  return texts;
}

// What is wrong with an order is said when the file is read; the times in it are by the clock of the day it is served.
Result<void> check_sandboxes(const Json& orders) {
  const auto now = pki::SystemClock().now();
  std::set<std::string> ids{"default"};
  for (std::size_t i = 0; i < orders.size(); ++i) {
    const std::string place = "/sandboxes/" + std::to_string(i);
    auto order = read_sandbox_order(orders[i], now);
    if (!order) return std::move(order).error().while_doing(place);
    const std::string& id = order->plan.id;
    if (id.empty() || ids.insert(id).second) continue;
    return Error(Errc::kRequestBadValue, place + "/id: there is a sandbox \"" + id + "\" already",
                 "give each an id of its own; \"default\" is there anyway");
  }
  return {};
}

Result<Json> checked(const std::string& text) {
  auto config = parse_config(text);
  if (!config) return config;
  if (auto fits = check_config(*config); !fits) return std::move(fits).error();
  return config;
}

}  // namespace

Result<Json> load_config(const std::filesystem::path& path) {
  const auto text = read_text_file(path, kLargest);
  if (!text) return text.error();
  auto config = checked(*text);
  if (!config) return std::move(config).error().while_doing("reading " + path.string());
  return config;
}

Result<void> apply_config(ServeOptions& options, const Json& config) {
  for (const Setting& setting : serve_settings()) {
    const auto found = config.find(setting.key());
    if (found == config.end()) continue;
    auto read = setting.read(options, texts_of(*found));
    if (!read) return std::move(read).error().while_doing("/" + setting.key());
  }
  if (const auto policy = config.find("policy"); policy != config.end()) {
    auto read = read_policy_json(options.server.policy, *policy);
    if (!read) return std::move(read).error().while_doing("/policy");
  }
  if (const auto faults = config.find("faults"); faults != config.end()) {
    auto read = read_faults(*faults);
    if (!read) return std::move(read).error().while_doing("/faults");
    options.faults = *faults;
  }
  if (const auto sandboxes = config.find("sandboxes"); sandboxes != config.end()) {
    if (auto usable = check_sandboxes(*sandboxes); !usable) return usable;
    options.sandboxes = *sandboxes;
  }
  return {};
}

Json config_json(const ServeOptions& options) {
  auto config = Json::object();
  for (const Setting& setting : serve_settings()) {
    auto value = setting.write(options);
    if (!value.is_null()) config[setting.key()] = std::move(value);
  }
  config["policy"] = policy_json(options.server.policy);
  if (!options.faults.empty()) config["faults"] = options.faults;
  if (!options.sandboxes.empty()) config["sandboxes"] = options.sandboxes;
  return without_secrets(config);
}

}  // namespace orcamo::mock
