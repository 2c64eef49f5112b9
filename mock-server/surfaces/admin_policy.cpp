#include "surfaces/admin_policy.hpp"

#include "surfaces/answer.hpp"
#include "surfaces/policy_json.hpp"
#include "surfaces/problem.hpp"

namespace orcamo::mock {
namespace {

Response policy_answer(const Sandbox& sandbox) { return json_answer(200, policy_json(*sandbox.policy())); }

Reply change(Sandbox& sandbox, const Request& request, const PathParameters&) {
  const auto order = request.body.empty() ? Json::object() : parse_json(request.body);
  if (!order) return problem(order.error());
  const auto changed = sandbox.change_policy([&](Policy& policy) { return read_policy_json(policy, *order); });
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
