#include "surfaces/admin_sandboxes.hpp"

#include <string>
#include <utility>

#include "surfaces/answer.hpp"
#include "surfaces/certificate_json.hpp"
#include "surfaces/clock_order.hpp"
#include "surfaces/problem.hpp"
#include "surfaces/sandbox_opening.hpp"

namespace orcamo::mock {
namespace {

using pki::Result;

std::string path_of(const Sandbox& sandbox) { return "/__admin/sandboxes/" + sandbox.id(); }

// The server's authority first: what a client has to trust. Then those behind the client certificates.
std::string ca_pem(const World& world, const Sandbox& sandbox) {
  return world.server_authority().ca_pem() + sandbox.authority().ca_pem();
}

Json summary(const World& world, const Ports& ports, Sandbox& sandbox) {
  const auto port = ports.own(sandbox);
  const auto seed = sandbox.seed();
  const auto ends_at = world.ends_at(sandbox.id());
  return {{"id", sandbox.id()},
          {"https", "https://" + sandbox.id() + ".localhost:" + std::to_string(ports.for_all())},
          {"port", port ? Json(*port) : Json(nullptr)},
          {"seed", seed ? Json(*seed) : Json(nullptr)},
          {"clock", clock_json(sandbox.clock())},
          {"certificates", sandbox.certificates().size()},
          {"handshakes", sandbox.journal().size()},
          {"requests", sandbox.journal().requests_size()},
          {"ends_at", ends_at ? Json(pki::format_rfc3339(*ends_at)) : Json(nullptr)}};
}

Json in_full(const World& world, const Ports& ports, Sandbox& sandbox) {
  auto json = summary(world, ports, sandbox);
  json["ca_pem"] = ca_pem(world, sandbox);
  return json;
}

Result<Json> issued_json(const OpenedSandbox& opened) {
  auto issued = Json::array();
  for (const auto& each : opened.issued) {
    auto json = certificate_in_full(*each);
    if (!json) return json;
    (*json)["p12"] = path_of(*opened.sandbox) + "/certificates/" + each->credential.certificate.serial() + ".p12";
    issued.push_back(*std::move(json));
  }
  return issued;
}

Reply create(World& world, Ports& ports, const Request& request) {
  const auto body = request.body.empty() ? Result<Json>(Json::object()) : parse_json(request.body);
  if (!body) return problem(body.error());
  auto order = read_sandbox_order(*body, world.real().now());
  if (!order) return problem(order.error());
  const auto opened = open_sandbox(world, ports, *std::move(order));
  if (!opened) return problem(opened.error());
  auto issued = issued_json(*opened);
  if (!issued) return problem(issued.error());

  auto json = in_full(world, ports, *opened->sandbox);
  json["issued"] = *std::move(issued);
  auto response = json_answer(201, json, Secrecy::kSecret);
  response.headers.emplace_back("Location", path_of(*opened->sandbox));
  return response;
}

Reply list(World& world, const Ports& ports) {
  auto sandboxes = Json::array();
  for (const auto& each : world.all()) sandboxes.push_back(summary(world, ports, *each));
  return json_answer(200, {{"sandboxes", std::move(sandboxes)}});
}

Reply list_scenarios(const Request&) {
  auto listed = Json::array();
  for (const auto& each : scenarios()) listed.push_back({{"name", each.name}, {"meaning", each.meaning}});
  return json_answer(200, {{"scenarios", std::move(listed)}});
}

}  // namespace

void add_admin_sandboxes(AdminRoutes& routes, World& world, Ports& ports) {
  routes.add("POST", "/__admin/sandboxes",
             [&world, &ports](const Request& request) { return create(world, ports, request); });
  routes.add("GET", "/__admin/sandboxes", [&world, &ports](const Request&) { return list(world, ports); });
  routes.add("GET", "/__admin/scenarios", list_scenarios);
  routes.add_for_sandbox("GET", "", [&world, &ports](Sandbox& sandbox, const Request&, const PathParameters&) -> Reply {
    return json_answer(200, in_full(world, ports, sandbox));
  });
  routes.add_for_sandbox("DELETE", "",
                         [&world, &ports](Sandbox& sandbox, const Request&, const PathParameters&) -> Reply {
                           if (auto removed = world.remove(sandbox.id()); !removed) return problem(removed.error());
                           ports.close_unused();
                           return Response{204, {}, {}};
                         });
  routes.add_for_sandbox("GET", "/ca.pem", [&world](Sandbox& sandbox, const Request&, const PathParameters&) -> Reply {
    return answer(200, "application/x-pem-file", ca_pem(world, sandbox));
  });
}

}  // namespace orcamo::mock
