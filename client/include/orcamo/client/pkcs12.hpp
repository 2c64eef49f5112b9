#pragma once
#include <cstddef>
#include <string_view>

#include "orcamo/pki/bytes.hpp"
#include "orcamo/pki/credential.hpp"

namespace orcamo::client {

// Pkcs12Limits are checked before anything is derived: 4 kB with 2^31 - 1 iterations would stall a program for hours.
struct Pkcs12Limits {
  std::size_t octets = 1 << 20;
  long iterations = 5'000'000;  // of each derivation, all together four times as many; NSS and GnuTLS write 600,000
};

// P12Policy says what becomes of a file without a MAC, and of one with old encryption: RC2, RC4, DES, triple DES.
enum class P12Policy {
  kUsual,    // a missing MAC is refused, old encryption is read
  kLenient,  // both are read
  kStrict,   // both are refused
};

// open_pkcs12 reads the one credential of a PKCS#12 file (RFC 7292, in BER or DER). The leaf is chosen by its key,
// never by position. Fails with p12.* codes: a wrong password, a damaged file, an unknown algorithm and something that
// is no PKCS#12 at all are told apart. Octets behind the end of the file are damage.
pki::Result<pki::Credential> open_pkcs12(pki::BytesView file, std::string_view password,
                                         const Pkcs12Limits& limits = {}, P12Policy policy = P12Policy::kUsual);

}  // namespace orcamo::client
