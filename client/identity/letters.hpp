#pragma once
#include <algorithm>
#include <string>
#include <string_view>

namespace orcamo::client {

// lower makes ASCII capitals small; whatever else there is stays, in every locale.
constexpr char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

inline std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](char c) { return lower(c); });
  return out;
}

}  // namespace orcamo::client
