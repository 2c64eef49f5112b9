#include "workflow/due_check.hpp"

#include <algorithm>

#include "identity/arrival_checks.hpp"
#include "identity/both_zones.hpp"
#include "orcamo/client/current.hpp"

namespace orcamo::client {

using pki::Errc;
using pki::Error;

pki::Result<bool> due_by_dates(const RenewalOptions& options, const pki::Validity& validity, pki::TimePoint now) {
  switch (options.policy.assess(validity, judged_at(validity, now, options.arrival.clock_difference))) {
    case Standing::kExpired:
      return Error(Errc::kCertificateExpired,
                   "the certificate expired at " + both_zones(validity.not_after) + ", and it is " + both_zones(now) +
                       " here; an expired certificate cannot renew itself",
                   "check this computer's clock; if it is right, ask your ORCA support for a new certificate");
    case Standing::kNotYetValid:
      return Error(Errc::kIdentityNotYetValid,
                   "the certificate becomes valid at " + both_zones(validity.not_before) + ", and it is " +
                       both_zones(now) + " here",
                   "check this computer's clock");
    case Standing::kDue:
      return true;
    case Standing::kCurrent:
      break;
  }
  return options.insistence == Insistence::kAlways;
}

const StoredCertificate* successor_of(const pki::Credential& old, const std::vector<StoredCertificate>& stored,
                                      const RenewalPolicy& policy, const ArrivalPolicy& arrivals, pki::TimePoint now) {
  const StoredCertificate* last = nullptr;
  for (const StoredCertificate& one : stored) {
    const pki::Certificate& other = one.credential.certificate;
    if (other.validity().not_after <= old.certificate.validity().not_after) continue;
    // One that a server ahead of this computer has made begins only later here.
    const pki::TimePoint when = judged_at(other.validity(), now, arrivals.clock_difference);
    if (policy.assess(other.validity(), when) != Standing::kCurrent) continue;
    if (same_holder(other, old.certificate) || check_arrival(one.credential, old, arrivals, now)) last = &one;
  }
  return last;
}

const StoredCertificate* next_to_renew(const std::vector<StoredCertificate>& stored, const RenewalPolicy& policy,
                                       const ArrivalPolicy& arrivals, pki::TimePoint now) {
  const auto all = renewables_of(stored, now, arrivals.clock_difference);
  for (const StoredCertificate* const each : all) {
    const pki::Validity& validity = each->credential.certificate.validity();
    const bool is_due = policy.assess(validity, judged_at(validity, now, arrivals.clock_difference)) == Standing::kDue;
    if (!is_due || successor_of(each->credential, stored, policy, arrivals, now) == nullptr) return each;
  }
  return all.empty() ? nullptr : all.front();
}

}  // namespace orcamo::client
