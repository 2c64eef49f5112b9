#include "orcamo/pki/private_key.hpp"

#include <openssl/err.h>
#include <openssl/params.h>
#include <openssl/pem.h>

#include <cstddef>
#include <string>
#include <utility>

#include "orcamo/pki/in_quotes.hpp"
#include "orcamo/pki/openssl/draw_scope.hpp"
#include "orcamo/pki/openssl/handles.hpp"

namespace orcamo::pki {

struct PrivateKey::Body {
  PKey key;
};

namespace {

// in_default_context copies a key into the context in which everybody works with it; null where that fails.
PKey in_default_context(const EVP_PKEY* key) {
  OSSL_PARAM* exported = nullptr;
  if (EVP_PKEY_todata(key, EVP_PKEY_KEYPAIR, &exported) != 1) return nullptr;
  const Parameters parameters(exported);
  const PKeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, EVP_PKEY_get0_type_name(key), nullptr));
  EVP_PKEY* copy = nullptr;
  if (!context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
      EVP_PKEY_fromdata(context.get(), &copy, EVP_PKEY_KEYPAIR, parameters.get()) != 1) {
    return nullptr;
  }
  return PKey(copy);
}

}  // namespace

std::string_view key_type_name(KeyType type) noexcept {
  switch (type) {
    case KeyType::kP256:
      return "p-256";
    case KeyType::kRsa2048:
      return "rsa-2048";
    case KeyType::kRsa4096:
      return "rsa-4096";
    case KeyType::kOther:
      break;
  }
  return "other";
}

Result<KeyType> parse_key_type(std::string_view name) {
  for (const KeyType type : {KeyType::kP256, KeyType::kRsa2048, KeyType::kRsa4096}) {
    if (name == key_type_name(type)) return type;
  }
  return Error(Errc::kKeyUnsupported, in_quotes(name) + " is not a key type that can be made",
               "use p-256, rsa-2048 or rsa-4096");
}

Result<PrivateKey> PrivateKey::generate(KeyType type, const Randomness& randomness) {
  const DrawScope scope(randomness);
  PKey key;
  switch (type) {
    case KeyType::kP256:
      key.reset(EVP_PKEY_Q_keygen(scope.context(), nullptr, "EC", "P-256"));
      break;
    case KeyType::kRsa2048:
      key.reset(EVP_PKEY_Q_keygen(scope.context(), nullptr, "RSA", std::size_t{2048}));
      break;
    case KeyType::kRsa4096:
      key.reset(EVP_PKEY_Q_keygen(scope.context(), nullptr, "RSA", std::size_t{4096}));
      break;
    case KeyType::kOther:
      return Error(Errc::kKeyUnsupported, "a key of no particular type can't be made");
  }
  if (key && scope.context() != nullptr) key = in_default_context(key.get());
  if (!key) return take_error(Errc::kCryptoFailed, "generating a key pair");
  return NativeAccess::wrap(std::move(key));
}

Result<PrivateKey> PrivateKey::from_pem(std::string_view pem) {
  const Bio bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  // An encrypted key must fail, not ask at the terminal.
  const auto no_password = [](char*, int, int, void*) { return -1; };
  PKey key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_password, nullptr));
  if (!key) return take_error(Errc::kKeyMalformed, "reading a private key in PEM form");
  return NativeAccess::wrap(std::move(key));
}

KeyType PrivateKey::type() const noexcept {
  EVP_PKEY* key = body_->key.get();
  if (EVP_PKEY_is_a(key, "RSA") == 1) {
    if (EVP_PKEY_get_bits(key) == 2048) return KeyType::kRsa2048;
    if (EVP_PKEY_get_bits(key) == 4096) return KeyType::kRsa4096;
  }
  if (EVP_PKEY_is_a(key, "EC") == 1) {
    char group[64] = {};
    std::size_t length = 0;
    if (EVP_PKEY_get_group_name(key, group, sizeof group, &length) == 1 && std::string_view(group) == "prime256v1") {
      return KeyType::kP256;
    }
    ERR_clear_error();
  }
  return KeyType::kOther;
}

Result<Secret> PrivateKey::pem() const {
  const Bio bio(BIO_new(BIO_s_secmem()));
  if (!bio || PEM_write_bio_PKCS8PrivateKey(bio.get(), body_->key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1) {
    return take_error(Errc::kCryptoFailed, "writing a private key in PEM form");
  }
  std::string text = contents(bio.get());
  return Secret::take(text);
}

EVP_PKEY* NativeAccess::native(const PrivateKey& key) noexcept { return key.body_->key.get(); }

Result<PrivateKey> NativeAccess::wrap(PKey key) {
  if (!key) return Error(Errc::kKeyMalformed, "there is no private key");
  return PrivateKey(std::make_shared<const PrivateKey::Body>(PrivateKey::Body{std::move(key)}));
}

}  // namespace orcamo::pki
