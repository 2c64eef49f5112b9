#include "surfaces/admin_certificates.hpp"

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "surfaces/answer.hpp"
#include "surfaces/base64.hpp"
#include "surfaces/problem.hpp"

namespace orcamo::mock {
namespace {

using pki::Result;

// read_member stores what `parse` makes of the member `name` in `into`; where there is no such member, nothing.
template <class Parse, class Into>
Result<void> read_member(const Members& members, std::string_view name, Parse parse, Into& into) {
  auto text = members.text(name);
  if (!text) return std::move(text).error();
  if (!*text) return {};
  auto value = parse(**text);
  if (!value) return std::move(value).error().while_doing("reading \"" + std::string(name) + "\"");
  into = *std::move(value);
  return {};
}

Result<IssueRequest> parse_order(const std::string& body, const pki::TimeAnchors& anchors) {
  const auto members =
      Members::parse(body, {"not_before", "not_after", "facility", "client", "key", "p12_profile", "password"});
  if (!members) return members.error();
  const auto time = [&](const std::string& text) { return pki::evaluate_time(text, anchors); };
  const auto secret = [](std::string& text) { return Result<pki::Secret>(pki::Secret::take(text)); };

  IssueRequest order;
  auto read = read_member(*members, "not_before", time, order.not_before);
  if (read) read = read_member(*members, "not_after", time, order.not_after);
  if (read) read = read_member(*members, "facility", parse_facility, order.identity.facility);
  if (read) read = read_member(*members, "client", parse_client, order.identity.client);
  if (read) read = read_member(*members, "key", pki::parse_key_type, order.key);
  if (read) read = read_member(*members, "p12_profile", parse_p12_profile, order.profile);
  if (read) read = read_member(*members, "password", secret, order.password);
  if (!read) return std::move(read).error();
  return order;
}

Json time_or_null(const std::optional<pki::TimePoint>& time) {
  return time ? Json(pki::format_rfc3339(*time)) : Json(nullptr);
}

Json summary(const Generation& generation) {
  const auto& certificate = generation.credential.certificate;
  return {{"serial", certificate.serial()},
          {"fingerprint_sha256", certificate.fingerprint_sha256()},
          {"file_name", generation.file_name},
          {"facility", generation.identity.facility},
          {"client", generation.identity.client},
          {"not_before", pki::format_rfc3339(certificate.validity().not_before)},
          {"not_after", pki::format_rfc3339(certificate.validity().not_after)},
          {"replaces", generation.replaces ? Json(*generation.replaces) : Json(nullptr)}};
}

Json summary(const TracedGeneration& traced) {
  auto json = summary(*traced.generation);
  auto replaced_by = Json::array();
  for (const auto& each : traced.history.replaced_by) replaced_by.push_back(each->credential.certificate.serial());
  json["replaced_by"] = std::move(replaced_by);
  json["waits"] = traced.waits;
  json["issued_at"] = pki::format_rfc3339(traced.history.issued_at);
  json["handed_out_at"] = time_or_null(traced.history.handed_out_at);
  json["first_used_at"] = time_or_null(traced.history.first_used_at);
  json["last_used_at"] = time_or_null(traced.history.last_used_at);
  json["revoked_at"] = time_or_null(traced.history.revoked_at);
  return json;
}

std::string chain_pem(const Generation& generation) {
  std::string text;
  for (const auto& each : generation.credential.chain) text += each.pem();
  return text;
}

Result<Json> in_full(const Generation& generation) {
  const auto key = generation.credential.key.pem();
  if (!key) return key.error();
  auto json = summary(generation);
  json["password"] = generation.password.reveal();
  json["p12_base64"] = encode_base64(generation.p12);
  json["certificate_pem"] = generation.credential.certificate.pem();
  json["private_key_pem"] = key->reveal();
  json["chain_pem"] = chain_pem(generation);
  return json;
}

Reply issue(Sandbox& sandbox, const Request& request, const PathParameters&) {
  auto order = parse_order(request.body, sandbox.anchors());
  if (!order) return problem(order.error());
  const auto generation = sandbox.issue(*std::move(order));
  if (!generation) return problem(generation.error());
  const auto json = in_full(**generation);
  if (!json) return problem(json.error());
  return json_answer(201, *json, Secrecy::kSecret);
}

Reply list(const Sandbox& sandbox, const Request&, const PathParameters&) {
  auto certificates = Json::array();
  for (const auto& each : sandbox.trace()) certificates.push_back(summary(each));
  return json_answer(200, {{"certificates", std::move(certificates)}});
}

Reply revoke(Sandbox& sandbox, const Request& request, const PathParameters& parameters) {
  if (const auto members = Members::parse(request.body, {}); !members) return problem(members.error());
  const auto& serial = parameters.at("serial");
  if (const auto revoked = sandbox.revoke(serial); !revoked) return problem(revoked.error());
  const auto traced = sandbox.trace(serial);
  if (!traced) return problem(traced.error());
  return json_answer(200, summary(*traced));
}

// facility → identity → generations.
Reply facilities(const Sandbox& sandbox, const Request&, const PathParameters&) {
  std::map<std::string, std::map<std::string, Json>> lineages;
  for (const auto& each : sandbox.trace()) {
    const auto& [facility, client] = each.generation->identity;
    auto& generations = lineages[facility].try_emplace(client, Json::array()).first->second;
    generations.push_back(summary(each));
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

}  // namespace

void add_admin_certificates(AdminRoutes& routes) {
  routes.add_for_sandbox("POST", "/certificates", issue);
  routes.add_for_sandbox("GET", "/certificates", list);
  routes.add_for_sandbox("POST", "/certificates/{serial}/revoke", revoke);
  routes.add_for_sandbox("GET", "/facilities", facilities);
  routes.add_for_sandbox("GET", "/certificates/{serial}.p12", p12);
  routes.add_for_sandbox("GET", "/certificates/{serial}.pem", pem);
}

}  // namespace orcamo::mock
