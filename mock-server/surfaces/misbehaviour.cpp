#include "surfaces/misbehaviour.hpp"

#include <string>
#include <utility>

#include "surfaces/answer.hpp"
#include "surfaces/problem.hpp"
#include "surfaces/spoilt_answer.hpp"

namespace orcamo::mock {
namespace {

constexpr unsigned kUsualStatus = 200;

// The method of a remote call; empty where it is none.
std::string method_in(const Request& request) {
  const auto call = parse_json(request.body);
  if (!call || !call->is_object() || !call->contains("method")) return {};
  const auto& method = (*call)["method"];
  return method.is_string() ? method.get<std::string>() : std::string();
}

// instead_of is what comes in the place of the world's answer.
Reply instead_of(const Fault& fault, Deed deed) {
  if (fault.kind == FaultKind::kHang) return Hang{std::move(deed)};
  if (fault.kind == FaultKind::kDrop) return Drop{std::move(deed)};
  auto response = answer(fault.status.value_or(kUsualStatus), "text/plain; charset=utf-8", fault.body);
  for (const auto& [name, value] : fault.headers) set_header(response.headers, name, value);
  return noted(std::move(response), std::move(deed));
}

Reply late(std::chrono::milliseconds by, Delayed::Late what) {
  if (by.count() > 0) return Delayed{by, std::move(what)};
  return std::visit([](auto& each) -> Reply { return std::move(each); }, what);
}

Reply in_the_manner_of(const PlacedFault& placed, const Visit& visit, const Serve& serve) {
  const Fault& fault = placed.fault;
  const AppliedFault applied{placed.id, fault.kind};
  auto reply = comes_before_the_world(fault.kind)
                   ? instead_of(fault, {.event = Event::kFault, .fault = applied})
                   : serve({visit.request, visit.parameters, visit.sandbox, visit.presented, visit.identity, &fault});
  if (auto* const drop = std::get_if<Drop>(&reply)) return late(fault.delay, std::move(*drop));
  auto* const response = std::get_if<Response>(&reply);
  if (!response) return reply;
  response->deed.fault = applied;
  return late(fault.delay, spoilt(std::move(*response), fault, visit.request, visit.sandbox.clock().now()));
}

}  // namespace

Reply under_faults(const Visit& visit, Place place, const Serve& serve) {
  // Who only looks is not tricked: HEAD uses nothing up, not even a fault.
  if (visit.request.method == "HEAD") return serve(visit);
  const auto method = place == Place::kRpc ? method_in(visit.request) : std::string();
  const auto placed = visit.sandbox.faults().hit({place, method, visit.identity.facility, visit.presented.serial()});
  return placed ? in_the_manner_of(*placed, visit, serve) : serve(visit);
}

std::optional<pki::Secret> asked_password(const Visit& visit) {
  if (!visit.fault || visit.fault->kind != FaultKind::kPassword) return std::nullopt;
  return pki::Secret::copy_of(visit.fault->value);
}

Reply hand_out(const Visit& visit, const GenerationRef& right, Take take) {
  if (!visit.fault || visit.fault->kind != FaultKind::kReplacement) return p12_answer(*right, take);
  const auto replacing = parse_replacing(visit.fault->value);
  if (!replacing) return problem(replacing.error());
  const auto wrong = visit.sandbox.misissued(*right, *replacing);
  return wrong ? p12_answer(**wrong, take) : problem(wrong.error());
}

}  // namespace orcamo::mock
