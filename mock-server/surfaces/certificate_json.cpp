#include "surfaces/certificate_json.hpp"

#include <optional>
#include <string>
#include <utility>

#include "authority/p12_text.hpp"
#include "surfaces/base64.hpp"

namespace orcamo::mock {
namespace {

Json time_or_null(const std::optional<pki::TimePoint>& time) {
  return time ? Json(pki::format_rfc3339(*time)) : Json(nullptr);
}

}  // namespace

Json certificate_json(const Generation& generation) {
  const auto& certificate = generation.credential.certificate;
  return {{"serial", certificate.serial()},
          {"fingerprint_sha256", certificate.fingerprint_sha256()},
          {"file_name", generation.file_name},
          {"facility", generation.identity.facility},
          {"client", generation.identity.client},
          {"not_before", pki::format_rfc3339(certificate.validity().not_before)},
          {"not_after", pki::format_rfc3339(certificate.validity().not_after)},
          {"replaces", generation.replaces ? Json(*generation.replaces) : Json(nullptr)},
          {"shape", generation.shape ? Json(generation.shape->name) : Json(nullptr)}};
}

Json certificate_json(const TracedGeneration& traced) {
  auto json = certificate_json(*traced.generation);
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

pki::Result<Json> certificate_in_full(const Generation& generation) {
  const auto key = generation.credential.key.pem();
  if (!key) return key.error();
  auto json = certificate_json(generation);
  json["password"] = generation.password.reveal();
  const auto warnings = password_warnings(generation.password.reveal());
  if (!warnings.empty()) json["warnings"] = warnings;
  json["p12_base64"] = encode_base64(generation.p12);
  json["certificate_pem"] = generation.credential.certificate.pem();
  json["private_key_pem"] = key->reveal();
  json["chain_pem"] = chain_pem(generation);
  return json;
}

}  // namespace orcamo::mock
