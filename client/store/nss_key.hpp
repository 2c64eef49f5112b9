#pragma once
#include "orcamo/pki/private_key.hpp"
#include "store/nss_database.hpp"

namespace orcamo::client {

// take_out copies a private key out of the database. Fails with kStoreUnsupported where it may not leave.
pki::Result<pki::PrivateKey> take_out(const NssDatabase& database, SECKEYPrivateKey* key);

// put_in stores the private key of `certificate`, for good. Fails with kStoreUnsupported, kStoreUnwritable.
pki::Result<void> put_in(const NssDatabase& database, const pki::PrivateKey& key, CERTCertificate* certificate,
                         const std::string& nickname);

}  // namespace orcamo::client
