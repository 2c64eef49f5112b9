#pragma once
#include "orcamo/pki/credential.hpp"
#include "orcamo/pki/time.hpp"

namespace orcamo::client {

// check_arrival decides whether `arrived` may take the place of `old`: the same holder, the same issuer, made for TLS
// clients, valid at `now` and ending later. Fails with identity.* codes, kKeyMismatch.
pki::Result<void> check_arrival(const pki::Credential& arrived, const pki::Certificate& old, pki::TimePoint now);

}  // namespace orcamo::client
