#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "orcamo/client/certificate_store.hpp"
#include "orcamo/pki/credential.hpp"
#include "orcamo/pki/time.hpp"

// Certificates for the client's tests: valid unless a test asks for something else.
namespace orcamo::testing {

// The time that these tests play at. Nothing reads the wall clock.
inline const pki::TimePoint kNow = std::chrono::sys_days(std::chrono::year(2031) / 5 / 17) + pki::Seconds(12'345);

constexpr std::string_view kPassword = "aB3dE6gH9k";

enum class Issuer {
  kUsual,
  kOther,
  kNamesake,  // the usual one's names and key identifiers, with other keys
};

struct IdentityWish {
  pki::Validity validity{kNow - pki::days(1006), kNow + pki::days(89)};
  std::string facility = "u00000001";
  std::string common_name = "client001";
  Issuer issuer = Issuer::kUsual;
  std::string serial = "123456";
  std::optional<pki::PrivateKey> key = {};  // unset: a new one
};
pki::Credential issue(const IdentityWish& wish = {});

// root_of is the root above the authority that issues.
pki::Certificate root_of(Issuer issuer);

// What a renewal of `issue()` brings.
inline IdentityWish renewed() {
  return {.validity = {kNow - pki::Seconds(60), kNow + pki::days(1095)}, .serial = "234567"};
}

std::string file_name_of(const pki::Credential& credential);

// sealed is the PKCS#12 file of `credential`, under its usual name.
client::Arrival sealed(const pki::Credential& credential, std::string_view password = kPassword);

}  // namespace orcamo::testing
