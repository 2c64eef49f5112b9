#include "authority/p12_bags.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "authority/der.hpp"
#include "authority/p12_objects.hpp"
#include "orcamo/pki/openssl/handles.hpp"

namespace orcamo::mock::p12 {
namespace {

using pki::Bytes;
using pki::BytesView;
using pki::Errc;
using pki::Result;

constexpr std::uint8_t kBmpString = 0x1e;
constexpr std::uint8_t kImplicitOctets = 0x80;  // [0] IMPLICIT OCTET STRING
constexpr std::int64_t kVersion = 3;            // of the file

Bytes attribute(std::string_view object, BytesView value) {
  return der::sequence({der::object(object), der::set({value})});
}

Bytes bag(std::string_view object, BytesView value, BytesView attributes) {
  return der::sequence({der::object(object), der::tagged(0, value), attributes});
}

bool is_root(const pki::Certificate& certificate) { return certificate.subject() == certificate.issuer(); }

// pkcs8 is the key as a PrivateKeyInfo (RFC 5208).
Result<pki::Secret> pkcs8(const pki::PrivateKey& key) {
  const pki::KeyInfo info(EVP_PKEY2PKCS8(pki::NativeAccess::native(key)));
  const int size = info ? i2d_PKCS8_PRIV_KEY_INFO(info.get(), nullptr) : 0;
  std::string octets(static_cast<std::size_t>(size > 0 ? size : 0), '\0');
  auto* to = reinterpret_cast<unsigned char*>(octets.data());
  if (size <= 0 || i2d_PKCS8_PRIV_KEY_INFO(info.get(), &to) != size) {
    return pki::take_error(Errc::kCryptoFailed, "encoding the private key");
  }
  return pki::Secret::take(octets);
}

}  // namespace

Result<Bytes> attributes_for(const pki::Certificate& leaf, std::string_view friendly_name, P12LocalKeyId local_key_id) {
  std::vector<Bytes> attributes;
  if (!friendly_name.empty()) {
    const auto wide = bmp_text(friendly_name);
    if (!wide) return pki::Error(wide.error()).while_doing("writing the friendly name");
    attributes.push_back(attribute(p12_object::kFriendlyName, der::element(kBmpString, pki::as_bytes(*wide))));
  }
  if (local_key_id == P12LocalKeyId::kWritten) {
    std::array<unsigned char, 20> digest{};
    if (X509_digest(pki::NativeAccess::native(leaf), EVP_sha1(), digest.data(), nullptr) != 1) {
      return pki::take_error(Errc::kCryptoFailed, "digesting the certificate");
    }
    attributes.push_back(attribute(p12_object::kLocalKeyId, der::octets(digest)));
  }
  std::ranges::sort(attributes);  // as DER has the members of a set
  Bytes all;
  for (const Bytes& each : attributes) all.insert(all.end(), each.begin(), each.end());
  return all.empty() ? all : der::set({all});
}

Bytes certificate_bag(const pki::Certificate& certificate, BytesView attributes) {
  return certificate_bag(certificate.der(), attributes);
}

Bytes certificate_bag(BytesView der, BytesView attributes) {
  const Bytes value = der::sequence({der::object(p12_object::kX509Certificate), der::tagged(0, der::octets(der))});
  return bag(p12_object::kCertificateBag, value, attributes);
}

Result<Bytes> certificate_bags(const pki::Credential& credential, P12Chain chain, BytesView attributes) {
  if (chain == P12Chain::kWithRoot && std::ranges::none_of(credential.chain, is_root)) {
    return pki::Error(Errc::kRequestBadValue, "the profile wants the root in the PKCS#12 file, and it is not at hand",
                      "put it at the end of the chain");
  }
  std::vector<Bytes> bags{certificate_bag(credential.certificate, attributes)};
  for (const pki::Certificate& certificate : credential.chain) {
    const bool wanted = chain != P12Chain::kNone && (chain == P12Chain::kWithRoot || !is_root(certificate));
    if (wanted) bags.push_back(certificate_bag(certificate));
  }
  if (chain == P12Chain::kReversed) std::ranges::reverse(bags);
  Bytes all;
  for (const Bytes& bag : bags) all.insert(all.end(), bag.begin(), bag.end());
  return all;
}

Result<Bytes> key_bag(const pki::PrivateKey& key, const std::optional<EncryptionPlan>& plan,
                      const P12Password& password, BytesView attributes, const pki::Randomness& randomness) {
  const auto info = pkcs8(key);
  if (!info) return info.error();
  const BytesView octets = pki::as_bytes(info->reveal());
  if (!plan) return bag(p12_object::kKeyBag, octets, attributes);
  const auto shrouded = encrypt(octets, password, *plan, randomness);
  if (!shrouded) return shrouded.error();
  return shrouded_key_bag(*shrouded, attributes);
}

Bytes shrouded_key_bag(const Ciphertext& key, BytesView attributes) {
  return bag(p12_object::kShroudedKeyBag, der::sequence({key.algorithm, der::octets(key.octets)}), attributes);
}

Bytes nested_bag(BytesView safe_contents) { return bag(p12_object::kSafeContentsBag, safe_contents, {}); }

Bytes data_safe(BytesView safe_contents) {
  return der::sequence({der::object(p12_object::kData), der::tagged(0, der::octets(safe_contents))});
}

Bytes encrypted_safe(const Ciphertext& ciphertext) {
  const Bytes contents = der::sequence(
      {der::object(p12_object::kData), ciphertext.algorithm, der::element(kImplicitOctets, ciphertext.octets)});
  const Bytes encrypted = der::sequence({der::integer(0), contents});
  return der::sequence({der::object(p12_object::kEncryptedData), der::tagged(0, encrypted)});
}

Result<Bytes> safe_for(BytesView safe_contents, const std::optional<EncryptionPlan>& plan, const P12Password& password,
                       const pki::Randomness& randomness) {
  if (!plan) return data_safe(safe_contents);
  const auto ciphertext = encrypt(safe_contents, password, *plan, randomness);
  if (!ciphertext) return ciphertext.error();
  return encrypted_safe(*ciphertext);
}

Bytes file(BytesView authenticated_safe, BytesView mac_data) {
  return der::sequence({der::integer(kVersion), data_safe(authenticated_safe), mac_data});
}

}  // namespace orcamo::mock::p12
