#include "authority/broken_making.hpp"

#include <utility>

#include "authority/der.hpp"
#include "authority/pkcs12_writer.hpp"

namespace orcamo::mock {
namespace {

using pki::Bytes;
using pki::BytesView;
using pki::Result;

constexpr EncryptionPlan kPlan{.kind = P12Encryption::kAes256, .derivation = P12Digest::kSha256, .iterations = 2048};

}  // namespace

Result<BrokenMaking> BrokenMaking::begin(const BrokenOrder& order, const pki::Randomness& randomness) {
  auto password = password_for(P12Profile::kModern2023, order.password);
  if (!password) return std::move(password).error();
  auto attributes =
      p12::attributes_for(order.credential.certificate, order.subject.common_name, P12LocalKeyId::kWritten);
  if (!attributes) return std::move(attributes).error();
  return BrokenMaking(order, randomness, std::move(password).value(), std::move(attributes).value());
}

Result<Bytes> BrokenMaking::whole(const P12Profile& profile, std::string_view password) const {
  return seal_pkcs12(credential(), password, profile, order_.subject.common_name, randomness_);
}

Result<pki::Credential> BrokenMaking::another() const {
  const auto other = randomness_.of("another");
  const auto key = pki::PrivateKey::generate(pki::KeyType::kP256, other.of("key"));
  if (!key) return key.error();
  return order_.authority.issue_client(order_.subject, credential().certificate.validity(), *key,
                                       random_serial(other.of("serial")), other);
}

Result<pki::Credential> BrokenMaking::server_only() const {
  const auto& certificate = credential().certificate;
  return order_.authority.issue_client(order_.subject, certificate.validity(), credential().key,
                                       random_serial(randomness_.of("serial")), randomness_.of("server only"),
                                       Usage::kServerOnly);
}

Bytes BrokenMaking::certificates() const {
  Bytes bags = p12::certificate_bag(credential().certificate, attributes_);
  for (const pki::Certificate& link : credential().chain) {
    const Bytes bag = p12::certificate_bag(link);
    bags.insert(bags.end(), bag.begin(), bag.end());
  }
  return bags;
}

Result<Bytes> BrokenMaking::key(const pki::PrivateKey& key, BytesView attributes, std::string_view purpose) const {
  return p12::key_bag(key, kPlan, password_, attributes, randomness_.of(purpose));
}

Result<Ciphertext> BrokenMaking::ciphertext(BytesView bags) const {
  return encrypt(der::sequence({bags}), password_, kPlan, randomness_.of("certificates"));
}

Result<Bytes> BrokenMaking::encrypted(BytesView bags) const {
  const auto hidden = ciphertext(bags);
  if (!hidden) return hidden.error();
  return p12::encrypted_safe(*hidden);
}

Bytes BrokenMaking::open(BytesView bags) { return p12::data_safe(der::sequence({bags})); }

Result<Bytes> BrokenMaking::safes() const {
  const auto certificate_safe = encrypted(certificates());
  if (!certificate_safe) return certificate_safe.error();
  const auto key_bag = key();
  if (!key_bag) return key_bag.error();
  return der::sequence({*certificate_safe, open(*key_bag)});
}

Result<P12Seal> BrokenMaking::seal(BytesView safes) const {
  return seal_contents(safes, password_, P12Mac{}, randomness_.of("mac"));
}

Result<Bytes> BrokenMaking::sealed(BytesView safes) const {
  const auto made = seal(safes);
  if (!made) return made.error();
  return p12::file(safes, made->der());
}

Result<Bytes> BrokenMaking::file_of(BytesView certificate_bags, BytesView key_bags) const {
  Bytes certificate_safe;
  if (!certificate_bags.empty()) {
    auto safe = encrypted(certificate_bags);
    if (!safe) return safe;
    certificate_safe = std::move(safe).value();
  }
  const Bytes key_safe = key_bags.empty() ? Bytes() : open(key_bags);
  return sealed(der::sequence({certificate_safe, key_safe}));
}

}  // namespace orcamo::mock
