#pragma once
#include <openssl/types.h>

namespace orcamo::client {

// p12_library is where algorithms of PKCS#12 files are looked up: OpenSSL's own context, which also has the old ones
// (RC2, RC4, DES) where this machine has OpenSSL's legacy provider. Nothing else in the process gets to see them.
OSSL_LIB_CTX* p12_library() noexcept;

// has_legacy_provider tells whether it has.
bool has_legacy_provider() noexcept;

}  // namespace orcamo::client
