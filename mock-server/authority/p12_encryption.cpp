#include "authority/p12_encryption.hpp"

#include <openssl/provider.h>

#include <array>
#include <string>

#include "authority/der.hpp"
#include "authority/p12_digest.hpp"
#include "authority/p12_objects.hpp"
#include "orcamo/pki/openssl/handles.hpp"

namespace orcamo::mock {
namespace {

using pki::Bytes;
using pki::BytesView;
using pki::Errc;
using pki::Error;
using pki::Result;

using Cipher = pki::Handle<EVP_CIPHER, EVP_CIPHER_free>;
using CipherContext = pki::Handle<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>;

constexpr std::size_t kSaltOfPbes2 = 16;
constexpr std::size_t kSaltOfPbe = 8;

Error failed(std::string_view doing) { return pki::take_error(Errc::kCryptoFailed, doing); }

// KeyMaterial is a key with its initialization vector, wiped at the end.
struct KeyMaterial {
  KeyMaterial() = default;
  KeyMaterial(const KeyMaterial&) = delete;
  KeyMaterial& operator=(const KeyMaterial&) = delete;
  ~KeyMaterial() { OPENSSL_cleanse(key.data(), key.size()); }

  std::array<unsigned char, EVP_MAX_KEY_LENGTH> key{};
  std::array<unsigned char, EVP_MAX_IV_LENGTH> vector{};
};

Result<Bytes> run(const EVP_CIPHER* cipher, const KeyMaterial& material, BytesView plain) {
  const CipherContext context(EVP_CIPHER_CTX_new());
  Bytes octets(plain.size() + EVP_MAX_BLOCK_LENGTH);
  int size = 0;
  int rest = 0;
  if (!context ||
      EVP_EncryptInit_ex2(context.get(), cipher, material.key.data(), material.vector.data(), nullptr) != 1 ||
      EVP_EncryptUpdate(context.get(), octets.data(), &size, plain.data(), static_cast<int>(plain.size())) != 1 ||
      EVP_EncryptFinal_ex(context.get(), octets.data() + size, &rest) != 1) {
    return failed("encrypting for PKCS#12");
  }
  octets.resize(static_cast<std::size_t>(size) + static_cast<std::size_t>(rest));
  return octets;
}

struct AesForm {
  const EVP_CIPHER* cipher;
  int key_octets;
  std::string_view object;
};

AesForm aes_form(P12Encryption kind) noexcept {
  switch (kind) {
    case P12Encryption::kAes128:
      return {EVP_aes_128_cbc(), 16, "2.16.840.1.101.3.4.1.2"};
    case P12Encryption::kAes192:
      return {EVP_aes_192_cbc(), 24, "2.16.840.1.101.3.4.1.22"};
    default:
      return {EVP_aes_256_cbc(), 32, "2.16.840.1.101.3.4.1.42"};
  }
}

// PBES2 (RFC 8018, 6.2) with PBKDF2; its keyLength is left out, as the cipher tells it.
Result<Ciphertext> with_pbes2(BytesView plain, std::string_view password, const EncryptionPlan& plan,
                              const pki::Randomness& randomness) {
  const AesForm aes = aes_form(plan.kind);
  const DigestForm digest = form_of(plan.derivation);
  const Bytes salt = randomness.of("salt").bytes(kSaltOfPbes2);
  KeyMaterial material;
  const auto vector_octets = static_cast<std::size_t>(EVP_CIPHER_get_iv_length(aes.cipher));
  const std::span<unsigned char> vector(material.vector.data(), vector_octets);
  randomness.of("vector").fill(vector);
  if (PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()), salt.data(), static_cast<int>(salt.size()),
                        plan.iterations, digest.digest, aes.key_octets, material.key.data()) != 1) {
    return failed("deriving a key for PKCS#12");
  }
  auto octets = run(aes.cipher, material, plain);
  if (!octets) return std::move(octets).error();

