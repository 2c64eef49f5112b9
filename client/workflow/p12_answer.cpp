#include "workflow/p12_answer.hpp"

#include "store/file_name.hpp"
#include "workflow/announced_file_name.hpp"
#include "workflow/answer.hpp"

namespace orcamo::client {
namespace {

// gone names what is wrong with a link that leads to nothing (404, 410): its own code, since a new link can help.
pki::Error gone(const pki::Error& refused, unsigned status) {
  if (status != 404 && status != 410) return refused;
  return pki::Error(status == 404 ? pki::Errc::kLinkUnknown : pki::Errc::kLinkExpired, refused.message(),
                    "run the renewal again: it asks for a new link");
}

}  // namespace

pki::Result<Arrival> take_p12(HttpResponse& answer, std::string_view url) {
  if (auto accepted = accept_status(answer, {200}); !accepted) return gone(accepted.error(), answer.status);
  Arrival arrival;
  arrival.file_name = announced_file_name(answer.header("Content-Disposition"), url);
  if (auto safe = check_file_name(arrival.file_name); !safe) return safe.error();
  const pki::BytesView octets = pki::as_bytes(answer.body);
  arrival.p12.assign(octets.begin(), octets.end());
  return arrival;
}

}  // namespace orcamo::client
