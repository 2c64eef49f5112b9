#include "identity/encrypted_key.hpp"

#include <utility>

#include "orcamo/pki/openssl/handles.hpp"

namespace orcamo::client {

using EncryptedKey = pki::Handle<X509_SIG, X509_SIG_free>;

pki::Result<pki::PrivateKey> open_encrypted_key(pki::BytesView der, std::string_view password) {
  constexpr const char* kDoing = "opening an encrypted private key";
  const unsigned char* at = der.data();
  const EncryptedKey sealed(d2i_X509_SIG(nullptr, &at, static_cast<long>(der.size())));
  if (!sealed) return pki::take_error(pki::Errc::kKeyMalformed, kDoing);
  const pki::KeyInfo info(PKCS8_decrypt(sealed.get(), password.data(), static_cast<int>(password.size())));
  if (!info) return pki::take_error(pki::Errc::kKeyMalformed, kDoing);
  pki::PKey key(EVP_PKCS82PKEY(info.get()));
  if (!key) return pki::take_error(pki::Errc::kKeyMalformed, kDoing);
  return pki::NativeAccess::wrap(std::move(key));
}

}  // namespace orcamo::client