  // SHA-1 is the default, and DER leaves defaults out.
  const Bytes prf =
      plan.derivation == P12Digest::kSha1 ? Bytes() : der::sequence({der::object(digest.hmac_object), der::null()});
  const Bytes derivation = der::sequence(
      {der::object(p12_object::kPbkdf2), der::sequence({der::octets(salt), der::integer(plan.iterations), prf})});
  const Bytes scheme = der::sequence({der::object(aes.object), der::octets(vector)});
  return Ciphertext{der::sequence({der::object(p12_object::kPbes2), der::sequence({derivation, scheme})}),
                    std::move(octets).value()};
}

// One for the process, for its whole life; null where the provider cannot be loaded.
OSSL_LIB_CTX* legacy_context() {
  static OSSL_LIB_CTX* const context = [] {
    pki::Handle<OSSL_LIB_CTX, OSSL_LIB_CTX_free> made(OSSL_LIB_CTX_new());
    const bool loaded = made && OSSL_PROVIDER_load(made.get(), "legacy") != nullptr;
    return loaded ? made.release() : nullptr;
  }();
  return context;
}

Result<Cipher> fetch_rc2() {
  Cipher cipher(legacy_context() == nullptr ? nullptr : EVP_CIPHER_fetch(legacy_context(), "RC2-40-CBC", nullptr));
  if (cipher) return cipher;
  return pki::take_error(Errc::kMissingHere, "loading RC2 from OpenSSL's legacy provider")
      .with_hint("install OpenSSL's legacy module (legacy.so in `openssl version -m`), or use LegacyDES");
}

// The encryptions of RFC 7292, appendix C.
Result<Ciphertext> with_pbe(BytesView plain, std::string_view password, const EncryptionPlan& plan,
                            const pki::Randomness& randomness) {
  const bool is_rc2 = plan.kind == P12Encryption::kRc2Of40Bits;
  Cipher fetched;
  if (is_rc2) {
    auto rc2 = fetch_rc2();
    if (!rc2) return std::move(rc2).error();
    fetched = std::move(rc2).value();
  }
  const EVP_CIPHER* const cipher = is_rc2 ? fetched.get() : EVP_des_ede3_cbc();
  Bytes salt = randomness.of("salt").bytes(kSaltOfPbe);
  KeyMaterial material;
  const auto derive = [&](int purpose, int octets, unsigned char* to) {
    auto* const text = reinterpret_cast<unsigned char*>(const_cast<char*>(password.data()));
    return PKCS12_key_gen_uni(text, static_cast<int>(password.size()), salt.data(), static_cast<int>(salt.size()),
                              purpose, plan.iterations, octets, to, EVP_sha1()) == 1;
  };
  if (!derive(PKCS12_KEY_ID, EVP_CIPHER_get_key_length(cipher), material.key.data()) ||
      !derive(PKCS12_IV_ID, EVP_CIPHER_get_iv_length(cipher), material.vector.data())) {
    return failed("deriving a key for PKCS#12");
  }
  auto octets = run(cipher, material, plain);
  if (!octets) return std::move(octets).error();
  const Bytes parameters = der::sequence({der::octets(salt), der::integer(plan.iterations)});
  const auto name = is_rc2 ? p12_object::kRc2Pbe : p12_object::kTripleDesPbe;
  return Ciphertext{der::sequence({der::object(name), parameters}), std::move(octets).value()};
}

}  // namespace

std::optional<EncryptionPlan> plan_for(P12Encryption kind, const P12Profile& profile) {
  if (kind == P12Encryption::kNone) return std::nullopt;
  return EncryptionPlan{.kind = kind, .derivation = profile.derivation, .iterations = profile.iterations};
}

Result<Ciphertext> encrypt(BytesView plain, const P12Password& password, const EncryptionPlan& plan,
                           const pki::Randomness& randomness) {
  return is_old(plan.kind) ? with_pbe(plain, password.bmp.reveal(), plan, randomness)
                           : with_pbes2(plain, password.utf8.reveal(), plan, randomness);
}

}  // namespace orcamo::mock
