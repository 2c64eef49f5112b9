#include "authority/p12_text.hpp"

#include <algorithm>

#include <cstddef>
#include <cstdint>

namespace orcamo::mock {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;

constexpr char32_t kNoCharacter = 0xffffffff;
constexpr char32_t kByteOrderMark = 0xfeff;
constexpr std::size_t kLongestPasswordFile = 4096;  // octets

// take_character cuts one off the beginning of `rest`: kNoCharacter for what UTF-8 (RFC 3629) forbids.
char32_t take_character(std::string_view& rest) noexcept {
  const auto first = static_cast<unsigned char>(rest.front());
  const std::size_t length = first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  if (length == 0 || first > 0xf4 || rest.size() < length) return kNoCharacter;
  char32_t character = length == 1 ? first : first & (0xffU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    const auto octet = static_cast<unsigned char>(rest[i]);
    if ((octet & 0xc0) != 0x80) return kNoCharacter;
    character = character << 6 | (octet & 0x3f);
  }
  rest.remove_prefix(length);
  const bool overlong = (length == 3 && character < 0x800) || (length == 4 && character < 0x10000);
  const bool surrogate = character >= 0xd800 && character < 0xe000;
  return overlong || surrogate || character > 0x10ffff ? kNoCharacter : character;
}

void append_unit(std::string& to, char32_t unit) {
  to += static_cast<char>(unit >> 8 & 0xff);
  to += static_cast<char>(unit & 0xff);
}

void append_each_octet(std::string& to, std::string_view text) {
  for (const char octet : text) append_unit(to, static_cast<unsigned char>(octet));
}

Result<void> append_characters(std::string& to, std::string_view text) {
  while (!text.empty()) {
    const char32_t character = take_character(text);
    if (character == kNoCharacter) {
      return Error(Errc::kRequestBadValue, "a text for a PKCS#12 file is not UTF-8", "write it in UTF-8");
    }
    if (character < 0x10000) {
      append_unit(to, character);
    } else {
      append_unit(to, 0xd800 + ((character - 0x10000) >> 10));
      append_unit(to, 0xdc00 + ((character - 0x10000) & 0x3ff));
    }
  }
  return {};
}

}  // namespace

Result<std::string> bmp_text(std::string_view utf8) {
  std::string text;
  text.reserve(2 * utf8.size());
  if (auto done = append_characters(text, utf8); !done) return std::move(done).error();
  return text;
}

Result<P12Password> password_for(const P12Profile& profile, std::string_view password) {
  std::string wide;
  wide.reserve(2 * password.size() + 2);  // or growing would leave copies behind
  if (profile.letters == P12Letters::kOctetByOctet) {
    append_each_octet(wide, password);
  } else if (auto done = append_characters(wide, password); !done) {
    pki::Secret::take(wide);  // what was read of it
    return std::move(done).error().while_doing("reading the password");
  }
  if (!password.empty() || profile.empty_password == P12EmptyPassword::kTwoZeros) append_unit(wide, 0);
  return P12Password{.bmp = pki::Secret::take(wide), .utf8 = pki::Secret::copy_of(password)};
}

std::string_view password_file_objection(std::string_view password) noexcept {
  if (password.size() > kLongestPasswordFile) return "has more than 4096 octets";
  if (password.starts_with("{\\rtf") || password.starts_with("%PDF"))
    return "begins as a document does that is no text";
  for (bool first = true; !password.empty(); first = false) {
    const char32_t character = take_character(password);
    if (character == kNoCharacter) return "is not UTF-8";
    if (character < 0x20 || character == 0x7f) return "has control characters";
    if (first && character == kByteOrderMark) {
      return "begins with U+FEFF, which at the front of a file is a byte order mark";
    }
  }
  return {};
}

std::vector<std::string> password_warnings(std::string_view password) {
  std::vector<std::string> warnings;
  if (!std::ranges::all_of(password, [](char c) { return static_cast<unsigned char>(c) < 0x80; })) {
    warnings.emplace_back(
        "the password is not ASCII: Java opens no such file, and programs differ in the octets they derive its keys "
        "from");
  }
  if (const auto objection = password_file_objection(password); !objection.empty()) {
    warnings.push_back("the password " + std::string(objection) + ": orcamo-renew cannot read it from a file");
  }
  return warnings;
}

}  // namespace orcamo::mock
