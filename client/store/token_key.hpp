#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "orcamo/pki/certificate.hpp"
#include "orcamo/pki/private_key.hpp"
#include "store/token.hpp"

// Where OpenSSL's keys and those of a token meet.
namespace orcamo::client {

// key_id is the SHA-1 of the certificate's public key (RFC 5280, 4.2.1.2, method 1): 20 octets.
std::string key_id(const pki::Certificate& certificate);

// key_attributes describe a private key that goes into a token and does not come out. Fails with kStoreUnsupported.
pki::Result<TokenAttributes> key_attributes(const pki::PrivateKey& key);

// certificate_attributes describe a certificate object.
TokenAttributes certificate_attributes(const pki::Certificate& certificate);

// key_in is the private key with this CKA_ID that belongs to `certificate`. It signs on the token. Unset: there is
// none.
std::optional<pki::PrivateKey> key_in(const Token& token, std::string_view id, const pki::Certificate& certificate);

}  // namespace orcamo::client
