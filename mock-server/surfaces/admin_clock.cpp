#include "surfaces/admin_clock.hpp"

#include <string>

#include "surfaces/answer.hpp"
#include "surfaces/clock_order.hpp"
#include "surfaces/problem.hpp"

namespace orcamo::mock {
namespace {

using pki::Error;

Response reading(const Sandbox& sandbox) { return json_answer(200, clock_json(sandbox.clock())); }

Reply set(Sandbox& sandbox, const Request& request, const PathParameters&) {
  const auto members = Members::parse(request.body, kClockKeys);
  if (!members) return problem(members.error());
  const auto order = read_clock_order(*members);
  if (!order) return problem(order.error());
  const auto setting = clock_setting(*order, sandbox.anchors());
  if (!setting) return problem(setting.error());
  const auto done = sandbox.clock().set(setting->now, setting->mode, setting->rate);
  if (!done) return problem(done.error());
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
