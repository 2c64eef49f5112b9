#pragma once
#include "orcamo/client/renewal.hpp"

namespace orcamo::client {

// due_by_dates tells whether it is time to renew a certificate of that validity. Fails with kCertificateExpired,
// kIdentityNotYetValid, where it cannot renew itself.
pki::Result<bool> due_by_dates(const RenewalOptions& options, const pki::Validity& validity, pki::TimePoint now);

// successor_of is what a renewal would bring, and is there already: of the same holder, from the same issuer or another
// that an arrival may come from, ending later and not due. Null: there is none.
const StoredCertificate* successor_of(const pki::Credential& old, const std::vector<StoredCertificate>& stored,
                                      const RenewalOptions& options, pki::TimePoint now);

}  // namespace orcamo::client
