#pragma once
#include <string_view>

#include "orcamo/pki/bytes.hpp"
#include "orcamo/pki/credential.hpp"
#include "orcamo/pki/result.hpp"

namespace orcamo::client {

// PasswordOf is who made a password: one of this program's own cannot be guessed, and needs few iterations.
enum class PasswordOf { kProgram, kPerson };

// pack_pkcs12 makes a PKCS#12 file of a credential, chain and all: AES-256-CBC and HMAC-SHA-256. Fails with
// kCryptoFailed.
pki::Result<pki::Bytes> pack_pkcs12(const pki::Credential& credential, std::string_view password,
                                    PasswordOf whose = PasswordOf::kProgram);

}  // namespace orcamo::client
