#include "surfaces/admin_reset.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "orcamo/pki/in_quotes.hpp"
#include "surfaces/answer.hpp"
#include "surfaces/problem.hpp"
#include "surfaces/unknown_key.hpp"

namespace orcamo::mock {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;

// Part is what can be reset alone.
struct Part {
  std::string_view name;
  Result<void> (*reset)(Sandbox&);
};

constexpr std::array kParts{
    Part{"certificates", [](Sandbox& sandbox) { return sandbox.forget_certificates(); }},
    Part{"clock", [](Sandbox& sandbox) { return sandbox.clock().restart(); }},
    Part{"faults",
         [](Sandbox& sandbox) {
           sandbox.faults().clear();
           return Result<void>();
         }},
    Part{"journal",
         [](Sandbox& sandbox) {
           sandbox.journal().clear();
           return Result<void>();
         }},
    Part{"policy", [](Sandbox& sandbox) { return sandbox.reset_policy(); }},
};

Result<const Part*> find_part(const Json& name) {
  const auto* const found =
      std::find_if(kParts.begin(), kParts.end(), [&](const Part& part) { return name == part.name; });
  if (found != kParts.end()) return found;
  std::array<std::string_view, kParts.size()> known;
  std::transform(kParts.begin(), kParts.end(), known.begin(), [](const Part& part) { return part.name; });
  const auto text = name.is_string() ? name.get<std::string>() : json_text(name);
  return Error(Errc::kRequestBadValue, pki::in_quotes(text) + " cannot be reset alone",
               nearest_of(text, known, "parts"));
}

// read_parts reads "only", one name or a list of them; empty: everything.
Result<std::vector<const Part*>> read_parts(const std::string& body) {
  const auto members = Members::parse(body, {"only"});
  if (!members) return members.error();
  std::vector<const Part*> parts;
  const Json* const only = members->member("only");
  if (!only) return parts;
  const auto names = only->is_array() ? *only : Json::array({*only});
  if (names.empty()) return Error(Errc::kRequestBadValue, "\"only\" names no part", "leave it out to reset everything");
  for (const auto& name : names) {
    const auto part = find_part(name);
    if (!part) return part.error();
    parts.push_back(*part);
  }
  return parts;
}

Reply reset(Sandbox& sandbox, const Request& request, const PathParameters&) {
  const auto parts = read_parts(request.body);
  if (!parts) return problem(parts.error());
  for (const auto* const part : *parts) {
    if (auto done = part->reset(sandbox); !done) return problem(done.error());
  }
  if (parts->empty()) {
    if (auto done = sandbox.reset(); !done) return problem(done.error());
  }
  return json_answer(200, {{"status", "reset"}});
}

}  // namespace

void add_admin_reset(AdminRoutes& routes, World& world, Ports& ports) {
  routes.add("POST", "/__admin/reset", [&world, &ports](const Request& request) -> Reply {
    if (const auto members = Members::parse(request.body, {}); !members) return problem(members.error());
    if (auto done = world.reset(); !done) return problem(done.error());
    ports.close_unused();
    return json_answer(200, {{"status", "reset"}});
  });
  routes.add_for_sandbox("POST", "/reset", reset);
}

}  // namespace orcamo::mock
