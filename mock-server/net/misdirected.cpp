#include "net/misdirected.hpp"

#include <string>

#include "net/response_text.hpp"
#include "net/sandbox_host.hpp"

namespace orcamo::mock {
namespace {

Response refuse(const std::string& why) {
  Response response = problem(421, pki::Errc::kRequestMisdirected, why);
  response.deed.event = Event::kMisdirected;
  return response;
}

}  // namespace

std::optional<Response> misdirected(const Request& request, const HandshakeRecord& record) {
  const Sandbox& own = *record.sandbox;
  if (record.world.find(own.id()) != record.sandbox) {
    return refuse("the sandbox " + own.id() + " of this connection has been deleted");
  }
  if (record.found_by == FoundBy::kPort) return std::nullopt;
  const std::string label = sandbox_label(header(request.headers, "Host"));
  if (label.empty() || label == own.id() || !record.world.find(label)) return std::nullopt;
  return refuse("this connection belongs to the sandbox " + own.id() + ", and the request is for " + label);
}

}  // namespace orcamo::mock
