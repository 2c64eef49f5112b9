#pragma once
#include "orcamo/client/renewal.hpp"

namespace orcamo::client {

// due_by_dates tells whether it is time to renew a certificate of that validity. Fails with kCertificateExpired,
// kIdentityNotYetValid, where it cannot renew itself.
pki::Result<bool> due_by_dates(const RenewalOptions& options, const pki::Validity& validity, pki::TimePoint now);

// successor_of is what a renewal would bring, and is there already: of the same holder, from the same issuer or another
// that an arrival may come from, ending later and not due. Null: there is none.
const StoredCertificate* successor_of(const pki::Credential& old, const std::vector<StoredCertificate>& stored,
                                      const RenewalPolicy& policy, const ArrivalPolicy& arrivals, pki::TimePoint now);

// next_to_renew is the first of renewables_of that is not due, or has no successor yet: one that another authority has
// replaced must not keep the others from being renewed until it expires. Where all have one, it is the first; null:
// there is none.
const StoredCertificate* next_to_renew(const std::vector<StoredCertificate>& stored, const RenewalPolicy& policy,
                                       const ArrivalPolicy& arrivals, pki::TimePoint now);

}  // namespace orcamo::client
