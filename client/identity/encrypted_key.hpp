#pragma once
#include <string_view>

#include "orcamo/pki/bytes.hpp"
#include "orcamo/pki/private_key.hpp"

namespace orcamo::client {

// open_encrypted_key reads an EncryptedPrivateKeyInfo (RFC 5958, DER) that this program has asked for: it sets no limit
// to what the derivation costs. Fails with kKeyMalformed.
pki::Result<pki::PrivateKey> open_encrypted_key(pki::BytesView der, std::string_view password);

}  // namespace orcamo::client
