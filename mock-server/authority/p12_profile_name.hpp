#pragma once
#include <algorithm>
#include <array>
#include <stdexcept>
#include <string_view>

namespace orcamo::mock {

// P12ProfileName is the name of a profile, or those of several with "+" between them. Its characters are its own and in
// place, so that a profile may be a constant or be put together while the mock runs.
class P12ProfileName {
 public:
  constexpr P12ProfileName() = default;
  constexpr P12ProfileName(const char* literal) : P12ProfileName(std::string_view(literal)) {}  // NOLINT(*-explicit-*)
  // Throws std::length_error beyond 192 octets. What parse_p12_profile puts together is shorter: each part changes
  // something, and there is not that much to change.
  explicit constexpr P12ProfileName(std::string_view text) : size_(text.size()) {
    if (text.size() > text_.size()) throw std::length_error("the name of a PKCS#12 profile is too long");
    std::ranges::copy(text, text_.begin());
  }

  [[nodiscard]] constexpr std::string_view view() const noexcept { return {text_.data(), size_}; }
  constexpr operator std::string_view() const noexcept { return view(); }  // NOLINT(*-explicit-*)

  bool operator==(const P12ProfileName&) const = default;

 private:
  std::array<char, 192> text_{};
  std::size_t size_ = 0;
};

}  // namespace orcamo::mock
