#include "orcamo/pki/in_quotes.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>

namespace orcamo::pki {
namespace {

constexpr std::size_t kMost = 80;

// Form is what the first two octets of a character may be (Unicode, table 3-7); those behind are 80 to BF.
struct Form {
  unsigned char first_from, first_to;
  unsigned char second_from, second_to;
  std::size_t octets;
};

// Without the controls: C0, DEL, and C1 at C2 80 to C2 9F.
constexpr std::array kForms{
    Form{0x20, 0x7e, 0x00, 0x00, 1}, Form{0xc2, 0xc2, 0xa0, 0xbf, 2}, Form{0xc3, 0xdf, 0x80, 0xbf, 2},
    Form{0xe0, 0xe0, 0xa0, 0xbf, 3}, Form{0xe1, 0xec, 0x80, 0xbf, 3}, Form{0xed, 0xed, 0x80, 0x9f, 3},
    Form{0xee, 0xef, 0x80, 0xbf, 3}, Form{0xf0, 0xf0, 0x90, 0xbf, 4}, Form{0xf1, 0xf3, 0x80, 0xbf, 4},
    Form{0xf4, 0xf4, 0x80, 0x8f, 4},
};

// shown_octets is how long the character at the front of `text`, which is not empty, is; 0: nothing to be shown.
std::size_t shown_octets(std::string_view text) noexcept {
  const auto octet = [text](std::size_t at) { return static_cast<unsigned char>(text[at]); };
  const auto* const form = std::find_if(
      kForms.begin(), kForms.end(), [&](const Form& f) { return octet(0) >= f.first_from && octet(0) <= f.first_to; });
  if (form == kForms.end() || text.size() < form->octets) return 0;
  if (form->octets > 1 && (octet(1) < form->second_from || octet(1) > form->second_to)) return 0;
  for (std::size_t i = 2; i < form->octets; ++i) {
    if (octet(i) < 0x80 || octet(i) > 0xbf) return 0;
  }
  return form->octets;
}

std::string beginning_of(std::string_view foreign, std::size_t most) {
  std::string out;
  while (!foreign.empty()) {
    const std::size_t octets = shown_octets(foreign);
    const std::string_view next = octets == 0 ? "?" : foreign.substr(0, octets);
    if (out.size() + next.size() > most) return out + "...";
    out += next;
    foreign.remove_prefix(std::max<std::size_t>(octets, 1));
  }
  return out;
}

}  // namespace

std::string shown(std::string_view foreign) { return beginning_of(foreign, kMost); }

std::string in_quotes(std::string_view foreign) { return '"' + shown(foreign) + '"'; }

std::string on_one_line(std::string_view foreign) {
  return beginning_of(foreign, std::numeric_limits<std::size_t>::max());
}

}  // namespace orcamo::pki
