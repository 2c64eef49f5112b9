#pragma once
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace orcamo::pki {

using Bytes = std::vector<std::uint8_t>;
using BytesView = std::span<const std::uint8_t>;

// as_bytes views the octets of `text`; the view lives as long as the text.
inline BytesView as_bytes(std::string_view text) noexcept {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

// as_text views octets as characters, without any decoding; the view lives as long as the octets.
inline std::string_view as_text(BytesView bytes) noexcept {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace orcamo::pki
