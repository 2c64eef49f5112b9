#include "authority/pkcs12_writer.hpp"

#include <climits>
#include <string>
#include <utility>

#include "authority/der.hpp"
#include "authority/p12_bags.hpp"
#include "authority/p12_mac.hpp"

namespace orcamo::mock {
namespace {

using pki::Bytes;
using pki::Errc;
using pki::Error;
using pki::Result;

Result<void> check(const pki::Credential& credential, std::string_view password) {
  if (!credential.certificate.matches(credential.key)) {
    return Error(Errc::kKeyMismatch, "the private key does not belong to the certificate " +
                                         credential.certificate.subject() + ", so they cannot be sealed together");
  }
  if (password.size() > INT_MAX / 4) {
    return Error(Errc::kRequestBadValue, "the password of a PKCS#12 file is too long");
  }
  return {};
}

}  // namespace

Result<Bytes> seal_pkcs12(const pki::Credential& credential, std::string_view password, const P12Profile& profile,
                          std::string_view friendly_name, const pki::Randomness& randomness) {
  if (auto usable = check(credential, password); !usable) return std::move(usable).error();
  const auto sealed_with = password_for(profile, password);
  if (!sealed_with) return sealed_with.error();
  const auto attributes =
      p12::attributes_for(credential.certificate, profile.friendly_name.value_or(friendly_name), profile.local_key_id);
  if (!attributes) return attributes.error();

  const auto bags = p12::certificate_bags(credential, profile.chain, *attributes);
  if (!bags) return bags.error();
  const auto certificates = p12::safe_for(der::sequence({*bags}), plan_for(profile.certificates, profile), *sealed_with,
                                          randomness.of("certificates"));
  if (!certificates) return certificates.error();

  const auto key =
      p12::key_bag(credential.key, plan_for(profile.keys, profile), *sealed_with, *attributes, randomness.of("key"));
  if (!key) return key.error();
  const Bytes key_safe = p12::data_safe(der::sequence({*key}));

  const Bytes safes = profile.order == P12Order::kKeyFirst ? der::sequence({key_safe, *certificates})
                                                           : der::sequence({*certificates, key_safe});
  if (profile.mac.scheme == P12Mac::Scheme::kNone) return p12::file(safes, {});
  const auto seal = seal_contents(safes, *sealed_with, profile.mac, randomness.of("mac"));
  if (!seal) return seal.error();
  return p12::file(safes, seal->der());
}

}  // namespace orcamo::mock
