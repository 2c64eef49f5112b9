#include "surfaces/admin_faults.hpp"

#include <string>
#include <utility>

#include "surfaces/answer.hpp"
#include "surfaces/fault_json.hpp"
#include "surfaces/problem.hpp"
#include "surfaces/query.hpp"

namespace orcamo::mock {
namespace {

Reply place(Sandbox& sandbox, const Request& request, const PathParameters&) {
  const auto order = request.body.empty() ? Json::object() : parse_json(request.body);
  if (!order) return problem(order.error());
  auto fault = read_fault(*order);
  if (!fault) return problem(fault.error());
  const auto placed = sandbox.faults().add(*std::move(fault));
  if (!placed) return problem(placed.error());
  auto response = json_answer(201, fault_json(*placed));
  response.headers.emplace_back("Location",
                                "/__admin/sandboxes/" + sandbox.id() + "/faults/" + std::to_string(placed->id));
  return response;
}

Reply list(Sandbox& sandbox, const Request&, const PathParameters&) {
  auto listed = Json::array();
  for (const auto& each : sandbox.faults().all()) listed.push_back(fault_json(each));
  return json_answer(200, {{"faults", std::move(listed)}});
}

Reply show(Sandbox& sandbox, const Request&, const PathParameters& parameters) {
  const auto id = parse_count(parameters.at("fault"));
  if (!id) return problem(id.error());
  const auto placed = sandbox.faults().find(*id);
  return placed ? json_answer(200, fault_json(*placed)) : problem(placed.error());
}

Reply remove(Sandbox& sandbox, const Request&, const PathParameters& parameters) {
  const auto id = parse_count(parameters.at("fault"));
  if (!id) return problem(id.error());
  if (auto removed = sandbox.faults().remove(*id); !removed) return problem(removed.error());
  return Response{204, {}, {}};
}

Reply remove_all(Sandbox& sandbox, const Request&, const PathParameters&) {
  sandbox.faults().clear();
  return Response{204, {}, {}};
}

}  // namespace

void add_admin_faults(AdminRoutes& routes) {
  routes.add_for_sandbox("POST", "/faults", place);
  routes.add_for_sandbox("GET", "/faults", list);
  routes.add_for_sandbox("DELETE", "/faults", remove_all);
  routes.add_for_sandbox("GET", "/faults/{fault}", show);
  routes.add_for_sandbox("DELETE", "/faults/{fault}", remove);
}

}  // namespace orcamo::mock
