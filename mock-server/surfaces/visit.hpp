#pragma once
#include <functional>

#include "net/router.hpp"
#include "world/world.hpp"

namespace orcamo::mock {

// Visit is a request by a certificate that its sandbox has issued.
struct Visit {
  const Request& request;
  const PathParameters& parameters;
  Sandbox& sandbox;
  const pki::Certificate& presented;
  Identity identity;
};

// permitted lets only such requests through to `serve`, and only while the certificate is valid by the sandbox clock:
// any other certificate, though the handshake accepted it, is answered 403 NOT PERMITTED CERTIFICATE.
Route permitted(World& world, std::function<Reply(const Visit&)> serve);

// refusal_for_permitted words why no route fits, to those who are permitted.
std::function<Response(const Request&, const pki::Error&)> refusal_for_permitted(World& world);

}  // namespace orcamo::mock
