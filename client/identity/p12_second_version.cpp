#include "identity/p12_second_version.hpp"

#include <openssl/asn1.h>
#include <openssl/err.h>

#include <algorithm>
#include <array>
#include <optional>

namespace orcamo::client {
namespace {

constexpr std::array<std::uint8_t, 11> kKeyBag = {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d,
                                                  0x01, 0x0c, 0x0a, 0x01, 0x01};  // RFC 7292, 4.2.1

struct Value {
  int klass;
  int tag;
  pki::BytesView content;

  bool is(int universal) const noexcept { return klass == V_ASN1_UNIVERSAL && tag == universal; }
  bool is_numbered(int number) const noexcept { return klass == V_ASN1_CONTEXT_SPECIFIC && tag == number; }
};

// take is the value that `rest` begins with, and leaves what is behind it; unset where there is none of a definite
// length.
std::optional<Value> take(pki::BytesView& rest) noexcept {
  const std::uint8_t* at = rest.data();
  long length = 0;
  Value value{};
  const int flags = ASN1_get_object(&at, &length, &value.tag, &value.klass, static_cast<long>(rest.size()));
  ERR_clear_error();
  if ((flags & 0x80) != 0 || (flags & 1) != 0) return std::nullopt;
  const auto header = static_cast<std::size_t>(at - rest.data());
  value.content = rest.subspan(header, static_cast<std::size_t>(length));
  rest = rest.subspan(header + value.content.size());
  return value;
}

// holds_second_version is of one bag's content.
bool holds_second_version(pki::BytesView bag) noexcept {
  const auto kind = take(bag);
  if (!kind || !kind->is(V_ASN1_OBJECT) || !std::ranges::equal(kind->content, kKeyBag)) return false;
  const auto wrapped = take(bag);
  return wrapped && wrapped->is_numbered(0) && is_second_version(wrapped->content);
}

}  // namespace

bool is_second_version(pki::BytesView key) noexcept {
  const auto whole = take(key);
  if (!whole || !whole->is(V_ASN1_SEQUENCE)) return false;
  pki::BytesView rest = whole->content;
  const auto version = take(rest);
  if (!version || !version->is(V_ASN1_INTEGER) || version->content.size() != 1 || version->content[0] != 1)
    return false;
  const auto algorithm = take(rest);
  if (!algorithm || !algorithm->is(V_ASN1_SEQUENCE)) return false;
  const auto secret = take(rest);
  if (!secret || !secret->is(V_ASN1_OCTET_STRING)) return false;
  auto optional = take(rest);
  if (optional && optional->is_numbered(0)) optional = take(rest);  // the attributes
  return optional && optional->is_numbered(1);
}

bool has_second_version(pki::BytesView bags) noexcept {
  const auto whole = take(bags);
  if (!whole || !whole->is(V_ASN1_SEQUENCE)) return false;
  pki::BytesView rest = whole->content;
  while (const auto bag = take(rest)) {
    if (bag->is(V_ASN1_SEQUENCE) && holds_second_version(bag->content)) return true;
  }
  return false;
}

}  // namespace orcamo::client
