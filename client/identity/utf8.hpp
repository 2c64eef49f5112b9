#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "orcamo/pki/bytes.hpp"

namespace orcamo::client {

// CodePoint is one character as it stands in a text.
struct CodePoint {
  char32_t value = 0;
  std::size_t octets = 0;  // 0: what stands there is not UTF-8
};

// first_code_point reads the front of `text`, which is not empty, as strictly as RFC 3629: shortest forms, no
// surrogates, nothing above U+10FFFF.
CodePoint first_code_point(std::string_view text) noexcept;

// append_utf8 puts `point`, which is no surrogate, behind `text`.
void append_utf8(std::string& text, char32_t point);

bool is_utf8(std::string_view text) noexcept;

enum class Endian { kLittle, kBig };

// utf8_of_utf16 is unset where a surrogate stands alone or an octet is left over.
std::optional<std::string> utf8_of_utf16(pki::BytesView octets, Endian endian);

// is_control tells C0, DEL and C1 controls: a terminal obeys those in place of showing them.
constexpr bool is_control(char32_t point) noexcept { return point < 0x20 || (point >= 0x7f && point < 0xa0); }

}  // namespace orcamo::client
