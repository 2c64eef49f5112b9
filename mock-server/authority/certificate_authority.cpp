#include "authority/certificate_authority.hpp"

#include <algorithm>
#include <cstdint>

#include "authority/certificate_builder.hpp"
#include "authority/certificate_plans.hpp"
#include "orcamo/pki/randomness.hpp"

namespace orcamo::mock {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;

constexpr std::size_t kLongestLabel = 32;  // a common name has 64 characters (RFC 5280, ub-common-name)

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

std::string hexadecimal(pki::BytesView bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const std::uint8_t octet : bytes) {
    text += digits[octet >> 4];
    text += digits[octet & 15];
  }
  return text;
}

// A host name in letters, digits, '-' and '_', optionally after "*."; so also free of the characters that mean
// something in OpenSSL's notation for extensions.
Result<void> check_served_name(std::string_view name) {
  const std::string_view host = without_star(name);
  bool valid = !host.empty() && host.size() <= 253;
  std::string_view last;
  for (std::size_t start = 0; valid && start <= host.size();) {
    const std::size_t dot = std::min(host.find('.', start), host.size());
    last = host.substr(start, dot - start);
    valid = !last.empty() && last.size() <= 63 && last.front() != '-' && last.back() != '-' &&
            std::ranges::all_of(last, [](char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '_'; });
    start = dot + 1;
  }
  if (valid && !std::ranges::all_of(last, is_digit)) return {};
  return Error(Errc::kRequestBadValue, "\"" + std::string(name) + "\" is not a DNS name that a server can be served by",
               "use a host name such as orca.clinic.test; 127.0.0.1 and ::1 are always in the certificate");
}

std::string alternative_names(const std::vector<std::string>& served_names, std::string_view bound,
                              std::string_view label) {
  std::string text = "DNS:localhost,DNS:*.localhost";
  if (!label.empty()) text.append(",DNS:").append(label).append(".localhost,DNS:*.").append(label).append(".localhost");
  for (const std::string& name : served_names) text += ",DNS:" + name;
  text += ",IP:127.0.0.1,IP:::1";
  if (!bound.empty()) text.append(",IP:").append(bound);
  return text;
}

}  // namespace

// The root's key is forgotten: nothing else will ever be below it.
struct CertificateAuthority::Body : AuthorityMaterial {
  Result<pki::Credential> certify(const CertificatePlan& plan, const pki::PrivateKey& key,
                                  const pki::Randomness& randomness) const {
    if (auto fits = check_validity(plan.validity, issuing.validity()); !fits) return std::move(fits).error();
    auto certificate =
        sign_certificate(plan, key, {.certificate = issuing, .key = issuing_key}, randomness.of("signature"));
    if (!certificate) return std::move(certificate).error();
    return pki::Credential{.certificate = std::move(certificate).value(), .key = key, .chain = {issuing}};
  }
};

Result<CertificateAuthority> CertificateAuthority::create(std::string_view label,
                                                          const std::vector<std::string>& served_names,
                                                          pki::Validity validity, const pki::Randomness& randomness) {
  if (label.empty() || label.size() > kLongestLabel) {
    return Error(Errc::kRequestBadValue, "the label of an authority has 1 to 32 characters, not " +
                                             std::to_string(label.size()) + " as \"" + std::string(label) + "\"");
  }
  for (const std::string& name : served_names) {
    if (auto usable = check_served_name(name); !usable) return std::move(usable).error();
  }
  const std::string name = "orcamo-mock " + std::string(label) + " " + hexadecimal(randomness.of("name").bytes(4));

  const auto for_root = randomness.of("root");
  auto root_key = pki::PrivateKey::generate(pki::KeyType::kP256, for_root.of("key"));
  if (!root_key) return std::move(root_key).error();
  auto root = self_sign_certificate(authority_plan(name + " root", 2, served_names, validity, for_root), *root_key,
                                    for_root.of("signature"));
  if (!root) return std::move(root).error().while_doing("making the root certificate");

  const auto for_issuing = randomness.of("issuing");
  auto issuing_key = pki::PrivateKey::generate(pki::KeyType::kP256, for_issuing.of("key"));
  if (!issuing_key) return std::move(issuing_key).error();
  CertificatePlan plan = authority_plan(name + " issuing", 1, served_names, validity, for_issuing);
  plan.extensions.emplace_back("authorityKeyIdentifier", "keyid:always");
  auto issuing =
      sign_certificate(plan, *issuing_key, {.certificate = *root, .key = *root_key}, for_issuing.of("signature"));
  if (!issuing) return std::move(issuing).error().while_doing("making the issuing certificate");

  return CertificateAuthority(std::make_shared<const Body>(
      Body{{served_names, std::move(root).value(), std::move(issuing).value(), std::move(issuing_key).value()}}));
}

Result<CertificateAuthority> CertificateAuthority::from(AuthorityMaterial material) {
  if (!material.issuing.matches(material.issuing_key)) {
    return Error(Errc::kKeyMismatch, "the key is not that of " + material.issuing.subject());
  }
  if (!material.root.is_signed_by(material.root) || !material.issuing.is_signed_by(material.root)) {
    return Error(Errc::kCertificateMalformed, material.issuing.subject() + " was not issued by its root");
  }
  return CertificateAuthority(std::make_shared<const Body>(Body{std::move(material)}));
}

AuthorityMaterial CertificateAuthority::material() const { return *body_; }

const std::vector<std::string>& CertificateAuthority::served_names() const noexcept { return body_->served_names; }

const pki::Certificate& CertificateAuthority::root() const noexcept { return body_->root; }

const pki::Certificate& CertificateAuthority::issuing() const noexcept { return body_->issuing; }

std::string CertificateAuthority::ca_pem() const { return body_->root.pem() + body_->issuing.pem(); }

Result<pki::Credential> CertificateAuthority::issue_server(pki::Validity validity, std::string_view bound,
                                                           std::string_view label) const {
  const auto randomness = pki::Randomness::system();
  auto key = pki::PrivateKey::generate(pki::KeyType::kP256, randomness);
  if (!key) return std::move(key).error();
  CertificatePlan plan = leaf_plan(unguessable_serial(randomness), {{"O", std::string(kTestOnly)}, {"CN", "localhost"}},
                                   validity, "serverAuth");
  plan.extensions.emplace_back("subjectAltName", alternative_names(body_->served_names, bound, label));
  return body_->certify(plan, *key, randomness);
}

Result<pki::Credential> CertificateAuthority::issue_client(const SubjectName& subject, pki::Validity validity,
                                                           const pki::PrivateKey& key, std::string_view serial,
                                                           const pki::Randomness& randomness, Usage usage) const {
  auto plan = client_plan(subject, validity, serial);
  if (!plan) return std::move(plan).error();
  if (usage == Usage::kServerOnly) set_extension(*plan, "extendedKeyUsage", "serverAuth");
  return body_->certify(*plan, key, randomness);
}

pki::Credential CertificateAuthority::with_root(pki::Credential credential) const {
  credential.chain.push_back(body_->root);
  return credential;
}

std::string random_serial(const pki::Randomness& randomness) {
  return std::to_string(100'000 + randomness.below(700'000));
}

}  // namespace orcamo::mock
