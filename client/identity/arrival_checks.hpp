#pragma once
#include "orcamo/client/arrival_policy.hpp"
#include "orcamo/pki/credential.hpp"
#include "orcamo/pki/time.hpp"

namespace orcamo::client {

// check_arrival decides whether `arrived` may take the place of `old`: its own key, made for TLS clients, the same
// holder, a trusted issuer, valid at `now`, ending later, with another serial and another key. That it opened, as the
// one identity of a file of honest size, is what open_pkcs12 has proved. Fails with identity.* codes and kKeyMismatch;
// the sentence says what was expected and what came.
pki::Result<void> check_arrival(const pki::Credential& arrived, const pki::Credential& old, const ArrivalPolicy& policy,
                                pki::TimePoint now);

}  // namespace orcamo::client
