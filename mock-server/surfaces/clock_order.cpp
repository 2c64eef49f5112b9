#include "surfaces/clock_order.hpp"

#include <utility>

namespace orcamo::mock {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;

// A second of the wall clock is at most some eleven days of the sandbox's.
constexpr double kFastest = 1e6;

}  // namespace

Result<ClockOrder> read_clock_order(const Members& members) {
  auto now = members.text("now");
  if (!now) return now.error();
  const auto mode_name = members.text("mode");
  if (!mode_name) return mode_name.error();
  const auto rate = members.number("rate");
  if (!rate) return rate.error();

  if (!*now && !*mode_name) {
    return Error(Errc::kRequestBadValue, "neither \"now\" nor \"mode\" is given",
                 "send {\"now\":\"now+1d\"} or {\"mode\":\"system\"}");
  }
  const auto mode = *mode_name ? parse_clock_mode(**mode_name) : Result<ClockMode>(ClockMode::kFrozen);
  if (!mode) return mode.error();
  if (*mode == ClockMode::kSystem && *now) {
    return Error(Errc::kRequestBadValue, "a clock that follows the system cannot be set",
                 "leave out \"now\", or use the mode offset");
  }
  if (rate->has_value() != (*mode == ClockMode::kRate)) {
    return Error(Errc::kRequestBadValue, "\"rate\" and the mode rate go together",
                 "send {\"mode\":\"rate\",\"rate\":60} with or without \"now\"");
  }
  const double speed = rate->value_or(1.0);
  if (!(speed > 0.0 && speed <= kFastest)) {
    return Error(Errc::kRequestBadValue, "\"rate\" must be above 0 and at most 1000000",
                 "use the mode frozen to stop the clock");
  }
  return ClockOrder{*std::move(now), *mode, speed};
}

Result<ClockSetting> clock_setting(const ClockOrder& order, const pki::TimeAnchors& anchors) {
  const auto now = pki::evaluate_time(order.now.value_or("now"), anchors);
  if (!now) return now.error();
  return ClockSetting{*now, order.mode, order.rate};
}

Json clock_json(const SandboxClock& clock) {
  const auto reading = clock.read();
  return {{"now", pki::format_rfc3339(reading.now)}, {"mode", clock_mode_name(reading.mode)}, {"rate", reading.rate}};
}

}  // namespace orcamo::mock
