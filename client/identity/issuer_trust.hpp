#pragma once
#include "orcamo/client/arrival_policy.hpp"
#include "orcamo/pki/credential.hpp"

namespace orcamo::client {

// check_issuer decides whether whoever issued `arrived` may replace `old`: by signatures, never by a name alone. Dates
// of authorities are not looked at; the trial login tells. Fails with kIdentityOtherIssuer and kIdentityUntrusted.
pki::Result<void> check_issuer(const pki::Credential& arrived, const pki::Credential& old, const ArrivalPolicy& policy);

}  // namespace orcamo::client
