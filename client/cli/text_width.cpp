#include "cli/text_width.hpp"

#include <algorithm>
#include <array>

#include "identity/utf8.hpp"

namespace orcamo::client {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// From EastAsianWidth.txt of Unicode 15, neighbouring ranges drawn together.
constexpr std::array kWide = {
    Range{0x1100, 0x115f},   Range{0x231a, 0x231b},   Range{0x23e9, 0x23ec},   Range{0x2e80, 0x303e},
    Range{0x3041, 0x33ff},   Range{0x3400, 0x4dbf},   Range{0x4e00, 0xa4cf},   Range{0xa960, 0xa97f},
    Range{0xac00, 0xd7a3},   Range{0xf900, 0xfaff},   Range{0xfe10, 0xfe19},   Range{0xfe30, 0xfe6f},
    Range{0xff00, 0xff60},   Range{0xffe0, 0xffe6},   Range{0x1b000, 0x1b2ff}, Range{0x1f200, 0x1f265},
    Range{0x1f300, 0x1f64f}, Range{0x1f680, 0x1f6ff}, Range{0x1f900, 0x1f9ff}, Range{0x20000, 0x3fffd},
};

// General category Mn and Cf, as far as Latin and Japanese text has them. The voicing marks come with decomposed kana,
// as file names on macOS do.
constexpr std::array kJoined = {
    Range{0x0300, 0x036f}, Range{0x200b, 0x200f}, Range{0x2060, 0x2064}, Range{0x302a, 0x302d},
    Range{0x3099, 0x309a}, Range{0xfe00, 0xfe0f}, Range{0xfe20, 0xfe2f}, Range{0xfeff, 0xfeff},
};

template <std::size_t size>
bool is_among(const std::array<Range, size>& ranges, char32_t point) noexcept {
  const auto after = std::find_if(ranges.begin(), ranges.end(), [&](const Range& r) { return point <= r.last; });
  return after != ranges.end() && point >= after->first;
}

std::size_t width_of(char32_t point) noexcept {
  if (is_among(kJoined, point)) return 0;
  return is_among(kWide, point) ? 2 : 1;
}

// next takes one character off; an octet that is no UTF-8 stands for itself.
CodePoint next(std::string_view& text) noexcept {
  CodePoint point = first_code_point(text);
  if (point.octets == 0) point = {U'?', 1};
  text.remove_prefix(point.octets);
  return point;
}

}  // namespace

std::size_t text_width(std::string_view text) noexcept {
  std::size_t width = 0;
  while (!text.empty()) width += width_of(next(text).value);
  return width;
}

std::string padded(std::string text, std::size_t columns) {
  const std::size_t width = text_width(text);
  if (width < columns) text.append(columns - width, ' ');
  return text;
}

std::string clipped(std::string_view text, std::size_t columns, std::string_view rest) {
  if (text_width(text) <= columns) return std::string(text);
  const std::size_t room = columns - std::min(columns, text_width(rest));
  std::string out;
  std::size_t width = 0;
  while (!text.empty()) {
    const std::string_view here = text;
    const CodePoint point = next(text);
    width += width_of(point.value);
    if (width > room) break;
    out += here.substr(0, point.octets);
  }
  return out.append(rest);
}

}  // namespace orcamo::client
