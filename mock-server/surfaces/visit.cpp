#include "surfaces/visit.hpp"

#include <string>
#include <utility>

#include "surfaces/answer.hpp"
#include "surfaces/problem.hpp"

namespace orcamo::mock {
namespace {

// The body is exact, without a line end (protocol.md, logging in).
constexpr std::string_view kNotPermittedCertificate = "NOT PERMITTED CERTIFICATE";

Response not_permitted() { return answer(403, "text/plain; charset=utf-8", std::string(kNotPermittedCertificate)); }

// The handshake judged the certificate, but a connection may outlive it, or the clock may have been turned since.
pki::Result<Identity> identity_behind(const Request& request, const Sandbox& sandbox) {
  if (!request.presented) return pki::Error(pki::Errc::kCertificateRequired, "no client certificate was presented");
  if (stands(request.presented->validity(), sandbox.clock().now()) != Standing::kCurrent) {
    return pki::Error(pki::Errc::kCertificateNotAccepted, "the client certificate is not valid at this time");
  }
  return sandbox.identity_of(*request.presented);
}

}  // namespace

Route permitted(World& world, std::function<Reply(const Visit&)> serve) {
  return [&world, serve = std::move(serve)](const Request& request, const PathParameters& parameters) -> Reply {
    auto& sandbox = world.default_sandbox();
    auto identity = identity_behind(request, sandbox);
    if (!identity) return not_permitted();
    return serve({request, parameters, sandbox, *request.presented, *std::move(identity)});
  };
}

std::function<Response(const Request&, const pki::Error&)> refusal_for_permitted(World& world) {
  return [&world](const Request& request, const pki::Error& error) {
    return identity_behind(request, world.default_sandbox()) ? problem(error) : not_permitted();
  };
}

}  // namespace orcamo::mock
