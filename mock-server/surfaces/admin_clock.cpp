#include "surfaces/admin_clock.hpp"

#include <optional>
#include <string>

#include "surfaces/answer.hpp"
#include "surfaces/problem.hpp"

namespace orcamo::mock {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;

// A second of the wall clock is at most some eleven days of the sandbox's.
constexpr double kFastest = 1e6;

Response reading(const Sandbox& sandbox) {
  const auto clock = sandbox.clock().read();
  return json_answer(
      200, {{"now", pki::format_rfc3339(clock.now)}, {"mode", clock_mode_name(clock.mode)}, {"rate", clock.rate}});
}

// Without "mode", the clock stands still at "now"; without "now", it goes on from where it is.
struct ClockOrder {
  std::optional<std::string> now;
  ClockMode mode = ClockMode::kFrozen;
  double rate = 1.0;
};

Result<ClockOrder> parse_order(const std::string& body) {
  const auto members = Members::parse(body, {"now", "mode", "rate"});
  if (!members) return members.error();
  auto now = members->text("now");
  if (!now) return now.error();
  const auto mode_name = members->text("mode");
  if (!mode_name) return mode_name.error();
  const auto rate = members->number("rate");
  if (!rate) return rate.error();

  if (!*now && !*mode_name) {
    return Error(Errc::kRequestBadValue, "neither \"now\" nor \"mode\" is given",
                 "send {\"now\":\"cert:notAfter+1s\"} or {\"mode\":\"system\"}");
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

Reply set(Sandbox& sandbox, const Request& request, const PathParameters&) {
  const auto order = parse_order(request.body);
  if (!order) return problem(order.error());
  const auto now = pki::evaluate_time(order->now.value_or("now"), sandbox.anchors());
  if (!now) return problem(now.error());
  if (auto done = sandbox.clock().set(*now, order->mode, order->rate); !done) return problem(done.error());
  return reading(sandbox);
}

Reply advance(Sandbox& sandbox, const Request& request, const PathParameters&) {
  const auto members = Members::parse(request.body, {"by"});
  if (!members) return problem(members.error());
  const auto by = members->text("by");
  if (!by) return problem(by.error());
  const auto period = pki::parse_period(by->value_or(""));
  if (!period) return problem(Error(period.error()).while_doing("reading \"by\""));
  if (auto moved = sandbox.clock().advance(*period); !moved) return problem(moved.error());
  return reading(sandbox);
}

}  // namespace

void add_admin_clock(AdminRoutes& routes) {
  routes.add_for_sandbox("GET", "/clock", [](const Sandbox& sandbox, const Request&, const PathParameters&) -> Reply {
    return reading(sandbox);
  });
  routes.add_for_sandbox("PUT", "/clock", set);
  routes.add_for_sandbox("POST", "/clock/advance", advance);
}

}  // namespace orcamo::mock
