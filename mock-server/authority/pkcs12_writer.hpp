#pragma once
#include <string_view>

#include "orcamo/pki/bytes.hpp"
#include "orcamo/pki/credential.hpp"
#include "orcamo/pki/randomness.hpp"

namespace orcamo::mock {

// P12Profile is how a PKCS#12 file is protected, by the field's names.
enum class P12Profile {
  kModern2023,  // PBES2 with PBKDF2-HMAC-SHA-256 and AES-256-CBC; MAC HMAC-SHA-256
  kLegacyDes,   // pbeWithSHAAnd3-KeyTripleDES-CBC; MAC HMAC-SHA-1: what old Windows, macOS and Android want
};

// Names as in the admin API: "Modern2023", "LegacyDES".
std::string_view p12_profile_name(P12Profile profile) noexcept;
pki::Result<P12Profile> parse_p12_profile(std::string_view name);

// seal_pkcs12 writes one PKCS#12 file (RFC 7292): the key shrouded, the leaf, then its chain without the root;
// friendlyName and localKeyID join key and leaf. 2,048 iterations. Salts and initialization vectors come from
// `randomness`.
pki::Result<pki::Bytes> seal_pkcs12(const pki::Credential& credential, std::string_view password, P12Profile profile,
                                    std::string_view friendly_name,
                                    const pki::Randomness& randomness = pki::Randomness::system());

}  // namespace orcamo::mock
