#pragma once
#include <openssl/types.h>

#include <cstddef>
#include <string_view>

#include "authority/p12_profile.hpp"

namespace orcamo::mock {

// DigestForm is a digest as OpenSSL and as a PKCS#12 file know it.
struct DigestForm {
  const EVP_MD* digest;
  std::size_t octets;
  std::string_view object;
  std::string_view hmac_object;
};

DigestForm form_of(P12Digest digest) noexcept;

}  // namespace orcamo::mock
