#pragma once
#include <string>

#include "orcamo/pki/randomness.hpp"
#include "orcamo/pki/secret.hpp"

namespace orcamo::mock {

// random_token is an unguessable name of 32 letters and digits (190 bits, where there is no seed), safe in a path, a
// cookie and JSON.
std::string random_token(const pki::Randomness& randomness);

// random_password is ten letters, of both cases, and digits: what the real service hands out.
pki::Secret random_password(const pki::Randomness& randomness);

}  // namespace orcamo::mock
