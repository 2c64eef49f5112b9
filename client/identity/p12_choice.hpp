#pragma once
#include <vector>

#include "identity/p12_contents.hpp"
#include "orcamo/pki/credential.hpp"

namespace orcamo::client {

// choose_identity finds the one certificate that belongs to a key, by key match; localKeyID decides between
// certificates of one key. Its chain is put in order by signatures. Fails with kP12NoKey, kP12NoCertificate,
// kKeyMismatch and kP12SeveralIdentities.
pki::Result<pki::Credential> choose_identity(const std::vector<P12Contents::Key>& keys,
                                             const std::vector<P12Contents::Certificate>& certificates);

}  // namespace orcamo::client
