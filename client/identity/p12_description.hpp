#pragma once
#include <string>
#include <vector>

#include "orcamo/pki/bytes.hpp"
#include "orcamo/pki/result.hpp"

namespace orcamo::client {

// P12Description is what a PKCS#12 file says, to everybody, about how it is protected.
struct P12Description {
  std::string integrity;                // "sha256, 2048 iterations"; empty: no MAC
  std::vector<std::string> protection;  // of each part: "AES-256-CBC, PBKDF2 with hmacWithSHA256, 2048 iterations"
};

// describe_pkcs12 reads that without a password and derives nothing. Fails with kP12Malformed.
pki::Result<P12Description> describe_pkcs12(pki::BytesView file);

}  // namespace orcamo::client
