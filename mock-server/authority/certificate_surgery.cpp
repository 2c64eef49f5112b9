#include "authority/certificate_surgery.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

namespace orcamo::mock {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;

constexpr std::uint8_t kSequence = 0x30;

// AlgorithmIdentifier of ecdsa-with-SHA256, without parameters (RFC 5758, 3.2); 384 has the last octet one higher.
constexpr std::array<std::uint8_t, 12> kEcdsaWithSha256{kSequence, 0x0a, 0x06, 0x08, 0x2a, 0x86,
                                                        0x48,      0xce, 0x3d, 0x04, 0x03, 0x02};

// Element is where the contents of a DER element begin and end, counted from the first octet of the file.
struct Element {
  std::size_t begins;
  std::size_t ends;
};

// sequence_at reads the head of a SEQUENCE; nothing where there is none, or it is longer than the file.
std::optional<Element> sequence_at(pki::BytesView der, std::size_t at) {
  if (der.size() < 2 || at > der.size() - 2 || der[at] != kSequence) return std::nullopt;
  std::size_t length = der[at + 1];
  at += 2;
  if (length >= 0x80) {
    const std::size_t octets = length & 0x7f;
    if (octets == 0 || octets > 3 || octets > der.size() - at) return std::nullopt;
    length = 0;
    for (std::size_t i = 0; i < octets; ++i) length = length << 8 | der[at + i];
    at += octets;
  }
  if (length > der.size() - at) return std::nullopt;
  return Element{at, at + length};
}

}  // namespace

Result<pki::Certificate> with_turned_signature_bit(const pki::Certificate& good) {
  auto der = good.der();
  if (der.empty()) return Error(Errc::kCertificateMalformed, "there is no certificate to change");
  der.back() ^= 1;  // the signature is the last thing in a certificate (RFC 5280, 4.1)
  return pki::Certificate::from_der(der);
}

Result<pki::Certificate> with_another_outer_algorithm(const pki::Certificate& good) {
  auto der = good.der();
  const auto whole = sequence_at(der, 0);
  const auto to_be_signed = whole ? sequence_at(der, whole->begins) : std::nullopt;
  if (!to_be_signed || der.size() - to_be_signed->ends < kEcdsaWithSha256.size() ||
      !std::equal(kEcdsaWithSha256.begin(), kEcdsaWithSha256.end(),
                  der.begin() + static_cast<std::ptrdiff_t>(to_be_signed->ends))) {
    return Error(Errc::kCertificateMalformed, "the certificate is not signed with ecdsa-with-SHA256");
  }
  ++der[to_be_signed->ends + kEcdsaWithSha256.size() - 1];
  return pki::Certificate::from_der(der);
}

}  // namespace orcamo::mock
