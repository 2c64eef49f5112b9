#pragma once
#include <string_view>

#include "identity/p12_algorithms.hpp"
#include "orcamo/pki/bytes.hpp"

namespace orcamo::client {

// pbmac1_derivations is how many times over the iterations are made: a key may be longer than the digest.
int pbmac1_derivations(const Pbmac1Terms& terms) noexcept;

// pbmac1 is the MAC of `content` (RFC 8018, 7.1) with the octets of a password; empty where OpenSSL refuses.
pki::Bytes pbmac1(const Pbmac1Terms& terms, std::string_view password, pki::BytesView content);

// mac_content is what the MAC of a whole PKCS#12 `file` is made of: the octets of its authenticated safe, without tag
// and length (RFC 7292, 4). Empty where it has none.
pki::Bytes mac_content(pki::BytesView file);

}  // namespace orcamo::client
