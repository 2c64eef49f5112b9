#include "identity/p12_frame.hpp"

#include <openssl/err.h>

#include <string>

#include "identity/file_kind.hpp"
#include "identity/p12_errors.hpp"

namespace orcamo::client {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;

// check_frame judges the outermost header: where the file says that it ends, and its version.
Result<void> check_frame(pki::BytesView file) {
  const std::uint8_t* at = file.data();
  long length = 0;
  int tag = 0;
  int klass = 0;
  const int flags = ASN1_get_object(&at, &length, &tag, &klass, static_cast<long>(file.size()));
  const auto header = static_cast<std::size_t>(at - file.data());
  ERR_clear_error();
  // Bit 7: an error; a value that is longer than what is left is told by the same bit, with `length` set.
  if ((flags & 0x80) != 0 && (header == 0 || length <= 0))
    return p12_malformed("is cut short or damaged in its first octets");
  if ((flags & 0x80) != 0) {
    return p12_malformed("is cut short: it announces " + std::to_string(header + static_cast<std::size_t>(length)) +
                         " octets and has " + std::to_string(file.size()));
  }
  if (tag != V_ASN1_SEQUENCE) return p12_malformed("does not begin with a SEQUENCE");

  const pki::BytesView inside = file.subspan(header);
  if (inside.empty()) return p12_malformed("is cut short or damaged in its first octets");
  if (inside[0] != V_ASN1_INTEGER) {
    const std::uint8_t* der = file.data();
    const bool certificate = pki::X509Handle(d2i_X509(nullptr, &der, static_cast<long>(file.size()))) != nullptr;
    ERR_clear_error();
    if (certificate) {
      return Error(Errc::kP12NotP12, "the file is not PKCS#12 but a certificate without a private key (X.509, DER)",
                   "use the .p12 file that the certificate came in");
    }
    if (inside[0] == V_ASN1_OBJECT) {
      return Error(Errc::kP12NotP12, "the file is not PKCS#12 but a PKCS#7 or CMS bundle, which has no private key",
                   "use the .p12 file that the certificate came in");
    }
    return p12_malformed("does not begin with a version number");
  }
  if (inside.size() < 3) return p12_malformed("is cut short or damaged in its first octets");
  if (inside[1] != 1 || inside[2] != 3) {
    const std::uint8_t* der = file.data();
    const bool key = pki::PKey(d2i_AutoPrivateKey(nullptr, &der, static_cast<long>(file.size()))) != nullptr;
    ERR_clear_error();
    if (key) {
      return Error(Errc::kP12NotP12, "the file is not PKCS#12 but a private key without a certificate (DER)",
                   "use the .p12 file that has both");
    }
    return p12_malformed("does not state version 3 (RFC 7292, 4)");
  }
  return {};
}

}  // namespace

Result<pki::Pkcs12> parse_p12(pki::BytesView file) {
  if (const auto kind = recognize_stranger(file)) {
    const std::string name(kind->name);
    return Error(Errc::kP12NotP12, "the file is not PKCS#12 but " + name, std::string(kind->advice));
  }
  if (auto frame = check_frame(file); !frame) return frame.error();
  const std::uint8_t* at = file.data();
  pki::Pkcs12 p12(d2i_PKCS12(nullptr, &at, static_cast<long>(file.size())));
  if (!p12) return p12_malformed_because("is damaged");
  const auto left = static_cast<std::size_t>(file.data() + file.size() - at);
  if (left != 0) return p12_malformed("is followed by " + std::to_string(left) + " octets that do not belong to it");
  return p12;
}

}  // namespace orcamo::client
