#include "identity/password_signs.hpp"

#include <algorithm>
#include <array>

namespace orcamo::client {
namespace {

struct Row {
  char32_t point;
  PasswordSign sign;
};

constexpr PasswordRepair kTypography = PasswordRepair::kTypographyToAscii;
constexpr PasswordRepair kFullWidth = PasswordRepair::kFullWidthToAscii;

constexpr std::array kRows = {
    Row{0x00a0, {"a no-break space (U+00A0)", " ", kTypography}},
    Row{0x00ad, {"a soft hyphen (U+00AD)", "", kTypography}},
    Row{0x200b, {"a zero-width space (U+200B)", "", kTypography}},
    Row{0x200c, {"a zero-width non-joiner (U+200C)", "", kTypography}},
    Row{0x200d, {"a zero-width joiner (U+200D)", "", kTypography}},
    Row{0x2010, {"a hyphen that is not ASCII (U+2010)", "-", kTypography}},
    Row{0x2011, {"a non-breaking hyphen (U+2011)", "-", kTypography}},
    Row{0x2012, {"a figure dash (U+2012)", "-", kTypography}},
    Row{0x2013, {"an en dash (U+2013)", "-", kTypography}},
    Row{0x2014, {"an em dash (U+2014)", "--", kTypography}},  // what Word makes of two hyphens
    Row{0x2015, {"a horizontal bar (U+2015)", "-", kTypography}},
    Row{0x2018, {"a left single quotation mark (U+2018)", "'", kTypography}},
    Row{0x2019, {"a right single quotation mark (U+2019)", "'", kTypography}},
    Row{0x201a, {"a low single quotation mark (U+201A)", "'", kTypography}},
    Row{0x201c, {"a left double quotation mark (U+201C)", "\"", kTypography}},
    Row{0x201d, {"a right double quotation mark (U+201D)", "\"", kTypography}},
    Row{0x201e, {"a low double quotation mark (U+201E)", "\"", kTypography}},
    Row{0x2026, {"an ellipsis (U+2026)", "...", kTypography}},
    Row{0x202f, {"a narrow no-break space (U+202F)", " ", kTypography}},
    Row{0x2032, {"a prime (U+2032)", "'", kTypography}},
    Row{0x2033, {"a double prime (U+2033)", "\"", kTypography}},
    Row{0x2060, {"a word joiner (U+2060)", "", kTypography}},
    Row{0x2212, {"a minus sign that is not ASCII (U+2212)", "-", kTypography}},
    Row{0x3000, {"an ideographic space (U+3000)", " ", kFullWidth}},
    Row{0x30fc, {"a katakana prolonged sound mark (U+30FC)", "-", kFullWidth}},
    Row{0xfeff, {"a byte order mark (U+FEFF)", "", kTypography}},
};
static_assert(std::is_sorted(kRows.begin(), kRows.end(), [](const Row& a, const Row& b) { return a.point < b.point; }));

// The ASCII characters from ! to ~, which U+FF01 to U+FF5E are the full-width forms of.
constexpr std::string_view kAscii =
    "!\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~";
static_assert(kAscii.size() == 0xff5e - 0xff01 + 1);

}  // namespace

std::optional<PasswordSign> find_sign(char32_t point) noexcept {
  if (point >= 0xff01 && point <= 0xff5e) {
    return PasswordSign{"a full-width letter, digit or sign (U+FF01 to U+FF5E)", kAscii.substr(point - 0xff01, 1),
                        kFullWidth};
  }
  const auto row = std::lower_bound(kRows.begin(), kRows.end(), point,
                                    [](const Row& each, char32_t wanted) { return each.point < wanted; });
  if (row == kRows.end() || row->point != point) return std::nullopt;
  return row->sign;
}

}  // namespace orcamo::client
