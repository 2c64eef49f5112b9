#pragma once
#include <gtest/gtest.h>
#include <openssl/err.h>

#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "authority/certificate_authority.hpp"
#include "authority/pkcs12_writer.hpp"
#include "orcamo/pki/time.hpp"

namespace orcamo::mock {

inline void PrintTo(const P12Profile& profile, std::ostream* out) { *out << profile.name.view(); }

// AuthorityTest starts with an authority and a time; OpenSSL's error queue is empty when a test ends.
class AuthorityTest : public ::testing::Test {
 protected:
  static pki::TimePoint at(std::string_view rfc3339) { return pki::parse_rfc3339(rfc3339).value(); }

  static CertificateAuthority make_authority(const std::vector<std::string>& served_names = {}) {
    return CertificateAuthority::create("test", served_names).value();
  }

  pki::Credential issue_client(pki::Validity validity, std::string_view serial = "482913") const {
    return authority.issue_client(subject, validity, key, serial).value();
  }

  void TearDown() override { EXPECT_EQ(ERR_peek_error(), 0U) << ERR_reason_error_string(ERR_peek_error()); }

  const CertificateAuthority authority = make_authority();
  const pki::PrivateKey key = pki::PrivateKey::generate(pki::KeyType::kP256).value();
  const SubjectName subject{.organization = "u00000001", .common_name = "client001"};
  const pki::TimePoint now = at("2031-02-03T04:05:06Z");
  const pki::Validity ninety_days{now, now + pki::days(90)};
};

}  // namespace orcamo::mock
