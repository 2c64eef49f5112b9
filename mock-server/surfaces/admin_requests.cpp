#include "surfaces/admin_requests.hpp"

#include <utility>

#include "surfaces/answer.hpp"
#include "surfaces/journal_json.hpp"
#include "surfaces/journal_order.hpp"
#include "surfaces/problem.hpp"

namespace orcamo::mock {
namespace {

pki::Result<RequestFilter> parse_filter(const Query& query) {
  RequestFilter filter;
  auto read = query.value("since_id", parse_count, filter.since_id);
  if (read) read = query.value("event", parse_event, filter.event);
  if (read) read = query.value("handshake", parse_count, filter.handshake);
  if (!read) return std::move(read).error();
  filter.serial = query.text("serial").value_or("");
  return filter;
}

Reply list(Sandbox& sandbox, const Request& request, const PathParameters&) {
  const auto query =
      Query::parse(request.query, {"event", "serial", "handshake", "since_id", "limit", "wait", "timeout"});
  if (!query) return problem(query.error());
  auto filter = parse_filter(*query);
  if (!filter) return problem(filter.error());
  const auto order = parse_journal_order(*query);
  if (!order) return problem(order.error());
  const auto read = [](const Journal& journal, const RequestFilter& wanted) {
    return std::pair(journal.requests(wanted), journal.dropped_requests());
  };
  return list_journal(sandbox, *order, *std::move(filter), read, request_json);
}

}  // namespace

void add_admin_requests(AdminRoutes& routes) { routes.add_for_sandbox("GET", "/requests", list, Asks::kQuery); }

}  // namespace orcamo::mock
