#pragma once
#include <string>

#include "orcamo/client/certificate_store.hpp"
#include "orcamo/client/transport.hpp"

// The machine path to the replacement certificate (the renewal API).
namespace orcamo::client {

// Replacement is where the new certificate waits, and what opens it.
struct Replacement {
  std::string url;
  pki::Secret password;
};

// request_replacement asks with the certificate that is to be replaced. Fails with transport.*, tls.* and server.*
// codes.
pki::Result<Replacement> request_replacement(Transport& transport, const std::string& server,
                                             const pki::Credential& old);

// download_replacement fetches the PKCS#12 file and finds out its name; kStoreNameUnsafe where that is no plain name.
pki::Result<Arrival> download_replacement(Transport& transport, const Replacement& replacement,
                                          const pki::Credential& old);

}  // namespace orcamo::client
