#include "authority/certificate_plans.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

#include "authority/certificate_authority.hpp"

namespace orcamo::mock {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }

Result<pki::Bytes> serial_from_digits(std::string_view digits) {
  const bool plain = digits.size() == 6 && std::ranges::all_of(digits, is_digit);
  if (!plain || digits[0] < '1' || digits[0] > '7') {
    return Error(Errc::kRequestBadValue, "\"" + std::string(digits) + "\" is not a serial number of this authority",
                 "use six decimal digits, the first from 1 to 7, for example 482913");
  }
  pki::Bytes serial;
  for (std::size_t i = 0; i < digits.size(); i += 2) {
    serial.push_back(static_cast<std::uint8_t>((digits[i] - '0') << 4 | (digits[i + 1] - '0')));
  }
  return serial;
}

std::string name_constraints(const std::vector<std::string>& served_names) {
  std::string text = "critical,permitted;DNS:localhost";
  for (const std::string& name : served_names) text.append(",permitted;DNS:").append(without_star(name));
  return text +
         ",permitted;IP:127.0.0.0/255.0.0.0"
         ",permitted;IP:::1/ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff";
}

}  // namespace

pki::Bytes unguessable_serial(const pki::Randomness& randomness) {
  pki::Bytes serial = randomness.of("serial").bytes(16);
  serial[0] = static_cast<std::uint8_t>((serial[0] & 0x3f) | 0x40);
  return serial;
}

CertificatePlan authority_plan(std::string common_name, int path_length, const std::vector<std::string>& served_names,
                               pki::Validity validity, const pki::Randomness& randomness) {
  return {.serial = unguessable_serial(randomness),
          .subject = {{"O", std::string(kTestOnly)}, {"CN", std::move(common_name)}},
          .validity = validity,
          .extensions = {{"basicConstraints", "critical,CA:TRUE,pathlen:" + std::to_string(path_length)},
                         {"keyUsage", "critical,keyCertSign,cRLSign"},
                         {"nameConstraints", name_constraints(served_names)},
                         {"subjectKeyIdentifier", "hash"}}};
}

CertificatePlan leaf_plan(pki::Bytes serial, std::vector<CertificatePlan::Entry> subject, pki::Validity validity,
                          std::string_view usage) {
  return {.serial = std::move(serial),
          .subject = std::move(subject),
          .validity = validity,
          .extensions = {{"basicConstraints", "critical,CA:FALSE"},
                         {"keyUsage", "critical,digitalSignature"},
                         {"extendedKeyUsage", std::string(usage)},
                         {"subjectKeyIdentifier", "hash"},
                         {"authorityKeyIdentifier", "keyid:always"}}};
}

Result<CertificatePlan> client_plan(const SubjectName& subject, pki::Validity validity, std::string_view serial) {
  auto number = serial_from_digits(serial);
  if (!number) return std::move(number).error();
  CertificatePlan plan = leaf_plan(std::move(number).value(),
                                   {{"C", subject.country}, {"O", subject.organization}, {"CN", subject.common_name}},
                                   validity, "clientAuth");
  // Without a DNS name Java 17 holds the common name against the name constraints and refuses the certificate.
  plan.extensions.emplace_back("subjectAltName", "DNS:client.localhost");
  return plan;
}

void set_extension(CertificatePlan& plan, std::string_view name, std::string value) {
  const auto found = std::ranges::find(plan.extensions, name, &CertificatePlan::Entry::first);
  if (found == plan.extensions.end()) {
    plan.extensions.emplace_back(name, std::move(value));
  } else {
    found->second = std::move(value);
  }
}

void drop_extension(CertificatePlan& plan, std::string_view name) {
  std::erase_if(plan.extensions, [name](const CertificatePlan::Entry& each) { return each.first == name; });
}

Result<void> check_validity(const pki::Validity& asked, const pki::Validity& issuer) {
  if (asked.not_after < asked.not_before) {
    return Error(Errc::kIssueValidityEmpty, "the certificate would end before it begins",
                 "give a notAfter that is not earlier than the notBefore");
  }
  if (asked.not_before < issuer.not_before || asked.not_after > issuer.not_after) {
    return Error(Errc::kIssueOutlivesIssuer,
                 "the certificate would be valid when its issuer is not, which is valid from " +
                     pki::format_rfc3339(issuer.not_before) + " to " + pki::format_rfc3339(issuer.not_after),
                 "give dates within those of the issuer");
  }
  return {};
}

std::string_view without_star(std::string_view name) noexcept { return name.starts_with("*.") ? name.substr(2) : name; }

}  // namespace orcamo::mock
