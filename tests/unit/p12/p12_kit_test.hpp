#pragma once
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "authority/broken_p12.hpp"
#include "authority/p12_profile.hpp"
#include "orcamo/client/p12_inspection.hpp"

namespace orcamo::mock {

inline void PrintTo(const P12Profile& profile, std::ostream* out) { *out << profile.name.view(); }
inline void PrintTo(const P12Alias& alias, std::ostream* out) { *out << alias.name; }
inline void PrintTo(const BrokenKind& kind, std::ostream* out) { *out << kind.name; }

// quick_profiles are all but the one with 600,000 iterations, which the unit tests of the writer open, and a few sums:
// these tests open each of them many times.
inline std::vector<P12Profile> quick_profiles() {
  std::vector<P12Profile> quick;
  std::ranges::copy_if(profiles(), std::back_inserter(quick),
                       [](const P12Profile& profile) { return profile.iterations < 100'000; });
  for (const char* const sum : {"LegacyRC2+ReversedChain+KeyFirst+NameWithNUL", "PBMAC1+MacSHA384+AES128+NoAttributes",
                                "PlainCertificates+NoMAC+NoLocalKeyId"}) {
    quick.push_back(parse_p12_profile(sum).value());
  }
  return quick;
}

// named makes of "PBMAC1-SHA512" what GoogleTest takes.
inline constexpr auto named = [](const auto& row) {
  std::string name(row.param.name);
  std::ranges::replace_if(
      name, [](char c) { return c == '-' || c == '+'; }, '_');
  return name;
};

// P12KitTest has one certificate for all its tests.
class P12KitTest : public ::testing::Test {
 protected:
  static constexpr std::string_view kPassword = "correctHorse";

  // inspect is the verdict that `orcamo-p12 inspect` prints.
  static std::string_view inspect(const pki::Bytes& file, client::P12Policy policy,
                                  std::string_view password = kPassword) {
    return client::verdict_name(client::inspect_pkcs12(file, password, policy).verdict);
  }

  static inline const CertificateAuthority authority =
      CertificateAuthority::create("test", {}, pki::always(), pki::Randomness::seeded(7)).value();
  static inline const SubjectName subject{.organization = "u00000001", .common_name = "client001"};
  static inline const pki::Credential credential = authority.with_root(
      authority
          .issue_client(
              subject,
              {pki::parse_rfc3339("2031-02-03T04:05:06Z").value(), pki::parse_rfc3339("2034-02-03T04:05:06Z").value()},
              pki::PrivateKey::generate(pki::KeyType::kP256, pki::Randomness::seeded(7)).value(), "482913",
              pki::Randomness::seeded(7))
          .value());
};

}  // namespace orcamo::mock
