#include "surfaces/admin_handshakes.hpp"

#include <string>
#include <utility>

#include "surfaces/answer.hpp"

namespace orcamo::mock {
namespace {

Json or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Json entry_json(const HandshakeEntry& entry) {
  const auto date = [&](pki::TimePoint pki::Validity::*end) {
    return entry.validity ? Json(pki::format_rfc3339((*entry.validity).*end)) : Json(nullptr);
  };
  return {{"id", entry.id},
          {"verdict", verdict_name(entry.verdict)},
          {"reason", reason_name(entry.reason)},
          {"detail", entry.detail},
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

Reply list(Sandbox& sandbox, const Request&, const PathParameters&) {
  auto entries = Json::array();
  for (const auto& each : sandbox.journal().entries()) entries.push_back(entry_json(each));
  return json_answer(200, {{"entries", std::move(entries)}, {"dropped", sandbox.journal().dropped()}});
}

}  // namespace

void add_admin_handshakes(AdminRoutes& routes) { routes.add_for_sandbox("GET", "/handshakes", list); }

}  // namespace orcamo::mock
