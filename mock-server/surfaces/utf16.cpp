#include "surfaces/utf16.hpp"

#include <cstddef>
#include <cstdint>

namespace orcamo::mock {
namespace {

constexpr std::uint32_t kFirstBeyond = 0x10000;  // of those that take two units

// sequence_length is how many octets a UTF-8 sequence with this first one has; 1 also where it begins none.
std::size_t sequence_length(unsigned char first) noexcept {
  if (first >= 0xf0 && first < 0xf8) return 4;
  if (first >= 0xe0 && first < 0xf0) return 3;
  return first >= 0xc0 && first < 0xe0 ? 2 : 1;
}

bool is_continuation(char c) noexcept { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

// take_character cuts one character off the beginning of `rest`.
std::uint32_t take_character(std::string_view& rest) noexcept {
  const auto first = static_cast<unsigned char>(rest.front());
  std::size_t length = sequence_length(first);
  bool whole = length <= rest.size();
  for (std::size_t i = 1; whole && i < length; ++i) whole = is_continuation(rest[i]);
  if (!whole) length = 1;
  std::uint32_t character = length == 1 ? first : first & (0xffU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) character = character << 6 | (static_cast<unsigned char>(rest[i]) & 0x3f);
  rest.remove_prefix(length);
  return character;
}

void append_unit(std::string& to, std::uint32_t unit) {
  to += static_cast<char>(unit & 0xff);
  to += static_cast<char>(unit >> 8 & 0xff);
}

}  // namespace

std::string utf16(std::string_view text) {
  std::string wide("\xff\xfe", 2);
  while (!text.empty()) {
    const auto character = take_character(text);
    if (character < kFirstBeyond) {
      append_unit(wide, character);
      continue;
    }
    append_unit(wide, 0xd800 + ((character - kFirstBeyond) >> 10));
    append_unit(wide, 0xdc00 + ((character - kFirstBeyond) & 0x3ff));
  }
  return wide;
}

}  // namespace orcamo::mock
