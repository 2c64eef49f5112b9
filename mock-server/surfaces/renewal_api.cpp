#include "surfaces/renewal_api.hpp"

#include "surfaces/answer.hpp"
#include "surfaces/host.hpp"
#include "surfaces/misbehaviour.hpp"
#include "surfaces/problem.hpp"
#include "surfaces/visit.hpp"

namespace orcamo::mock {
namespace {

// Real clients send {} or nothing at all; members that another one may send are not ours to judge.
pki::Result<void> check_body(const std::string& body, const Policy& policy) {
  if (body.empty() && policy.require_body) {
    return pki::Error(pki::Errc::kRequestMalformed, "the request has no body", "send {}");
  }
  if (body.empty()) return {};
  const auto value = parse_json(body);
  if (!value) return value.error();
  if (value->is_object()) return {};
  return pki::Error(pki::Errc::kRequestBadValue, "the body must be a JSON object", "send {} or no body");
}

Response renewal_refused(const pki::Error& error) { return noted(problem(error), {.event = Event::kRenewalRefused}); }

Reply request_renewal(const Visit& visit) {
  if (auto checked = check_body(visit.request.body, *visit.sandbox.policy()); !checked) {
    return renewal_refused(checked.error());
  }
  auto root = own_url(visit.request, "/api/cert/");
  if (!root) return renewal_refused(root.error());
  const auto link = visit.sandbox.request_renewal(visit.presented, asked_password(visit));
  if (!link) return renewal_refused(link.error());
  const Json body{{"uri", *root + link->token}, {"pass", link->generation->password.reveal()}};
  return noted(json_answer(200, body, Secrecy::kSecret),
               {.event = Event::kRenewalRequested, .issued = link->generation->credential.certificate.serial()});
}

Reply fetch(const Visit& visit) {
  const auto take = take_of(visit.request);
  const auto generation = visit.sandbox.fetch(visit.parameters.at("token"), visit.presented, take);
  if (!generation) return noted(problem(generation.error()), {.event = Event::kFetchRefused});
  return hand_out(visit, *generation, take);
}

}  // namespace

void add_renewal_api(Router& router) {
  router.add("POST", "/api/cert", permitted(Event::kOther, Place::kRenewal, request_renewal, Admits::kRenewing));
  router.add("GET", "/api/cert/{token}", permitted(Event::kPage, Place::kDownload, fetch, Admits::kRenewing));
}

}  // namespace orcamo::mock
