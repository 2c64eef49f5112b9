#include "authority/broken_making.hpp"

#include <utility>

#include "authority/der.hpp"
#include "authority/pkcs12_writer.hpp"

namespace orcamo::mock {

using pki::Bytes;
using pki::BytesView;
using pki::Result;

Result<BrokenMaking> BrokenMaking::begin(const BrokenOrder& order, const pki::Randomness& randomness) {
  auto password = password_for(order.profile, order.password);
  if (!password) return std::move(password).error();
  BrokenMaking making(order, randomness, std::move(password).value());
  auto attributes = making.attributes_for(order.credential.certificate, order.subject.common_name);
  if (!attributes) return std::move(attributes).error();
  making.attributes_ = std::move(attributes).value();
  auto certificates = p12::certificate_bags(order.credential, order.profile.chain, making.attributes_);
  if (!certificates) return std::move(certificates).error();
  making.certificates_ = std::move(certificates).value();
  return making;
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

Result<Bytes> BrokenMaking::key(const pki::PrivateKey& key, BytesView attributes, std::string_view purpose) const {
  return p12::key_bag(key, plan_for(profile().keys, profile()), password_, attributes, randomness_.of(purpose));
}

Result<Bytes> BrokenMaking::attributes_for(const pki::Certificate& leaf, std::string_view friendly_name) const {
  return p12::attributes_for(leaf, profile().friendly_name.value_or(friendly_name), profile().local_key_id);
}

Result<Bytes> BrokenMaking::certificate_safe(BytesView bags) const {
  return p12::safe_for(der::sequence({bags}), plan_for(profile().certificates, profile()), password_,
                       randomness_.of("certificates"));
}

Result<Ciphertext> BrokenMaking::certificate_ciphertext(BytesView bags) const {
  return encrypt(der::sequence({bags}), password_, *plan_for(profile().certificates, profile()),
                 randomness_.of("certificates"));
}

Bytes BrokenMaking::key_safe(BytesView bags) { return p12::data_safe(der::sequence({bags})); }

Bytes BrokenMaking::in_order(BytesView certificate_safe, BytesView key_safe) const {
  return profile().order == P12Order::kKeyFirst ? der::sequence({key_safe, certificate_safe})
                                                : der::sequence({certificate_safe, key_safe});
}

Result<Bytes> BrokenMaking::safes() const {
  const auto certificates = certificate_safe(certificates_);
  if (!certificates) return certificates.error();
  const auto key_bag = key();
  if (!key_bag) return key_bag.error();
  return in_order(*certificates, key_safe(*key_bag));
}

Result<P12Seal> BrokenMaking::seal(BytesView safes) const {
  return seal_contents(safes, password_, profile().mac, randomness_.of("mac"));
}

Result<Bytes> BrokenMaking::mac_data(BytesView safes) const {
  if (profile().mac.scheme == P12Mac::Scheme::kNone) return Bytes();
  const auto made = seal(safes);
  if (!made) return made.error();
  return made->der();
}

Result<Bytes> BrokenMaking::sealed(BytesView safes) const {
  const auto mac = mac_data(safes);
  if (!mac) return mac.error();
  return p12::file(safes, *mac);
}

Result<Bytes> BrokenMaking::with_mac(const std::function<void(P12Seal&)>& change) const {
  const auto contents = safes();
  if (!contents) return contents.error();
  auto made = seal(*contents);
  if (!made) return made.error();
  change(*made);
  return p12::file(*contents, made->der());
}

Result<Bytes> BrokenMaking::file_of(BytesView certificate_bags, BytesView key_bags) const {
  Bytes certificates;
  if (!certificate_bags.empty()) {
    auto safe = certificate_safe(certificate_bags);
    if (!safe) return safe;
    certificates = std::move(safe).value();
  }
  return sealed(in_order(certificates, key_bags.empty() ? Bytes() : key_safe(key_bags)));
}

}  // namespace orcamo::mock
