#include "surfaces/visit.hpp"

#include <utility>

#include "net/refusal.hpp"
#include "surfaces/answer.hpp"
#include "surfaces/misbehaviour.hpp"
#include "surfaces/problem.hpp"

namespace orcamo::mock {
namespace {

pki::Result<Identity> identity_behind(const Request& request) {
  if (request.presented) return request.sandbox->identity_of(*request.presented);
  return pki::Error(pki::Errc::kCertificateRequired, "no client certificate was presented");
}

}  // namespace

Route permitted(Event usual, Place place, Serve serve, Admits admits) {
  auto served = [usual, serve = std::move(serve)](const Visit& visit) -> Reply {
    auto reply = serve(visit);
    auto* const response = std::get_if<Response>(&reply);
    if (response && response->deed.event == Event::kOther) response->deed.event = usual;
    return reply;
  };
  return [place, serve = Serve(std::move(served)), admits](const Request& request,
                                                           const PathParameters& parameters) -> Reply {
    if (request.admission == Admission::kRenewalOnly && admits != Admits::kRenewing) return not_permitted();
    auto identity = identity_behind(request);
    if (!identity) return not_permitted();
    return under_faults({request, parameters, *request.sandbox, *request.presented, *std::move(identity)}, place,
                        serve);
  };
}

std::function<Response(const Request&, const pki::Error&)> refusal_for_permitted() {
  return [](const Request& request, const pki::Error& error) {
    if (!identity_behind(request)) return not_permitted();
    return noted(problem(error), {.event = Event::kNotFound});
  };
}

}  // namespace orcamo::mock
