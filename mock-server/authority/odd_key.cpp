#include "authority/odd_key.hpp"

#include <cstddef>
#include <utility>

#include "orcamo/pki/openssl/draw_scope.hpp"
#include "orcamo/pki/openssl/handles.hpp"

namespace orcamo::mock {
namespace {

using pki::Errc;
using pki::Result;

constexpr std::size_t kShortBits = 1024;
constexpr std::size_t kEd25519Octets = 32;  // RFC 8032, 5.1.5

}  // namespace

Result<pki::PrivateKey> make_short_rsa_key(const pki::Randomness& randomness) {
  const pki::DrawScope scope(randomness.of("rsa-1024"));
  pki::PKey drawn(EVP_PKEY_Q_keygen(scope.context(), nullptr, "RSA", kShortBits));
  if (!drawn) return pki::take_error(Errc::kCryptoFailed, "generating a key pair");
  auto made = pki::NativeAccess::wrap(std::move(drawn));
  // Written and read again, it is of OpenSSL's default context, in which everybody works with it.
  if (!made || !randomness.is_seeded()) return made;
  const auto text = made->pem();
  if (!text) return text.error();
  return pki::PrivateKey::from_pem(text->reveal());
}

Result<pki::PrivateKey> make_ed25519_key(const pki::Randomness& randomness) {
  pki::Bytes secret = randomness.of("ed25519").bytes(kEd25519Octets);
  pki::PKey key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, secret.data(), secret.size()));
  OPENSSL_cleanse(secret.data(), secret.size());
  if (!key) return pki::take_error(Errc::kCryptoFailed, "generating a key pair");
  return pki::NativeAccess::wrap(std::move(key));
}

}  // namespace orcamo::mock
