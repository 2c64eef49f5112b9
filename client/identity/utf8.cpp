#include "identity/utf8.hpp"

#include <array>
#include <utility>

namespace orcamo::client {

CodePoint first_code_point(std::string_view text) noexcept {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t length = lead < 0x80   ? 1
                             : lead < 0xc2 ? 0
                             : lead < 0xe0 ? 2
                             : lead < 0xf0 ? 3
                             : lead < 0xf5 ? 4
                                           : 0;
  if (length == 0 || text.size() < length) return {};
  char32_t point = length == 1 ? lead : lead & (0x7fu >> length);
  for (std::size_t k = 1; k < length; ++k) {
    const auto octet = static_cast<unsigned char>(text[k]);
    if ((octet & 0xc0) != 0x80) return {};
    point = point << 6 | (octet & 0x3f);
  }
  constexpr std::array<char32_t, 5> kSmallest = {0, 0, 0x80, 0x800, 0x10000};
  if (point < kSmallest[length] || point > 0x10ffff || (point >= 0xd800 && point < 0xe000)) return {};
  return {point, length};
}

bool is_utf8(std::string_view text) noexcept {
  while (!text.empty()) {
    const CodePoint point = first_code_point(text);
    if (point.octets == 0) return false;
    text.remove_prefix(point.octets);
  }
  return true;
}

void append_utf8(std::string& text, char32_t point) {
  const auto tail = [&](int shift) { text += static_cast<char>(0x80 | ((point >> shift) & 0x3f)); };
  if (point < 0x80) {
    text += static_cast<char>(point);
  } else if (point < 0x800) {
    text += static_cast<char>(0xc0 | (point >> 6));
    tail(0);
  } else if (point < 0x10000) {
    text += static_cast<char>(0xe0 | (point >> 12));
    tail(6);
    tail(0);
  } else {
    text += static_cast<char>(0xf0 | (point >> 18));
    tail(12);
    tail(6);
    tail(0);
  }
}

std::optional<std::string> utf8_of_utf16(pki::BytesView octets, Endian endian) {
  if (octets.size() % 2 != 0) return std::nullopt;
  std::string text;
  text.reserve(octets.size() * 2);  // three octets for two at most: never moved, so that one wipe is enough
  char32_t high = 0;
  for (std::size_t i = 0; i < octets.size(); i += 2) {
    const auto [most, least] =
        endian == Endian::kBig ? std::pair(octets[i], octets[i + 1]) : std::pair(octets[i + 1], octets[i]);
    const auto unit = static_cast<char32_t>(most << 8 | least);
    const bool is_high = unit >= 0xd800 && unit < 0xdc00;
    const bool is_low = unit >= 0xdc00 && unit < 0xe000;
    if (is_low != (high != 0)) return std::nullopt;
    if (is_high) {
      high = unit;
    } else if (is_low) {
      append_utf8(text, 0x10000 + ((high - 0xd800) << 10) + (unit - 0xdc00));
      high = 0;
    } else {
      append_utf8(text, unit);
    }
  }
  if (high != 0) return std::nullopt;
  return text;
}

}  // namespace orcamo::client
