#include "surfaces/fault_json.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>

#include "orcamo/pki/in_quotes.hpp"
#include "orcamo/pki/time_expression.hpp"
#include "surfaces/query.hpp"

namespace orcamo::mock {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;

constexpr std::array<std::string_view, 15> kKeys{"where",   "method",      "facility", "serial",     "after",
                                                 "times",   "probability", "kind",     "status",     "body",
                                                 "headers", "value",       "octets",   "per_second", "delay"};
constexpr std::array kAllDetails{Detail::kStatus, Detail::kBody,      Detail::kHeaders, Detail::kValue,
                                 Detail::kOctets, Detail::kPerSecond, Detail::kDelay};

Error bad(std::string text, std::string hint) {
  return Error(Errc::kRequestBadValue, std::move(text), std::move(hint));
}

// required reads a name that has to be there.
template <class Parse, class Into>
Result<void> required(const Members& members, std::string_view key, Parse parse, Into& into) {
  const auto name = members.text(key);
  if (!name) return name.error();
  auto parsed = parse(name->value_or(""));
  if (!parsed) {
    return std::move(parsed).error().while_doing(*name ? "reading \"" + std::string(key) + "\""
                                                       : "\"" + std::string(key) + "\" is missing");
  }
  into = *parsed;
  return {};
}

// optional stores what there is; a member that is not there leaves `into` as it is.
template <class Value, class Into>
Result<void> optional(const Result<std::optional<Value>>& value, Into& into) {
  if (!value) return value.error();
  if (*value) into = **value;
  return {};
}

Result<std::chrono::milliseconds> parse_delay(const std::string& text) {
  constexpr std::string_view kMilliseconds = "ms";
  if (text.ends_with(kMilliseconds)) {
    const auto count = parse_count(std::string_view(text).substr(0, text.size() - kMilliseconds.size()));
    if (count && *count <= 1'000'000'000) return std::chrono::milliseconds(*count);
  } else if (const auto period = pki::parse_period(text); period && period->months.count() == 0 &&
                                                          period->exact >= pki::Seconds(0) &&
                                                          period->exact <= pki::days(1)) {
    return std::chrono::milliseconds(period->exact);
  }
  return bad(pki::in_quotes(text) + " is no delay", "send 250ms, 30s or PT30S");
}

Result<void> read_delay(const Members& members, Fault& fault) {
  const auto text = members.text("delay");
  if (!text) return text.error();
  if (!*text) return {};
  const auto delay = parse_delay(**text);
  if (!delay) return delay.error();
  fault.delay = *delay;
  return {};
}

Result<void> read_headers(const Members& members, Fault& fault) {
  const Json* const headers = members.member("headers");
  if (!headers) return {};
  if (!headers->is_object()) return bad("\"headers\" must be a JSON object", R"(send {"Retry-After":"2"})");
  for (const auto& [name, value] : headers->items()) {
    if (!value.is_string())
      return bad("the header \"" + name.substr(0, 64) + "\" must be a string", "put it in quotes");
    fault.headers.emplace_back(name, value.get<std::string>());
  }
  return {};
}

// read_value: what a faulty "pass" is answered as may be anything that JSON has.
Result<void> read_value(const Members& members, Fault& fault) {
  const Json* const value = members.member("value");
  if (!value) return {};
  if (fault.kind == FaultKind::kPass) {
    fault.value = json_text(*value);
    return {};
  }
  return optional(members.text("value"), fault.value);
}

Result<Share> read_share(const Json& octets) {
  using Of = Share::Of;
  if (octets == "half") return Share{Of::kHalf, 0};
  if (octets.is_number_unsigned()) return Share{Of::kFirst, octets.get<std::uint64_t>()};
  if (octets.is_number_integer() && octets.get<std::int64_t>() > std::numeric_limits<std::int64_t>::min()) {
    return Share{Of::kAllBut, static_cast<std::uint64_t>(-octets.get<std::int64_t>())};
  }
  return bad(json_text(octets).substr(0, 64) + " is no part of a body", R"(send 1, "half", or -1 for all but one)");
}

Result<void> read_octets(const Members& members, Fault& fault) {
  const Json* const octets = members.member("octets");
  if (!octets) return {};
  if (fault.kind == FaultKind::kTruncate || fault.kind == FaultKind::kReset) {
    const auto share = read_share(*octets);
    if (!share) return share.error();
    fault.share = *share;
    return {};
  }
  if (!octets->is_number_integer() ||
      (octets->is_number_unsigned() && octets->get<std::uint64_t>() > std::numeric_limits<std::int64_t>::max())) {
    return bad(json_text(*octets).substr(0, 64) + " is no number of octets", "send a whole number");
  }
  fault.octets = octets->get<std::int64_t>();
  return {};
}

// check_details refuses what the kind would not look at, and asks for what it cannot do without.
Result<void> check_details(const Members& members, FaultKind kind) {
  const std::string name(fault_kind_name(kind));
  for (const auto detail : kAllDetails) {
    const std::string key(detail_name(detail));
    if (members.member(key) && !takes(kind, detail)) {
      return bad("a fault of the kind \"" + name + "\" has no \"" + key + "\"", "leave it out");
    }
    if (!members.member(key) && needs(kind, detail))
      return bad("\"" + name + "\" needs \"" + key + "\"", "send it too");
  }
  return {};
}

Json share_json(const Share& share) {
  switch (share.of) {
    case Share::Of::kHalf:
      return "half";
    case Share::Of::kAllBut:
      return -static_cast<std::int64_t>(share.octets);
    case Share::Of::kFirst:
      break;
  }
  return share.octets;
}

Json headers_json(const Fault& fault) {
  auto json = Json::object();
  for (const auto& [name, value] : fault.headers) json[name] = value;
  return json;
}

Json detail_json(const Fault& fault, Detail detail) {
  const bool of_body = fault.kind == FaultKind::kTruncate || fault.kind == FaultKind::kReset;
  switch (detail) {
    case Detail::kStatus:
      return fault.status ? Json(*fault.status) : Json(nullptr);
    case Detail::kBody:
      return fault.body;
    case Detail::kHeaders:
      return headers_json(fault);
    case Detail::kValue: {
      if (fault.kind != FaultKind::kPass) return fault.value;
      const auto value = parse_json(fault.value);
      return value ? *value : Json(nullptr);
    }
    case Detail::kOctets:
      return of_body ? share_json(fault.share) : Json(fault.octets);
    case Detail::kPerSecond:
      return fault.per_second;
    case Detail::kDelay:
      break;
  }
  return std::to_string(fault.delay.count()) + "ms";
}

Json or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Result<std::string> read_facility_name(const Members& members) {
  const auto text = members.text("facility");
  if (!text) return text.error();
  return *text ? parse_facility(**text) : Result<std::string>(std::string());
}

}  // namespace

Result<Fault> read_fault(const Json& order) {
  const auto members = Members::of(order, kKeys);
  if (!members) return members.error();
  Fault fault;
  auto read = required(*members, "where", parse_place, fault.place);
  if (read) read = required(*members, "kind", parse_fault_kind, fault.kind);
  if (read) read = check_details(*members, fault.kind);
  if (read) read = optional(members->text("method"), fault.method);
  if (read) read = optional(members->text("serial"), fault.serial);
  if (read) read = optional(members->count("after"), fault.after);
  if (read) read = optional(members->count("times"), fault.times);
  if (read) read = optional(members->number("probability"), fault.probability);
  if (read) read = optional(members->text("body"), fault.body);
  if (read) read = optional(members->count("per_second"), fault.per_second);
  if (read) read = read_headers(*members, fault);
  if (read) read = read_value(*members, fault);
  if (read) read = read_octets(*members, fault);
  if (read) read = read_delay(*members, fault);
  if (!read) return std::move(read).error();
  const auto status = members->count("status");
  if (!status) return status.error();
  if (*status) fault.status = static_cast<unsigned>(std::min<std::uint64_t>(**status, 1'000));
  auto facility = read_facility_name(*members);
  if (!facility) return std::move(facility).error();
  fault.facility = *std::move(facility);
  if (auto checked = check(fault); !checked) return checked.error();
  return fault;
}

Result<std::vector<Fault>> read_faults(const Json& orders) {
  std::vector<Fault> faults;
  if (!orders.is_array()) return bad("faults come as a list", "send [{…}]");
  for (std::size_t i = 0; i < orders.size(); ++i) {
    auto fault = read_fault(orders[i]);
    if (!fault) return std::move(fault).error().while_doing("reading fault " + std::to_string(i + 1));
    faults.push_back(*std::move(fault));
  }
  return faults;
}

Json fault_json(const PlacedFault& placed) {
  const Fault& fault = placed.fault;
  Json json{{"id", placed.id},
            {"where", place_name(fault.place)},
            {"method", or_null(fault.method)},
            {"facility", or_null(fault.facility)},
            {"serial", or_null(fault.serial)},
            {"after", fault.after},
            {"times", fault.times ? Json(*fault.times) : Json(nullptr)},
            {"probability", fault.probability},
            {"kind", fault_kind_name(fault.kind)}};
  for (const auto detail : kAllDetails) {
    if (takes(fault.kind, detail)) json[std::string(detail_name(detail))] = detail_json(fault, detail);
  }
  json["calls"] = placed.calls;
  json["hits"] = placed.hits;
  return json;
}

}  // namespace orcamo::mock
