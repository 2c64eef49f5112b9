#include "surfaces/admin_certificates.hpp"

#include <array>
#include <map>
#include <string>
#include <utility>

#include "surfaces/answer.hpp"
#include "surfaces/certificate_json.hpp"
#include "surfaces/issue_order.hpp"
#include "surfaces/problem.hpp"

namespace orcamo::mock {
namespace {

constexpr std::array<std::string_view, 8> kOrderKeys{"not_before", "not_after",   "facility", "client",
                                                     "key",        "p12_profile", "password", "shape"};

Reply issue(Sandbox& sandbox, const Request& request, const PathParameters&) {
  const auto members = Members::parse(request.body, kOrderKeys);
  if (!members) return problem(members.error());
  auto order = read_issue_order(*members, sandbox.anchors());
  if (!order) return problem(order.error());
  const auto generation = sandbox.issue(*std::move(order));
  if (!generation) return problem(generation.error());
  const auto json = certificate_in_full(**generation);
  if (!json) return problem(json.error());
  return json_answer(201, *json, Secrecy::kSecret);
}

Reply list(const Sandbox& sandbox, const Request&, const PathParameters&) {
  auto certificates = Json::array();
  for (const auto& each : sandbox.trace()) certificates.push_back(certificate_json(each));
  return json_answer(200, {{"certificates", std::move(certificates)}});
}

Reply revoke(Sandbox& sandbox, const Request& request, const PathParameters& parameters) {
  if (const auto members = Members::parse(request.body, {}); !members) return problem(members.error());
  const auto& serial = parameters.at("serial");
  if (const auto revoked = sandbox.revoke(serial); !revoked) return problem(revoked.error());
  const auto traced = sandbox.trace(serial);
  if (!traced) return problem(traced.error());
  return json_answer(200, certificate_json(*traced));
}

// facility → identity → generations.
Reply facilities(const Sandbox& sandbox, const Request&, const PathParameters&) {
  std::map<std::string, std::map<std::string, Json>> lineages;
  for (const auto& each : sandbox.trace()) {
    const auto& [facility, client] = each.generation->identity;
    auto& generations = lineages[facility].try_emplace(client, Json::array()).first->second;
    generations.push_back(certificate_json(each));
  }
  auto listed = Json::array();
  for (auto& [facility, identities] : lineages) {
    auto clients = Json::array();
    for (auto& [client, generations] : identities) {
      clients.push_back({{"client", client}, {"certificates", std::move(generations)}});
    }
    listed.push_back({{"facility", facility}, {"identities", std::move(clients)}});
  }
  return json_answer(200, {{"facilities", std::move(listed)}});
}

Reply p12(const Sandbox& sandbox, const Request&, const PathParameters& parameters) {
  const auto generation = sandbox.certificate(parameters.at("serial"));
  if (!generation) return problem(generation.error());
  return p12_answer(**generation);
}

// The certificate and those between it and the root, as TLS servers and clients want them; no key.
Reply pem(const Sandbox& sandbox, const Request&, const PathParameters& parameters) {
  const auto generation = sandbox.certificate(parameters.at("serial"));
  if (!generation) return problem(generation.error());
  return answer(200, "application/x-pem-file", (*generation)->credential.certificate.pem() + chain_pem(**generation));
}

Reply list_shapes(const Request&) {
  auto listed = Json::array();
  for (const auto& each : certificate_shapes()) {
    listed.push_back({{"name", each.name},
                      {"description", each.description},
                      {"description_ja", each.description_ja},
                      {"forbidden_by", each.forbidden_by.empty() ? Json(nullptr) : Json(each.forbidden_by)},
                      {"openssl", each.openssl},
                      {"reason", each.reason}});
  }
  return json_answer(200, {{"shapes", std::move(listed)}});
}

}  // namespace

void add_admin_certificates(AdminRoutes& routes) {
  routes.add("GET", "/__admin/shapes", list_shapes);
  routes.add_for_sandbox("POST", "/certificates", issue);
  routes.add_for_sandbox("GET", "/certificates", list);
  routes.add_for_sandbox("POST", "/certificates/{serial}/revoke", revoke);
  routes.add_for_sandbox("GET", "/facilities", facilities);
  routes.add_for_sandbox("GET", "/certificates/{serial}.p12", p12);
  routes.add_for_sandbox("GET", "/certificates/{serial}.pem", pem);
}

}  // namespace orcamo::mock
