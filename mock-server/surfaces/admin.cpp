#include "surfaces/admin.hpp"

#include <string>
#include <utility>

#include "surfaces/admin_certificates.hpp"
#include "surfaces/admin_clock.hpp"
#include "surfaces/admin_handshakes.hpp"
#include "surfaces/admin_policy.hpp"
#include "surfaces/admin_requests.hpp"
#include "surfaces/admin_reset.hpp"
#include "surfaces/admin_sandboxes.hpp"
#include "surfaces/admin_verify.hpp"
#include "surfaces/answer.hpp"
#include "surfaces/host.hpp"
#include "surfaces/problem.hpp"
#include "surfaces/surfaces.hpp"

namespace orcamo::mock {
namespace {

pki::Result<void> check_caller(const Request& request) {
  const auto host = header(request.headers, "Host");
  if (!is_loopback_host(host)) {
    return pki::Error(pki::Errc::kAddressNotLoopback,
                      "the admin API was asked under the name \"" + std::string(host) + "\"",
                      "use localhost or 127.0.0.1 in the URL");
  }
  const auto origin = header(request.headers, "Origin");
  if (!origin.empty() && origin != "http://" + std::string(host)) {
    return pki::Error(pki::Errc::kAddressNotLoopback,
                      "the admin API was asked by a page of \"" + std::string(origin) + "\"",
                      "call it from a program, not from another site's page");
  }
  return {};
}

Route guarded(Route serve) {
  return [serve = std::move(serve)](const Request& request, const PathParameters& parameters) -> Reply {
    if (auto checked = check_caller(request); !checked) return problem(checked.error());
    return serve(request, parameters);
  };
}

Reply health(const Request&) { return json_answer(200, {{"status", "ok"}}); }

Reply ready(const Request&) { return json_answer(200, {{"status", "ready"}}); }

Reply version(const Request&) { return json_answer(200, {{"name", "orcamo-mock"}, {"version", ORCAMO_VERSION}}); }

}  // namespace

void AdminRoutes::add(std::string_view method, std::string_view pattern, std::function<Reply(const Request&)> serve) {
  router_.add(method, pattern, guarded([serve = std::move(serve)](const Request& request, const PathParameters&) {
                return serve(request);
              }));
}

void AdminRoutes::add_for_sandbox(std::string_view method, std::string_view pattern, SandboxRoute serve) {
  auto route = [&world = world_, serve = std::move(serve)](const Request& request,
                                                           const PathParameters& parameters) -> Reply {
    const auto& id = parameters.at("id");
    const auto sandbox = world.find(id);
    if (!sandbox) return problem(unknown_sandbox(id));
    return serve(*sandbox, request, parameters);
  };
  router_.add(method, "/__admin/sandboxes/{id}" + std::string(pattern), guarded(std::move(route)));
}

Router admin_router(World& world, Ports& ports) {
  Router router;
  AdminRoutes routes(router, world);
  routes.add("GET", "/__admin/health", health);
  routes.add("GET", "/__admin/ready", ready);
  routes.add("GET", "/__admin/version", version);
  add_admin_clock(routes);
  add_admin_certificates(routes);
  add_admin_handshakes(routes);
  add_admin_policy(routes);
  add_admin_requests(routes);
  add_admin_reset(routes, world, ports);
  add_admin_sandboxes(routes, world, ports);
  add_admin_verify(routes);
  router.on_refusal([](const Request& request, const pki::Error& error) {
    const auto checked = check_caller(request);
    return problem(checked ? error : checked.error());
  });
  return router;
}

}  // namespace orcamo::mock
