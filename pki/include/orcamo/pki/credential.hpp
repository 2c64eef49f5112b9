#pragma once
#include <vector>

#include "orcamo/pki/certificate.hpp"
#include "orcamo/pki/private_key.hpp"

namespace orcamo::pki {

// Credential is what a TLS peer proves itself with: an end-entity certificate, its private key, and the certificates
// between it and the root (issuer first, root left out).
struct Credential {
  Certificate certificate;
  PrivateKey key;
  std::vector<Certificate> chain;
};

}  // namespace orcamo::pki
