#include "surfaces/admin_handshakes.hpp"

#include <string>
#include <utility>

#include "surfaces/answer.hpp"
#include "surfaces/journal_json.hpp"
#include "surfaces/journal_order.hpp"
#include "surfaces/problem.hpp"

namespace orcamo::mock {
namespace {

pki::Result<HandshakeFilter> parse_filter(const Query& query) {
  HandshakeFilter filter;
  auto read = query.value("since_id", parse_count, filter.since_id);
  if (read) read = query.value("verdict", parse_verdict, filter.verdict);
  if (read) read = query.value("reason", parse_reason, filter.reason);
  if (read) read = query.value("tls_version", parse_tls_version, filter.tls_version);
  if (!read) return std::move(read).error();
  filter.serial = query.text("serial").value_or("");
  return filter;
}

Reply list(Sandbox& sandbox, const Request& request, const PathParameters&) {
  const auto query = Query::parse(
      request.query, {"reason", "verdict", "serial", "tls_version", "since_id", "limit", "wait", "timeout"});
  if (!query) return problem(query.error());
  auto filter = parse_filter(*query);
  if (!filter) return problem(filter.error());
  const auto order = parse_journal_order(*query);
  if (!order) return problem(order.error());
  const auto read = [](const Journal& journal, const HandshakeFilter& wanted) {
    return std::pair(journal.entries(wanted), journal.dropped());
  };
  return list_journal(sandbox, *order, *std::move(filter), read, handshake_json);
}

}  // namespace

void add_admin_handshakes(AdminRoutes& routes) { routes.add_for_sandbox("GET", "/handshakes", list, Asks::kQuery); }

}  // namespace orcamo::mock
