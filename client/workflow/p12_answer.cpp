#include "workflow/p12_answer.hpp"

#include <string>

#include "identity/file_kind.hpp"
#include "orcamo/client/pkcs12.hpp"
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

pki::Error no_file(const FileKind& stranger) {
  return pki::Error(pki::Errc::kP12NotP12,
                    "the server answered with " + std::string(stranger.name) + " where a PKCS#12 file was due",
                    "run the renewal again; if that does not help, ask whoever runs the server");
}

}  // namespace

pki::Result<Arrival> take_p12(HttpResponse& answer, std::string_view url) {
  if (auto accepted = accept_status(answer, {200}); !accepted) return gone(accepted.error(), answer.status);
  Arrival arrival;
  arrival.file_name = announced_file_name(answer.header("Content-Disposition"), url);
  const pki::BytesView octets = pki::as_bytes(answer.body);
  if (auto safe = check_file_name(arrival.file_name); !safe) {
    const auto stranger = recognize_stranger(octets);
    if (stranger && answer.header("Content-Disposition").empty()) return no_file(*stranger);
    return safe.error();
  }
  if (octets.size() > Pkcs12Limits{}.octets) {
    return pki::Error(pki::Errc::kP12LimitExceeded,
                      "the server answered with " + std::to_string(octets.size()) + " octets, and a PKCS#12 file has " +
                          std::to_string(Pkcs12Limits{}.octets) + " at most",
                      "run the renewal again; if that does not help, ask whoever runs the server");
  }
  arrival.p12.assign(octets.begin(), octets.end());
  return arrival;
}

}  // namespace orcamo::client
