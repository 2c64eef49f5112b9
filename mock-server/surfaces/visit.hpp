#pragma once
#include <functional>

#include "net/router.hpp"
#include "world/sandbox.hpp"

namespace orcamo::mock {

// Visit is a request by a certificate that its sandbox has issued.
struct Visit {
  const Request& request;
  const PathParameters& parameters;
  Sandbox& sandbox;
  const pki::Certificate& presented;
  Identity identity;
  const Fault* fault = nullptr;  // that hits this visit; null: none
};

// Admits is whom a route is for: a certificate past its end may still be let in to renew itself.
enum class Admits { kCurrent, kRenewing };

using Serve = std::function<Reply(const Visit&)>;

// permitted lets only such requests through to `serve`; any other certificate, though its chain verified, is answered
// 403 NOT PERMITTED CERTIFICATE. `usual` is what the journal says where `serve` says nothing else. Faults of the
// sandbox that are about `place` come between.
Route permitted(Event usual, Place place, Serve serve, Admits admits = Admits::kCurrent);

// refusal_for_permitted words why no route fits, to those who are permitted.
std::function<Response(const Request&, const pki::Error&)> refusal_for_permitted();

}  // namespace orcamo::mock
