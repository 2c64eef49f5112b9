#include "authority/p12_mac.hpp"

#include <openssl/hmac.h>

#include <array>

#include "authority/der.hpp"
#include "authority/p12_digest.hpp"
#include "authority/p12_objects.hpp"
#include "orcamo/pki/openssl/handles.hpp"

namespace orcamo::mock {
namespace {

using pki::Bytes;
using pki::BytesView;
using pki::Errc;
using pki::Result;

// MacKey is the key of an HMAC, wiped at the end.
struct MacKey {
  MacKey() = default;
  MacKey(const MacKey&) = delete;
  MacKey& operator=(const MacKey&) = delete;
  ~MacKey() { OPENSSL_cleanse(octets.data(), octets.size()); }

  std::array<unsigned char, EVP_MAX_MD_SIZE> octets{};
};

pki::Error failed() { return pki::take_error(Errc::kCryptoFailed, "making the MAC of a PKCS#12 file"); }

Result<Bytes> hmac(const DigestForm& digest, const MacKey& key, BytesView contents) {
  Bytes value(digest.octets);
  if (HMAC(digest.digest, key.octets.data(), static_cast<int>(digest.octets), contents.data(), contents.size(),
           value.data(), nullptr) == nullptr) {
    return failed();
  }
  return value;
}

// RFC 9579: the derivation is in the algorithm, and salt and iterations beside it mean nothing.
Result<P12Seal> with_pbmac1(BytesView contents, std::string_view password, const P12Mac& mac, const Bytes& salt,
                            P12KeyLength key_length) {
  const DigestForm digest = form_of(mac.digest);
  MacKey key;
  if (PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()), salt.data(), static_cast<int>(salt.size()),
                        mac.iterations, digest.digest, static_cast<int>(digest.octets), key.octets.data()) != 1) {
    return failed();
  }
  auto value = hmac(digest, key, contents);
  if (!value) return std::move(value).error();
  const Bytes hmac_algorithm = der::sequence({der::object(digest.hmac_object), der::null()});
  const Bytes length =
      key_length == P12KeyLength::kStated ? der::integer(static_cast<std::int64_t>(digest.octets)) : Bytes();
  const Bytes derivation =
      der::sequence({der::object(p12_object::kPbkdf2),
                     der::sequence({der::octets(salt), der::integer(mac.iterations), length, hmac_algorithm})});
  const BytesView unused = pki::as_bytes("NOT USED");
  return P12Seal{
      .algorithm = der::sequence({der::object(p12_object::kPbmac1), der::sequence({derivation, hmac_algorithm})}),
      .value = std::move(value).value(),
      .salt = {unused.begin(), unused.end()},
  };
}

Result<P12Seal> with_pkcs12_kdf(BytesView contents, std::string_view password, const P12Mac& mac, Bytes salt) {
  const DigestForm digest = form_of(mac.digest);
  MacKey key;
  auto* const text = reinterpret_cast<unsigned char*>(const_cast<char*>(password.data()));
  if (PKCS12_key_gen_uni(text, static_cast<int>(password.size()), salt.data(), static_cast<int>(salt.size()),
                         PKCS12_MAC_ID, mac.iterations, static_cast<int>(digest.octets), key.octets.data(),
                         digest.digest) != 1) {
    return failed();
  }
  auto value = hmac(digest, key, contents);
  if (!value) return std::move(value).error();
  return P12Seal{
      .algorithm = der::sequence({der::object(digest.object), der::null()}),
      .value = std::move(value).value(),
      .salt = std::move(salt),
      .iterations = mac.iterations,
  };
}

}  // namespace

Bytes P12Seal::der() const {
  // One iteration is the default, and DER leaves defaults out.
  const Bytes count = iterations == 1 ? Bytes() : der::integer(iterations);
  return der::sequence({der::sequence({algorithm, der::octets(value)}), der::octets(salt), count});
}

Result<P12Seal> seal_contents(BytesView contents, const P12Password& password, const P12Mac& mac,
                              const pki::Randomness& randomness, P12KeyLength key_length) {
  const std::size_t salt_octets = mac.digest == P12Digest::kSha1 ? 8 : 16;
  Bytes salt = randomness.bytes(salt_octets);
  return mac.scheme == P12Mac::Scheme::kPbmac1 ? with_pbmac1(contents, password.utf8.reveal(), mac, salt, key_length)
                                               : with_pkcs12_kdf(contents, password.bmp.reveal(), mac, std::move(salt));
}

}  // namespace orcamo::mock
