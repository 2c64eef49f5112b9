#include "surfaces/admin_verify.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "surfaces/answer.hpp"
#include "surfaces/expectation_json.hpp"
#include "surfaces/journal_json.hpp"
#include "surfaces/problem.hpp"

namespace orcamo::mock {
namespace {

Json entry_json(const std::string& sandbox, const Entry& entry) {
  const auto* const handshake = std::get_if<HandshakeEntry>(&entry);
  return handshake ? handshake_json(sandbox, *handshake) : request_json(sandbox, std::get<RequestEntry>(entry));
}

Json finding_json(const std::string& sandbox, const Finding& finding, const Json& expected) {
  auto nearest = Json::array();
  for (const Entry& entry : finding.nearest) nearest.push_back(entry_json(sandbox, entry));
  return {{"ok", finding.met},
          {"expected", expected},
          {"found", finding.found},
          {"detail", finding.detail},
          {"nearest", std::move(nearest)}};
}

Reply verify_journal(Sandbox& sandbox, const Request& request, const PathParameters&) {
  const auto members = Members::parse(request.body, {"expect"});
  if (!members) return problem(members.error());
  const auto expectations = parse_expectations(members->member("expect"));
  if (!expectations) return problem(expectations.error());

  const auto dropped = sandbox.journal().dropped() + sandbox.journal().dropped_requests();
  const auto findings = verify(sandbox.journal(), *expectations);
  const bool ok = std::all_of(findings.begin(), findings.end(), [](const Finding& finding) { return finding.met; });
  auto listed = Json::array();
  for (std::size_t i = 0; i < findings.size(); ++i) {
    listed.push_back(finding_json(sandbox.id(), findings[i], (*members->member("expect"))[i]));
  }
  return json_answer(ok ? 200 : 409, {{"ok", ok}, {"findings", std::move(listed)}, {"dropped", dropped}});
}

}  // namespace

void add_admin_verify(AdminRoutes& routes) { routes.add_for_sandbox("POST", "/verify", verify_journal); }

}  // namespace orcamo::mock
