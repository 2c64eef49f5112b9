#include "surfaces/gzip.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace orcamo::mock {
namespace {

constexpr std::size_t kLargestBlock = 0xffff;  // RFC 1951, 3.2.4

constexpr std::array<std::uint32_t, 256> kCrcTable = [] {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < table.size(); ++i) {
    std::uint32_t remainder = i;
    for (int bit = 0; bit < 8; ++bit) remainder = (remainder >> 1) ^ ((remainder & 1) != 0 ? 0xedb88320U : 0U);
    table[i] = remainder;
  }
  return table;
}();

std::uint32_t crc_of(std::string_view text) {
  std::uint32_t crc = 0xffffffffU;
  for (const char c : text) crc = (crc >> 8) ^ kCrcTable[(crc ^ static_cast<unsigned char>(c)) & 0xff];
  return ~crc;
}

void append(std::string& to, std::uint32_t number, int octets) {
  for (int i = 0; i < octets; ++i) to += static_cast<char>(number >> (8 * i) & 0xff);
}

}  // namespace

std::string gzip(std::string_view text) {
  // Deflate; no name, no time, of an unknown system.
  std::string file("\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff", 10);
  std::string_view rest = text;
  do {
    const auto block = rest.substr(0, kLargestBlock);
    rest.remove_prefix(block.size());
    const auto length = static_cast<std::uint32_t>(block.size());
    append(file, rest.empty() ? 1 : 0, 1);
    append(file, length, 2);
    append(file, ~length, 2);
    file += block;
  } while (!rest.empty());
  append(file, crc_of(text), 4);
  append(file, static_cast<std::uint32_t>(text.size()), 4);
  return file;
}

}  // namespace orcamo::mock
