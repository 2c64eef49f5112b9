#include "surfaces/journal_json.hpp"

#include <string>

namespace orcamo::mock {
namespace {

Json or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

// What a client makes of a refusal without an alert is the persona's affair.
std::string report_of(const HandshakeEntry& entry) {
  if (is_about_certificate(entry.reason) && entry.alert.empty()) return {};
  return std::string(likely_report(entry.reason, entry.tls_version));
}

}  // namespace

Json handshake_json(const std::string& sandbox, const HandshakeEntry& entry) {
  const auto date = [&](pki::TimePoint pki::Validity::*end) {
    return entry.validity ? Json(pki::format_rfc3339((*entry.validity).*end)) : Json(nullptr);
  };
  return {{"id", entry.id},
          {"sandbox", sandbox},
          {"verdict", verdict_name(entry.verdict)},
          {"reason", reason_name(entry.reason)},
          {"detail", entry.detail},
          {"likely_report", or_null(report_of(entry))},
          {"alert", or_null(entry.alert)},
          {"tls_version", or_null(entry.tls_version)},
          {"resumed", entry.resumed},
          {"server_name", or_null(entry.server_name)},
          {"serial", or_null(entry.serial)},
          {"fingerprint_sha256", or_null(entry.fingerprint_sha256)},
          {"subject", or_null(entry.subject)},
          {"not_before", date(&pki::Validity::not_before)},
          {"not_after", date(&pki::Validity::not_after)},
          {"clock", pki::format_rfc3339(entry.clock)},
          {"code", entry.code},
          {"depth", entry.depth}};
}

Json request_json(const std::string& sandbox, const RequestEntry& entry) {
  const auto& fault = entry.deed.fault;
  return {{"id", entry.id},
          {"sandbox", sandbox},
          {"handshake", entry.handshake},
          {"event", event_name(entry.deed.event)},
          {"method", entry.method},
          {"path", entry.path},
          {"status", entry.status == 0 ? Json(nullptr) : Json(entry.status)},
          {"user", or_null(entry.deed.user)},
          {"notice", entry.deed.notice},
          {"issued", or_null(entry.deed.issued)},
          {"fault", fault ? Json(fault->id) : Json(nullptr)},
          {"fault_kind", fault ? Json(fault_kind_name(fault->kind)) : Json(nullptr)},
          {"serial", or_null(entry.serial)},
          {"fingerprint_sha256", or_null(entry.fingerprint_sha256)},
          {"clock", pki::format_rfc3339(entry.clock)}};
}

}  // namespace orcamo::mock
