#pragma once
#include <openssl/x509.h>

#include <string>

#include "orcamo/pki/result.hpp"

// How the parts of a PKCS#12 file say they are protected: read, and judged, before anything is derived.
namespace orcamo::client {

// algorithm_name is OpenSSL's long name, or the dotted object identifier of what it does not know.
std::string algorithm_name(const ASN1_OBJECT* algorithm);

// iteration_count reads a positive count; kP12Malformed where there is none.
pki::Result<long> iteration_count(const ASN1_INTEGER* count);

// pbe_iterations is the number of iterations that `encryption` (PBES1, PBES2 or of PKCS#12) asks for. Fails with
// kP12UnsupportedAlgorithm where a part of it (scheme, key derivation, PRF, cipher) cannot be done here.
pki::Result<long> pbe_iterations(const X509_ALGOR& encryption);

// check_mac_digest fails with kP12UnsupportedAlgorithm where the MAC's digest cannot be done here.
pki::Result<void> check_mac_digest(const X509_ALGOR& digest);

}  // namespace orcamo::client
