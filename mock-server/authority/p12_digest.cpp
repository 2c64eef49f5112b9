#include "authority/p12_digest.hpp"

#include <openssl/evp.h>

namespace orcamo::mock {

DigestForm form_of(P12Digest digest) noexcept {
  switch (digest) {
    case P12Digest::kSha1:
      return {EVP_sha1(), 20, "1.3.14.3.2.26", "1.2.840.113549.2.7"};
    case P12Digest::kSha384:
      return {EVP_sha384(), 48, "2.16.840.1.101.3.4.2.2", "1.2.840.113549.2.10"};
    case P12Digest::kSha512:
      return {EVP_sha512(), 64, "2.16.840.1.101.3.4.2.3", "1.2.840.113549.2.11"};
    case P12Digest::kSha256:
      break;
  }
  return {EVP_sha256(), 32, "2.16.840.1.101.3.4.2.1", "1.2.840.113549.2.9"};
}

}  // namespace orcamo::mock
