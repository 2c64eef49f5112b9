#pragma once
#include "net/message.hpp"
#include "world/policy.hpp"
#include "world/reason.hpp"

namespace orcamo::mock {

// refusal is what a request is answered, in place of its route, whose certificate is refused: after a handshake that
// the persona let complete, or on a connection whose certificate has ended since. With Persona::kAlert it is too late
// for an alert then, and the service's own 403 takes its place. The journal says kCertificateRefused.
Reply refusal(Persona persona, Reason reason);

// not_permitted is the service's own refusal: 403, NOT PERMITTED CERTIFICATE; kNotPermitted.
Response not_permitted();

}  // namespace orcamo::mock
