#include "identity/p12_frame.hpp"

#include <openssl/err.h>

#include <optional>
#include <string>

#include "identity/der_kind.hpp"
#include "identity/file_kind.hpp"
#include "identity/p12_errors.hpp"

namespace orcamo::client {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;

// version_value is the content of the INTEGER that `inside` begins with, whose length may have more octets than it
// needs (X.690, 8.1.3); unset where it is not all there.
std::optional<pki::BytesView> version_value(pki::BytesView inside) {
  const std::uint8_t* at = inside.data();
  long length = 0;
  int tag = 0;
  int klass = 0;
  const int flags = ASN1_get_object(&at, &length, &tag, &klass, static_cast<long>(inside.size()));
  ERR_clear_error();
  if ((flags & 0x80) != 0) return std::nullopt;
  return inside.subspan(static_cast<std::size_t>(at - inside.data()), static_cast<std::size_t>(length));
}

// check_frame judges the outermost header: where the file says that it ends, and its version. Notes where it fails.
Result<void> check_frame(pki::BytesView file, P12Notes& notes) {
  const std::uint8_t* at = file.data();
  long length = 0;
  int tag = 0;
  int klass = 0;
  const int flags = ASN1_get_object(&at, &length, &tag, &klass, static_cast<long>(file.size()));
  const auto header = static_cast<std::size_t>(at - file.data());
  ERR_clear_error();
  const auto malformed = [&](std::size_t offset, const std::string& what) {
    notes.offset = offset;
    return p12_malformed(what);
  };
  // Bit 7: an error; a value that is longer than what is left is told by the same bit, with `length` set.
  if ((flags & 0x80) != 0 && (header == 0 || length <= 0)) {
    return malformed(header, "is cut short or damaged in its first octets");
  }
  if ((flags & 0x80) != 0) {
    return malformed(file.size(), "is cut short: it announces " +
                                      std::to_string(header + static_cast<std::size_t>(length)) + " octets and has " +
                                      std::to_string(file.size()));
  }
  if (tag != V_ASN1_SEQUENCE) return malformed(0, "does not begin with a SEQUENCE");

  const pki::BytesView inside = file.subspan(header);
  if (inside.empty()) return malformed(header, "is cut short or damaged in its first octets");
  if (inside[0] != V_ASN1_INTEGER) return malformed(header, "does not begin with a version number");
  const auto value = version_value(inside);
  if (!value) return malformed(header, "is cut short or damaged in its first octets");
  if (value->size() != 1 || value->front() != 3) {
    const auto at_value = static_cast<std::size_t>(value->data() - file.data());
    if (value->size() == 1) notes.slip = P12Slip::kVersion;
    return malformed(value->size() == 1 ? at_value : header, "does not state version 3 (RFC 7292, 4)");
  }
  return {};
}

// check_outline judges what stands within it, as far as nothing is encrypted.
Result<void> check_outline(pki::BytesView file, P12Notes& notes) {
  notes.outline = outline_p12(file);
  const auto& fault = notes.outline.fault;
  if (!fault) return {};
  notes.offset = fault->offset;
  const std::string what = fault->what + " (at octet " + std::to_string(fault->offset) + ")";
  return fault->is_too_deep ? p12_exceeds(what) : p12_malformed("is damaged: it " + what);
}

}  // namespace

Result<pki::Pkcs12> parse_p12(pki::BytesView file, P12Notes& notes) {
  auto kind = recognize_stranger(file);
  if (!kind) kind = recognize_der(file);
  if (kind) {
    const std::string name(kind->name);
    return Error(Errc::kP12NotP12, "the file is not PKCS#12 but " + name, std::string(kind->advice));
  }
  if (auto frame = check_frame(file, notes); !frame) return frame.error();
  if (auto outline = check_outline(file, notes); !outline) return outline.error();
  const std::uint8_t* at = file.data();
  pki::Pkcs12 p12(d2i_PKCS12(nullptr, &at, static_cast<long>(file.size())));
  if (!p12) {
    Error damaged = p12_malformed_because("is damaged");
    const std::uint8_t* safes = file.data() + notes.outline.safes;
    const auto left = static_cast<long>(file.size() - notes.outline.safes);
    notes.offset = pki::Pkcs7(d2i_PKCS7(nullptr, &safes, left)) ? notes.outline.mac : notes.outline.safes;
    ERR_clear_error();
    return damaged;
  }
  const auto left = static_cast<std::size_t>(file.data() + file.size() - at);
  if (left != 0) {
    notes.offset = file.size() - left;
    notes.slip = P12Slip::kTrailingOctets;
    return p12_malformed("is followed by " + std::to_string(left) + " octets that do not belong to it");
  }
  return p12;
}

}  // namespace orcamo::client
