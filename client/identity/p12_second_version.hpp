#pragma once
#include "orcamo/pki/bytes.hpp"

// Keys in the second version of PKCS#8 (OneAsymmetricKey, RFC 5958, 2) with the public key beside them: OpenSSL 3.0
// reads the first alone, and takes the rest for damage.
namespace orcamo::client {

// is_second_version goes by the structure of the octets, which are one key's.
bool is_second_version(pki::BytesView key) noexcept;

// has_second_version looks for such a key among the bags of a SafeContents (RFC 7292, 4.2), in each that holds a key
// as it is.
bool has_second_version(pki::BytesView bags) noexcept;

}  // namespace orcamo::client
