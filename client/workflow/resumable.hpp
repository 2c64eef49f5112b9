#pragma once
#include <vector>

#include "orcamo/client/arrival_policy.hpp"
#include "orcamo/client/certificate_store.hpp"
#include "orcamo/client/renewal_journal.hpp"
#include "orcamo/pki/time.hpp"

namespace orcamo::client {

// resumable_of is the certificate whose interrupted renewal is to be gone on with before another is begun: its
// replacement is in the store, and the commit was cut off; or it brings its holder a certificate again, as nothing of
// the holder is valid at `now` any more, but what has come is in the journal, and fit to take its place. Of several of
// the latter each has its day, so that one that the server refuses for good keeps none waiting. Null: there is none.
// What the journal cannot tell now is left to another time.
const StoredCertificate* resumable_of(const std::vector<StoredCertificate>& stored, RenewalJournal& journal,
                                      const ArrivalPolicy& policy, pki::TimePoint now);

}  // namespace orcamo::client
