#pragma once
#include "orcamo/pki/private_key.hpp"
#include "orcamo/pki/randomness.hpp"

namespace orcamo::mock {

// Keys that no service issues: too short, or of a kind that few programs know. One randomness, when seeded, gives one
// key.
pki::Result<pki::PrivateKey> make_short_rsa_key(const pki::Randomness& randomness);  // 1,024 bits
pki::Result<pki::PrivateKey> make_ed25519_key(const pki::Randomness& randomness);

}  // namespace orcamo::mock
