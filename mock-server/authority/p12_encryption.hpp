#pragma once
#include <optional>

#include "authority/p12_profile.hpp"
#include "authority/p12_text.hpp"
#include "orcamo/pki/bytes.hpp"
#include "orcamo/pki/randomness.hpp"
#include "orcamo/pki/result.hpp"

namespace orcamo::mock {

// Ciphertext is what is encrypted, and the AlgorithmIdentifier (DER) that says how.
struct Ciphertext {
  pki::Bytes algorithm;
  pki::Bytes octets;
};

// EncryptionPlan is one encryption of a file; `kind` is not kNone.
struct EncryptionPlan {
  P12Encryption kind;
  P12Digest derivation;
  int iterations;
};

// plan_for is how the profile encrypts its keys, or its certificates; none where it does not.
std::optional<EncryptionPlan> plan_for(P12Encryption kind, const P12Profile& profile);

// encrypt derives a key of the password and encrypts with it; salt and initialization vector come from `randomness`.
// Fails with kMissingHere where OpenSSL has no legacy provider and RC2 is asked for.
pki::Result<Ciphertext> encrypt(pki::BytesView plain, const P12Password& password, const EncryptionPlan& plan,
                                const pki::Randomness& randomness);

}  // namespace orcamo::mock
