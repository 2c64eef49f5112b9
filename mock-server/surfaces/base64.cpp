#include "surfaces/base64.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace orcamo::mock {
namespace {

constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

std::string encode_base64(pki::BytesView bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto octets = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < 3; ++j) group = group << 8 | (j < octets ? bytes[i + j] : 0u);
    for (std::size_t j = 0; j < 4; ++j) text += j <= octets ? kDigits[group >> (18 - 6 * j) & 63] : '=';
  }
  return text;
}

std::optional<std::string> decode_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  std::string octets;
  for (std::size_t i = 0; i < text.size(); i += 4) {
    auto quantum = text.substr(i, 4);
    const bool is_last = i + 4 == text.size();
    for (int padding = 0; is_last && padding < 2 && quantum.ends_with('='); ++padding) quantum.remove_suffix(1);
    std::uint32_t group = 0;
    for (const char c : quantum) {
      const auto digit = kDigits.find(c);
      if (digit == std::string_view::npos) return std::nullopt;
      group = group << 6 | static_cast<std::uint32_t>(digit);
    }
    group <<= 6 * (4 - quantum.size());
    for (auto left = quantum.size(); left > 1; --left) {
      octets += static_cast<char>(group >> 16 & 0xff);
      group <<= 8;
    }
  }
  return octets;
}

}  // namespace orcamo::mock
