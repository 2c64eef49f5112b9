#pragma once
#include <vector>

#include "orcamo/client/certificate_store.hpp"
#include "orcamo/pki/time.hpp"

// Which of a store's certificates. `stored` is what CertificateStore::list returns.
namespace orcamo::client {

// same_holder: the same name, from the same authority.
bool same_holder(const pki::Certificate& a, const pki::Certificate& b) noexcept;

// same_lineage: generations of one identity. The same holder, or the same name from another authority, as a service
// issues them that has changed its own. An empty name is nobody's.
bool same_lineage(const pki::Certificate& a, const pki::Certificate& b) noexcept;

// ends_earlier is the order of CertificateStore::list: by notAfter, of equal ends by serial.
bool ends_earlier(const StoredCertificate& a, const StoredCertificate& b) noexcept;

// in_question chooses a holder: of the newest certificate of each, the one that ends first, so that no holder's is
// forgotten over another's. Null: there is none.
const StoredCertificate* in_question(const std::vector<StoredCertificate>& stored) noexcept;

// judged_at is the time at which a certificate is judged on a computer whose clock may be behind the server's by
// `clock_difference`: `now`, or its first second where that is no further away.
pki::TimePoint judged_at(const pki::Validity& validity, pki::TimePoint now, pki::Seconds clock_difference) noexcept;

// current_of is the certificate to use at `now`: of the holder in question, the one that ends last among those that are
// valid; where none is, the one that ends last. A holder is not in question whose newest certificate has expired and
// has a successor of its lineage, which is in question in its place. Null: there is none.
const StoredCertificate* current_of(const std::vector<StoredCertificate>& stored, pki::TimePoint now,
                                    pki::Seconds clock_difference = pki::Seconds(0)) noexcept;

// renewables_of are the certificates to renew at `now`, in the order in which their holders are in question: of each
// holder who has a valid certificate the one that current_of would choose. Who has none needs a new certificate from
// elsewhere, and must not keep the others from being renewed; where nobody has, it is that of current_of alone.
std::vector<const StoredCertificate*> renewables_of(const std::vector<StoredCertificate>& stored, pki::TimePoint now,
                                                    pki::Seconds clock_difference = pki::Seconds(0));

// newest_valid_of is the certificate that the holder of `holder` uses at `now`, chosen in the same way. Null: there is
// none of that holder.
const StoredCertificate* newest_valid_of(const std::vector<StoredCertificate>& stored, const pki::Certificate& holder,
                                         pki::TimePoint now, pki::Seconds clock_difference = pki::Seconds(0)) noexcept;

// newest_valid_of_lineage is that among all generations of `certificate`.
const StoredCertificate* newest_valid_of_lineage(const std::vector<StoredCertificate>& stored,
                                                 const pki::Certificate& certificate, pki::TimePoint now,
                                                 pki::Seconds clock_difference = pki::Seconds(0)) noexcept;

// not_stored is the failure kStoreCertificateUnknown.
pki::Error not_stored(const pki::Certificate& certificate);

// check_removal allows the removal of what has expired by `now` and has a successor: of the same subject, whichever
// authority issued it, and ending later.
// Fails with kStoreCertificateUnknown, kStoreStillValid.
pki::Result<void> check_removal(const std::vector<StoredCertificate>& stored, const pki::Certificate& certificate,
                                pki::TimePoint now);

}  // namespace orcamo::client
