#pragma once
#include "identity/p12_budget.hpp"
#include "identity/p12_password.hpp"
#include "orcamo/pki/openssl/handles.hpp"
#include "orcamo/pki/result.hpp"

namespace orcamo::client {

// check_mac_terms reads how the MAC is made and whether it may be made. Returns its iterations. Fails with
// kP12MacMissing, kP12UnsupportedAlgorithm, kP12Malformed and kP12LimitExceeded.
pki::Result<long> check_mac_terms(const PKCS12& p12, const P12Budget& budget);

// mac_proves tells whether the MAC of so many iterations was made with `password`.
pki::Result<bool> mac_proves(PKCS12* p12, const P12Password& password, long iterations, P12Budget& budget);

}  // namespace orcamo::client
