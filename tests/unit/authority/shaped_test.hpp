#pragma once
#include <algorithm>
#include <ostream>
#include <string>

#include "authority/shaped_certificate.hpp"
#include "authority_test.hpp"

namespace orcamo::mock {

inline void PrintTo(const CertificateShape& shape, std::ostream* out) { *out << shape.name; }

// eku-server-only: EkuServerOnly
inline std::string test_name(const CertificateShape& shape) {
  std::string name;
  bool begins = true;
  for (const char c : shape.name) {
    if (c != '-') name += static_cast<char>(begins && c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    begins = c == '-';
  }
  return name;
}

// ShapedTest issues certificates that are wrong, or only unusual.
class ShapedTest : public AuthorityTest {
 protected:
  pki::Credential shaped(const CertificateShape& shape,
                         const pki::Randomness& randomness = pki::Randomness::seeded(7)) const {
    return issue_shaped(authority, shape, order(ninety_days), randomness).value();
  }
  pki::Credential shaped(std::string_view name) const { return shaped(*parse_certificate_shape(name).value()); }

  ShapedOrder order(pki::Validity validity) const {
    return {.subject = subject, .validity = validity, .key = pki::KeyType::kP256, .serial = "482913"};
  }
};

}  // namespace orcamo::mock
