#include "identity/p12_library.hpp"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/provider.h>

namespace orcamo::client {

OSSL_LIB_CTX* p12_library() noexcept {
  // Never freed: its algorithms may be in use until the process ends.
  static OSSL_LIB_CTX* const library = [] {
    OSSL_LIB_CTX* const made = OSSL_LIB_CTX_new();
    if (made != nullptr) {
      OSSL_PROVIDER_load(made, "default");
      OSSL_PROVIDER_load(made, "legacy");
    }
    ERR_clear_error();
    return made;
  }();
  return library;
}

bool has_legacy_provider() noexcept { return OSSL_PROVIDER_available(p12_library(), "legacy") == 1; }

}  // namespace orcamo::client
