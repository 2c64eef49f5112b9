#include "workflow/resumable.hpp"

#include "identity/arrival_checks.hpp"
#include "orcamo/client/current.hpp"
#include "orcamo/client/pkcs12.hpp"

namespace orcamo::client {
namespace {

bool has_expired(const StoredCertificate& one, pki::TimePoint now) noexcept {
  return now > one.credential.certificate.validity().not_after;
}

}  // namespace

const StoredCertificate* resumable_of(const std::vector<StoredCertificate>& stored, RenewalJournal& journal,
                                      const ArrivalPolicy& policy, pki::TimePoint now) {
  for (auto each = stored.rbegin(); each != stored.rend(); ++each) {
    const pki::Certificate& certificate = each->credential.certificate;
    if (!has_expired(*newest_valid_of(stored, certificate, now, policy.clock_difference), now)) continue;
    const auto record = journal.load(certificate);
    if (!record || !*record || !(*record)->arrival) continue;
    if ((*record)->old_fingerprint != certificate.fingerprint_sha256()) continue;
    const Arrival& arrival = *(*record)->arrival;
    const auto fresh = open_pkcs12(arrival.p12, arrival.password.reveal());
    if (fresh && check_arrival(*fresh, each->credential, policy, now)) return &*each;
  }
  return nullptr;
}

}  // namespace orcamo::client
