#include "workflow/resumable.hpp"

#include <algorithm>
#include <cstddef>

#include "identity/arrival_checks.hpp"
#include "orcamo/client/current.hpp"
#include "orcamo/client/pkcs12.hpp"

namespace orcamo::client {
namespace {

bool has_expired(const StoredCertificate& one, pki::TimePoint now) noexcept {
  return now > one.credential.certificate.validity().not_after;
}

// is_half_committed: the replacement is in the store, and `current` may still lead to the old certificate.
bool is_half_committed(const RenewalRecord& record, const std::vector<StoredCertificate>& stored) {
  return record.committed == Committed::kNo &&
         std::any_of(stored.begin(), stored.end(), [&](const StoredCertificate& one) {
           return one.credential.certificate.fingerprint_sha256() == record.new_fingerprint;
         });
}

bool has_fit_arrival(const RenewalRecord& record, const pki::Credential& old, const ArrivalPolicy& policy,
                     pki::TimePoint now) {
  if (!record.arrival) return false;
  const auto fresh = open_pkcs12(record.arrival->p12, record.arrival->password.reveal());
  return fresh && check_arrival(*fresh, old, policy, now);
}

}  // namespace

const StoredCertificate* resumable_of(const std::vector<StoredCertificate>& stored, RenewalJournal& journal,
                                      const ArrivalPolicy& policy, pki::TimePoint now) {
  std::vector<const StoredCertificate*> fit;
  for (auto each = stored.rbegin(); each != stored.rend(); ++each) {
    const pki::Certificate& certificate = each->credential.certificate;
    const auto record = journal.load(certificate);
    if (!record || !*record || (*record)->old_fingerprint != certificate.fingerprint_sha256()) continue;
    if (is_half_committed(**record, stored)) return &*each;
    const auto* const used = newest_valid_of_lineage(stored, certificate, now, policy.clock_difference);
    if (has_expired(*used, now) && has_fit_arrival(**record, each->credential, policy, now)) fit.push_back(&*each);
  }
  if (fit.empty()) return nullptr;
  return fit[static_cast<std::size_t>(now.time_since_epoch() / pki::days(1)) % fit.size()];
}

}  // namespace orcamo::client
