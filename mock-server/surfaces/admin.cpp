#include "surfaces/admin.hpp"

#include <memory>
#include <string>
#include <utility>

#include "pages/pages.hpp"
#include "surfaces/admin_certificates.hpp"
#include "surfaces/admin_clock.hpp"
#include "surfaces/admin_faults.hpp"
#include "surfaces/admin_handshakes.hpp"
#include "surfaces/admin_p12.hpp"
#include "surfaces/admin_policy.hpp"
#include "surfaces/admin_requests.hpp"
#include "surfaces/admin_reset.hpp"
#include "surfaces/admin_sandboxes.hpp"
#include "surfaces/admin_snapshots.hpp"
#include "surfaces/admin_verify.hpp"
#include "surfaces/answer.hpp"
#include "surfaces/problem.hpp"
#include "surfaces/query.hpp"
#include "surfaces/surfaces.hpp"

namespace orcamo::mock {
namespace {

Route guarded(std::shared_ptr<const AdminGuard> guard, Demand demand, Route serve) {
  return [guard = std::move(guard), demand, serve = std::move(serve)](const Request& request,
                                                                      const PathParameters& parameters) -> Reply {
    if (auto refusal = guard->refusal(request, demand)) return *std::move(refusal);
    return serve(request, parameters);
  };
}

Reply health(const Request&) { return json_answer(200, {{"status", "ok"}}); }

Reply ready(const Request&) { return json_answer(200, {{"status", "ready"}}); }

Reply description(const Request&) { return answer(200, "application/json", std::string(pages::kOpenapi)); }

Reply version(const Request&) { return json_answer(200, {{"name", "orcamo-mock"}, {"version", ORCAMO_VERSION}}); }

}  // namespace

void AdminRoutes::add(std::string_view method, std::string_view pattern, std::function<Reply(const Request&)> serve,
                      Demand demand) {
  auto route = [serve = std::move(serve)](const Request& request, const PathParameters&) -> Reply {
    if (const auto query = Query::parse(request.query, {}); !query) return problem(query.error());
    return serve(request);
  };
  router_.add(method, pattern, guarded(guard_, demand, std::move(route)));
}

void AdminRoutes::add_for_sandbox(std::string_view method, std::string_view pattern, SandboxRoute serve, Asks asks) {
  auto route = [&world = world_, asks, serve = std::move(serve)](const Request& request,
                                                                 const PathParameters& parameters) -> Reply {
    const auto& id = parameters.at("id");
    const auto sandbox = world.find(id);
    if (!sandbox) return problem(unknown_sandbox(id));
    if (asks == Asks::kNothing) {
      if (const auto query = Query::parse(request.query, {}); !query) return problem(query.error());
    }
    return serve(*sandbox, request, parameters);
  };
  router_.add(method, "/__admin/sandboxes/{id}" + std::string(pattern),
              guarded(guard_, Demand::kToken, std::move(route)));
}

Router admin_router(World& world, Ports& ports, AdminOptions options) {
  Router router;
  const auto guard = std::make_shared<const AdminGuard>(std::move(options.access));
  AdminRoutes routes(router, world, guard);
  routes.add("GET", "/__admin/health", health, Demand::kNothing);
  routes.add("GET", "/__admin/ready", ready, Demand::kNothing);
  routes.add("GET", "/__admin/openapi.json", description);
  routes.add("GET", "/__admin/metrics", [metrics = std::move(options.metrics)](const Request&) -> Reply {
    return answer(200, "text/plain; version=0.0.4; charset=utf-8", metrics ? metrics() : std::string());
  });
  routes.add("GET", "/__admin/version", version);
  routes.add("POST", "/__admin/shutdown", [end = std::move(options.shutdown)](const Request& request) -> Reply {
    if (const auto members = Members::parse(request.body, {}); !members) return problem(members.error());
    if (!end) {
      return problem(pki::Error(pki::Errc::kRouteUnknown, "this server is a part of another program",
                                "have that program stop it"));
    }
    end();
    return json_answer(202, {{"status", "stopping"}});
  });
  add_admin_clock(routes);
  add_admin_certificates(routes);
  add_admin_faults(routes);
  add_admin_handshakes(routes);
  add_admin_p12(routes);
  add_admin_policy(routes);
  add_admin_requests(routes);
  add_admin_reset(routes, world, ports);
  add_admin_sandboxes(routes, world, ports);
  add_admin_snapshots(routes);
  add_admin_verify(routes);
  router.on_refusal([guard](const Request& request, const pki::Error& error) {
    auto refusal = guard->refusal(request, Demand::kToken);
    return refusal ? *std::move(refusal) : problem(error);
  });
  return router;
}

}  // namespace orcamo::mock
