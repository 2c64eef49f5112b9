#include "identity/printable.hpp"

#include <limits>

#include "identity/utf8.hpp"

namespace orcamo::client {
namespace {

// Line and paragraph ends of Unicode count as white space, as tabs and line ends do.
bool is_space(char32_t point) noexcept {
  return point == ' ' || (point >= '\t' && point <= '\r') || point == 0x85 || point == 0x2028 || point == 0x2029;
}

// What makes the text that follows run the other way (Unicode, Bidi_Control).
bool turns_direction(char32_t point) noexcept {
  return point == 0x061c || point == 0x200e || point == 0x200f || (point >= 0x202a && point <= 0x202e) ||
         (point >= 0x2066 && point <= 0x2069);
}

}  // namespace

std::string excerpt(std::string_view foreign, std::size_t most) {
  std::string out;
  bool space = false;
  while (!foreign.empty()) {
    const CodePoint point = first_code_point(foreign);
    const std::string_view octets = point.octets == 0 ? "?" : foreign.substr(0, point.octets);
    foreign.remove_prefix(point.octets == 0 ? 1 : point.octets);
    if (point.octets != 0 && is_space(point.value)) {
      space = !out.empty();
      continue;
    }
    if (point.octets != 0 && (is_control(point.value) || turns_direction(point.value))) continue;
    if (out.size() + octets.size() > most) return out + "...";
    if (space) out += ' ';
    space = false;
    out += octets;
  }
  return out;
}

std::string printable(std::string_view foreign) { return excerpt(foreign, std::numeric_limits<std::size_t>::max()); }

std::string quoted(std::string_view foreign, std::size_t most) { return '"' + excerpt(foreign, most) + '"'; }

}  // namespace orcamo::client
