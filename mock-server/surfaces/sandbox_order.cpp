#include "surfaces/sandbox_order.hpp"

#include <array>
#include <string>
#include <utility>

#include "orcamo/pki/in_quotes.hpp"
#include "surfaces/clock_order.hpp"
#include "surfaces/fault_json.hpp"
#include "surfaces/issue_order.hpp"
#include "surfaces/policy_json.hpp"
#include "surfaces/unknown_key.hpp"

namespace orcamo::mock {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;

constexpr std::array<std::string_view, 9> kKeys{"id",   "seed",       "clock",    "policy", "time_to_live",
                                                "port", "facilities", "scenario", "faults"};
constexpr std::array<std::string_view, 2> kFacilityKeys{"facility", "clients"};
constexpr std::array<std::string_view, 7> kClientKeys{"client",      "not_before", "not_after", "key",
                                                      "p12_profile", "password",   "shape"};
constexpr std::size_t kMostCertificates = 1'000;
constexpr std::uint64_t kHighestPort = 65'535;

Result<std::string> read_id(const Members& members) {
  auto id = members.text("id");
  if (!id) return std::move(id).error();
  if (!*id) return std::string();
  if ((*id)->empty()) return Error(Errc::kRequestBadValue, "the \"id\" is empty", "leave it out, and one is found");
  return **std::move(id);
}

Result<std::optional<ClockSetting>> read_clock(const Members& members, pki::TimePoint now) {
  const auto clock = members.object("clock", kClockKeys);
  if (!clock) return clock.error();
  if (!*clock) return std::optional<ClockSetting>();
  const auto order = read_clock_order(**clock);
  if (!order) return order.error();
  auto setting = clock_setting(*order, {.now = now});
  if (!setting) return std::move(setting).error();
  return std::optional(*setting);
}

Result<Policy> read_policy_member(const Members& members) {
  Policy policy;
  const Json* const order = members.member("policy");
  if (!order) return policy;
  if (auto read = read_policy_json(policy, *order); !read) return std::move(read).error();
  return policy;
}

Result<std::optional<pki::Seconds>> read_time_to_live(const Members& members, pki::TimePoint now) {
  const auto text = members.text("time_to_live");
  if (!text) return text.error();
  if (!*text) return std::optional<pki::Seconds>();
  const auto period = pki::parse_period(**text);
  if (!period) return period.error();
  const auto end = pki::add(now, *period);
  if (!end) return end.error();
  if (*end <= now) {
    return Error(Errc::kRequestBadValue, pki::in_quotes(**text) + " is no time to live",
                 "send PT10M or 10m, for example");
  }
  return std::optional(*end - now);
}

Result<std::optional<std::uint16_t>> read_port(const Members& members) {
  const Json* const port = members.member("port");
  if (!port) return std::optional<std::uint16_t>();
  if (port->is_boolean()) return port->get<bool>() ? std::optional<std::uint16_t>(0) : std::nullopt;
  const auto number = members.count("port");
  if (number && **number <= kHighestPort) return std::optional(static_cast<std::uint16_t>(**number));
  return Error(Errc::kRequestBadValue, json_text(*port) + " is no port",
               "send a number up to 65535, or true for any port that is free");
}

Result<const Scenario*> read_scenario(const Members& members) {
  const auto name = members.text("scenario");
  if (!name) return name.error();
  if (!*name) return nullptr;
  if (const auto* const found = find_scenario(**name)) return found;
  std::vector<std::string_view> known;
  for (const auto& each : scenarios()) known.push_back(each.name);
  return Error(Errc::kRequestBadValue, "there is no scenario \"" + (*name)->substr(0, 64) + "\"",
               nearest_of(**name, known, "scenarios"));
}

Result<std::vector<Fault>> read_fault_list(const Members& members) {
  const Json* const faults = members.member("faults");
  return faults ? read_faults(*faults) : Result<std::vector<Fault>>(std::vector<Fault>());
}

std::string numbered(std::string_view what, std::size_t index) {
  return std::string(what) + " " + std::to_string(index + 1);
}

Result<IssueRequest> read_client(const Json& client, const std::string& facility, const pki::TimeAnchors& anchors) {
  const auto members = Members::of(client, kClientKeys);
  if (!members) return members.error();
  auto request = read_issue_order(*members, anchors);
  if (request) request->identity.facility = facility;
  return request;
}

Result<void> read_facility(const Json& facility, const pki::TimeAnchors& anchors, std::vector<IssueRequest>& into) {
  const auto members = Members::of(facility, kFacilityKeys);
  if (!members) return members.error();
  const auto written = members->text("facility");
  if (!written) return written.error();
  const auto name = parse_facility(written->value_or(Identity().facility));
  if (!name) return name.error();
  const auto clients = members->list("clients");
  if (!clients) return clients.error();

  // A facility of which nothing else is said has its usual client.
  const auto listed = *clients ? **clients : Json::array({Json::object()});
  for (std::size_t i = 0; i < listed.size(); ++i) {
    auto request = read_client(listed[i], *name, anchors);
    if (!request) return std::move(request).error().while_doing("reading " + numbered("client", i));
    into.push_back(*std::move(request));
  }
  return {};
}

Result<std::vector<IssueRequest>> read_facilities(const Members& members, const pki::TimeAnchors& anchors) {
  std::vector<IssueRequest> requests;
  const auto facilities = members.list("facilities");
  if (!facilities) return facilities.error();
  if (!*facilities) return requests;
  for (std::size_t i = 0; i < (*facilities)->size(); ++i) {
    auto read = read_facility((**facilities)[i], anchors, requests);
    if (!read) return std::move(read).error().while_doing("reading " + numbered("facility", i));
  }
  if (requests.size() <= kMostCertificates) return requests;
  return Error(Errc::kRequestBadValue, std::to_string(requests.size()) + " certificates are asked for at once",
               "ask for 1000 at most, and for the others later");
}

// store puts the value of the member `name` into `into`, or says that it could not be read.
template <class T, class Into>
Result<void> store(std::string_view name, Result<T> value, Into& into) {
  if (!value) return std::move(value).error().while_doing("reading \"" + std::string(name) + "\"");
  into = *std::move(value);
  return {};
}

pki::TimePoint start_of(const SandboxPlan& plan, pki::TimePoint now) {
  return plan.clock && plan.clock->mode != ClockMode::kSystem ? plan.clock->now : now;
}

}  // namespace

Result<SandboxOrder> read_sandbox_order(const Json& order, pki::TimePoint now) {
  const auto members = Members::of(order, kKeys);
  if (!members) return members.error();
  SandboxOrder read;
  SandboxPlan& plan = read.plan;
  auto done = store("id", read_id(*members), plan.id);
  if (done) done = store("seed", members->count("seed"), plan.seed);
  if (done) done = store("clock", read_clock(*members, now), plan.clock);
  if (done) done = store("policy", read_policy_member(*members), plan.policy);
  if (done) done = store("time_to_live", read_time_to_live(*members, now), plan.time_to_live);
  if (done) done = store("port", read_port(*members), read.port);
  if (done) done = store("scenario", read_scenario(*members), read.scenario);
  if (read.scenario && !plan.clock) plan.clock = ClockSetting{now, ClockMode::kFrozen};
  if (done) done = store("faults", read_fault_list(*members), read.faults);
  const pki::TimeAnchors anchors{.now = start_of(plan, now)};
  if (done) done = store("facilities", read_facilities(*members, anchors), read.certificates);
  if (!done) return std::move(done).error();
  return read;
}

}  // namespace orcamo::mock
