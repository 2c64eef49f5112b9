#pragma once
#include <string_view>

#include "orcamo/pki/bytes.hpp"
#include "orcamo/pki/credential.hpp"
#include "orcamo/pki/result.hpp"

namespace orcamo::client {

// pack_pkcs12 makes a PKCS#12 file of a credential, chain and all, for stores that keep no such files: AES-256-CBC,
// HMAC-SHA-256, and as few iterations as a password of this program's own making needs. Fails with kCryptoFailed.
pki::Result<pki::Bytes> pack_pkcs12(const pki::Credential& credential, std::string_view password);

}  // namespace orcamo::client
