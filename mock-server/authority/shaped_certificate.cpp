#include "authority/shaped_certificate.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "authority/certificate_plans.hpp"
#include "authority/certificate_surgery.hpp"
#include "authority/odd_key.hpp"
#include "authority/shape_draft.hpp"

namespace orcamo::mock {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;

// Signing is an authority with what is presented below a certificate of it.
struct Signing {
  pki::Certificate certificate;
  pki::PrivateKey key;
  std::vector<pki::Certificate> chain;
};

Result<void> check_dates(const ShapeDraft& draft, const CertificateShape& shape) {
  constexpr pki::TimePoint first = std::chrono::sys_days(std::chrono::year(1950) / 1 / 1);
  constexpr pki::TimePoint past = std::chrono::sys_days(std::chrono::year(2050) / 1 / 1);
  const CertificatePlan& plan = draft.plan;
  const bool is_of_some_years = plan.not_before_form != TimeForm::kByYear && shape.own != CertificateShape::Own::kEnd;
  const pki::Seconds ahead = plan.not_after_form == TimeForm::kUtcTimeWithOffset ? pki::kJst.offset : pki::Seconds(0);
  if (!is_of_some_years || (plan.validity.not_before >= first && plan.validity.not_after + ahead < past)) return {};
  return Error(Errc::kRequestBadValue, "the shape " + std::string(shape.name) + " has dates of the years 1950 to 2049",
               "give such dates, or set the clock back");
}

Result<pki::PrivateKey> key_for(ShapeDraft::Key key, pki::KeyType asked, const pki::Randomness& randomness) {
  switch (key) {
    case ShapeDraft::Key::kRsa1024:
      return make_short_rsa_key(randomness);
    case ShapeDraft::Key::kEd25519:
      return make_ed25519_key(randomness);
    case ShapeDraft::Key::kAsAsked:
      break;
  }
  return pki::PrivateKey::generate(asked, randomness.of(pki::key_type_name(asked)));
}

Signing signing_of(const AuthorityMaterial& material) {
  return {material.issuing, material.issuing_key, {material.issuing}};
}

// In the certificate nothing tells the namesake from the one whose name it bears: only the signature does.
Result<Signing> namesake_of(const AuthorityMaterial& material, const pki::Randomness& randomness) {
  auto key = pki::PrivateKey::generate(pki::KeyType::kP256, randomness.of("key"));
  if (!key) return std::move(key).error();
  return Signing{material.issuing, *std::move(key), {material.issuing}};
}

Result<Signing> authority_below(const AuthorityMaterial& material, pki::TimePoint ends,
                                const pki::Randomness& randomness) {
  auto key = pki::PrivateKey::generate(pki::KeyType::kP256, randomness.of("key"));
  if (!key) return std::move(key).error();
  const std::string name = "orcamo-mock intermediate " + std::to_string(randomness.of("name").below(1'000'000'000));
  auto plan =
      authority_plan(name, 0, material.served_names, {material.issuing.validity().not_before, ends}, randomness);
  set_extension(plan, "authorityKeyIdentifier", "keyid:always");
  auto certificate = sign_certificate(plan, *key, {.certificate = material.issuing, .key = material.issuing_key},
                                      randomness.of("signature"));
  if (!certificate) return std::move(certificate).error();
  auto link = *std::move(certificate);
  return Signing{link, *std::move(key), {link, material.issuing}};
}

Result<Signing> signing_for(const ShapeDraft& draft, const AuthorityMaterial& material) {
  switch (draft.issuer) {
    case ShapeDraft::Issuer::kForeign: {
      const auto foreign =
          CertificateAuthority::create("foreign", {}, pki::always(), draft.randomness.of("foreign authority"));
      if (!foreign) return foreign.error();
      return signing_of(foreign->material());
    }
    case ShapeDraft::Issuer::kNamesake:
      return namesake_of(material, draft.randomness.of("namesake"));
    case ShapeDraft::Issuer::kBelow:
      return authority_below(material, material.issuing.validity().not_after, draft.randomness.of("intermediate"));
    case ShapeDraft::Issuer::kBelowAndShortLived:
      return authority_below(material, draft.plan.validity.not_after - pki::Seconds(1),
                             draft.randomness.of("intermediate"));
    case ShapeDraft::Issuer::kSandbox:
    case ShapeDraft::Issuer::kItself:
      break;
  }
  return signing_of(material);
}

Result<pki::Certificate> damage(pki::Certificate certificate, ShapeDraft::Damage damage) {
  switch (damage) {
    case ShapeDraft::Damage::kSignatureBit:
      return with_turned_signature_bit(certificate);
    case ShapeDraft::Damage::kOuterAlgorithm:
      return with_another_outer_algorithm(certificate);
    case ShapeDraft::Damage::kNone:
      break;
  }
  return certificate;
}

std::vector<pki::Certificate> chain_of(Signing signing, ShapeDraft::Chain chain) {
  if (chain == ShapeDraft::Chain::kNone) return {};
  if (chain == ShapeDraft::Chain::kReversed) std::ranges::reverse(signing.chain);
  return std::move(signing.chain);
}

}  // namespace

Result<pki::Credential> issue_shaped(const CertificateAuthority& authority, const CertificateShape& shape,
                                     const ShapedOrder& order, const pki::Randomness& randomness) {
  auto plan = client_plan(order.subject, order.validity, order.serial);
  if (!plan) return std::move(plan).error();
  ShapeDraft draft{.plan = *std::move(plan), .randomness = randomness};
  shape.change(draft);
  if (auto fits = check_validity(draft.plan.validity, authority.issuing().validity()); !fits) {
    return std::move(fits).error();
  }
  if (auto written = check_dates(draft, shape); !written) return std::move(written).error();

  auto key = key_for(draft.key, order.key, randomness);
  if (!key) return std::move(key).error();
  if (draft.issuer == ShapeDraft::Issuer::kItself) {
    auto certificate = self_sign_certificate(draft.plan, *key, randomness.of("signature"));
    if (!certificate) return std::move(certificate).error();
    return pki::Credential{*std::move(certificate), *std::move(key), {}};
  }
  auto signing = signing_for(draft, authority.material());
  if (!signing) return std::move(signing).error();
  auto certificate = sign_certificate(draft.plan, *key, {.certificate = signing->certificate, .key = signing->key},
                                      randomness.of("signature"));
  if (certificate) certificate = damage(*std::move(certificate), draft.damage);
  if (!certificate) return std::move(certificate).error();
  return pki::Credential{*std::move(certificate), *std::move(key), chain_of(*std::move(signing), draft.chain)};
}

}  // namespace orcamo::mock
