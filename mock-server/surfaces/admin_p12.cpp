#include "surfaces/admin_p12.hpp"

#include <array>
#include <string>
#include <utility>

#include "authority/broken_p12.hpp"
#include "authority/p12_profile.hpp"
#include "surfaces/answer.hpp"
#include "surfaces/base64.hpp"
#include "surfaces/certificate_json.hpp"
#include "surfaces/issue_order.hpp"
#include "surfaces/problem.hpp"

namespace orcamo::mock {
namespace {

using pki::Errc;
using pki::Error;

constexpr std::array<std::string_view, 8> kOrderKeys{"kind",   "not_before", "not_after",   "facility",
                                                     "client", "key",        "p12_profile", "password"};

Json verdict_json(const BrokenKind& kind) { return {{"lenient", kind.lenient}, {"strict", kind.strict}}; }

Reply list_profiles(const Request&) {
  auto listed = Json::array();
  for (const P12Profile& profile : profiles()) {
    auto aliases = Json::array();
    for (const P12Alias& alias : profile_aliases()) {
      if (alias.profile == profile.name) aliases.push_back(alias.name);
    }
    listed.push_back({{"name", profile.name}, {"description", profile.says}, {"aliases", std::move(aliases)}});
  }
  return json_answer(200, {{"profiles", std::move(listed)}});
}

Reply list_kinds(const Request&) {
  auto listed = Json::array();
  for (const BrokenKind& kind : broken_kinds()) {
    listed.push_back(
        {{"name", kind.name}, {"description", {{"en", kind.en}, {"ja", kind.ja}}}, {"verdict", verdict_json(kind)}});
  }
  return json_answer(200, {{"kinds", std::move(listed)}});
}

pki::Result<BrokenKind> read_kind(const Members& members) {
  const auto text = members.text("kind");
  if (!text) return text.error();
  if (!*text) {
    return Error(Errc::kRequestBadValue, "nothing says how the file is to be broken",
                 R"(send {"kind":"bad-mac"}; GET /__admin/p12/broken lists the kinds)");
  }
  auto kind = parse_broken_kind(**text);
  if (!kind) return std::move(kind).error().while_doing("reading \"kind\"");
  return kind;
}

Reply mint(Sandbox& sandbox, const Request& request, const PathParameters&) {
  const auto members = Members::parse(request.body, kOrderKeys);
  if (!members) return problem(members.error());
  const auto kind = read_kind(*members);
  if (!kind) return problem(kind.error());
  auto order = read_issue_order(*members, sandbox.anchors());
  if (!order) return problem(order.error());
  const auto broken = sandbox.issue_broken(*kind, *std::move(order));
  if (!broken) return problem(broken.error());
  const Generation& sound = *broken->generation;
  auto certificate = certificate_in_full(sound);
  if (!certificate) return problem(certificate.error());
  return json_answer(201,
                     {{"kind", kind->name},
                      {"verdict", verdict_json(broken->kind)},
                      {"file_name", sound.file_name},
                      {"password", sound.password.reveal()},
                      {"p12_base64", encode_base64(broken->p12)},
                      {"certificate", *std::move(certificate)}},
                     Secrecy::kSecret);
}

}  // namespace

void add_admin_p12(AdminRoutes& routes) {
  routes.add("GET", "/__admin/p12/profiles", list_profiles);
  routes.add("GET", "/__admin/p12/broken", list_kinds);
  routes.add_for_sandbox("POST", "/broken-p12", mint);
}

}  // namespace orcamo::mock
