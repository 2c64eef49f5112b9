#include "identity/p12_pbmac1.hpp"

#include <openssl/crypto.h>
#include <openssl/hmac.h>

#include <climits>

#include "orcamo/pki/openssl/handles.hpp"

namespace orcamo::client {
namespace {

// content_begin is where the content of the element at the front of `der` begins, from its front.
const std::uint8_t* content_begin(pki::BytesView der) {
  const std::uint8_t* at = der.data();
  long length = 0;
  int tag = 0;
  int klass = 0;
  ASN1_get_object(&at, &length, &tag, &klass, static_cast<long>(der.size()));
  return at;
}

}  // namespace

int pbmac1_derivations(const Pbmac1Terms& terms) noexcept {
  const auto digest = static_cast<std::size_t>(EVP_MD_get_size(EVP_get_digestbynid(terms.derivation_digest)));
  return static_cast<int>((terms.key_size + digest - 1) / digest);
}

pki::Bytes pbmac1(const Pbmac1Terms& terms, std::string_view password, pki::BytesView content) {
  const EVP_MD* derivation = EVP_get_digestbynid(terms.derivation_digest);
  const EVP_MD* digest = EVP_get_digestbynid(terms.mac_digest);
  pki::Bytes key(terms.key_size);
  pki::Bytes mac(EVP_MAX_MD_SIZE);
  unsigned int size = 0;
  const bool made = terms.iterations <= INT_MAX &&
                    PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()), terms.salt.data(),
                                      static_cast<int>(terms.salt.size()), static_cast<int>(terms.iterations),
                                      derivation, static_cast<int>(key.size()), key.data()) == 1 &&
                    HMAC(digest, key.data(), static_cast<int>(key.size()), content.data(), content.size(), mac.data(),
                         &size) != nullptr;
  OPENSSL_cleanse(key.data(), key.size());
  mac.resize(made ? size : 0);
  return mac;
}

pki::Bytes mac_content(pki::BytesView file) {
  const std::uint8_t* const end = file.data() + file.size();
  const std::uint8_t* at = content_begin(file);
  const pki::Asn1Integer version(d2i_ASN1_INTEGER(nullptr, &at, end - at));
  if (!version) return {};
  const pki::Pkcs7 safe(d2i_PKCS7(nullptr, &at, end - at));
  if (!safe || !PKCS7_type_is_data(safe.get()) || safe->d.data == nullptr) return {};
  const unsigned char* octets = ASN1_STRING_get0_data(safe->d.data);
  return {octets, octets + ASN1_STRING_length(safe->d.data)};
}

}  // namespace orcamo::client
