#include "surfaces/admin_snapshots.hpp"

#include <optional>
#include <string>
#include <utility>

#include "surfaces/answer.hpp"
#include "surfaces/problem.hpp"
#include "surfaces/query.hpp"

namespace orcamo::mock {
namespace {

using pki::Errc;
using pki::Error;

Json snapshot_json(const Snapshot& snapshot) {
  return {{"id", snapshot.id},
          {"clock", pki::format_rfc3339(snapshot.taken_at)},
          {"certificates", snapshot.image->rows.issued.size()}};
}

Reply take(Sandbox& sandbox, const Request&, const PathParameters&) {
  const auto snapshot = sandbox.snapshots().add(sandbox.image(), sandbox.clock().now());
  if (!snapshot) return problem(snapshot.error());
  auto response = json_answer(201, snapshot_json(*snapshot));
  response.headers.emplace_back("Location",
                                "/__admin/sandboxes/" + sandbox.id() + "/snapshots/" + std::to_string(snapshot->id));
  return response;
}

Reply list(Sandbox& sandbox, const Request&, const PathParameters&) {
  auto listed = Json::array();
  for (const auto& each : sandbox.snapshots().all()) listed.push_back(snapshot_json(each));
  return json_answer(200, {{"snapshots", std::move(listed)}});
}

Reply remove(Sandbox& sandbox, const Request&, const PathParameters& parameters) {
  const auto id = parse_count(parameters.at("snapshot"));
  if (!id) return problem(id.error());
  if (auto removed = sandbox.snapshots().remove(*id); !removed) return problem(removed.error());
  return Response{204, {}, {}};
}

Reply restore(Sandbox& sandbox, const Request& request, const PathParameters&) {
  const auto members = Members::parse(request.body, {"snapshot"});
  if (!members) return problem(members.error());
  const auto id = members->count("snapshot");
  if (!id) return problem(id.error());
  if (!*id) {
    return problem(Error(Errc::kRequestBadValue, "nothing says which snapshot to restore", R"(send {"snapshot":1})"));
  }
  const auto snapshot = sandbox.snapshots().find(**id);
  if (!snapshot) return problem(snapshot.error());
  if (auto restored = sandbox.restore(*snapshot->image); !restored) return problem(restored.error());
  return json_answer(200, {{"status", "restored"}});
}

}  // namespace

void add_admin_snapshots(AdminRoutes& routes) {
  routes.add_for_sandbox("POST", "/snapshots", take);
  routes.add_for_sandbox("GET", "/snapshots", list);
  routes.add_for_sandbox("DELETE", "/snapshots/{snapshot}", remove);
  routes.add_for_sandbox("POST", "/restore", restore);
}

}  // namespace orcamo::mock
