#pragma once
#include <string_view>

#include "authority/p12_profile.hpp"
#include "orcamo/pki/bytes.hpp"
#include "orcamo/pki/credential.hpp"
#include "orcamo/pki/randomness.hpp"

namespace orcamo::mock {

// seal_pkcs12 writes one PKCS#12 file (RFC 7292) of a key, its leaf and its chain as the profile has them; whatever the
// profile does not say is so: certificates in one safe, the key in another, friendlyName and localKeyID on key and
// leaf. A root is in the file where the profile wants it and `credential.chain` has one. Salts and initialization
// vectors come from `randomness`. Fails with kKeyMismatch; with kRequestBadValue for a password or name that is no
// UTF-8, and where the wanted root is not in the chain; with kMissingHere for RC2 without OpenSSL's legacy provider.
pki::Result<pki::Bytes> seal_pkcs12(const pki::Credential& credential, std::string_view password,
                                    const P12Profile& profile, std::string_view friendly_name,
                                    const pki::Randomness& randomness = pki::Randomness::system());

}  // namespace orcamo::mock
