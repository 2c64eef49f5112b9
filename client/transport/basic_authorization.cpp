#include "transport/basic_authorization.hpp"

#include <string>

namespace orcamo::client {
namespace {

constexpr std::size_t base64_size(std::size_t octets) noexcept { return (octets + 2) / 3 * 4; }

void append_base64(std::string& out, std::string_view octets) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t i = 0; i < octets.size(); i += 3) {
    const auto octet = [&](std::size_t k) -> unsigned {
      return i + k < octets.size() ? static_cast<unsigned char>(octets[i + k]) : 0u;
    };
    const unsigned group = octet(0) << 16 | octet(1) << 8 | octet(2);
    out += kAlphabet[group >> 18 & 63];
    out += kAlphabet[group >> 12 & 63];
    out += i + 1 < octets.size() ? kAlphabet[group >> 6 & 63] : '=';
    out += i + 2 < octets.size() ? kAlphabet[group & 63] : '=';
  }
}

}  // namespace

pki::Secret basic_authorization(std::string_view credentials) {
  constexpr std::string_view kScheme = "Basic ";
  std::string header;
  header.reserve(kScheme.size() + base64_size(credentials.size()));  // one that moves as it grows leaves copies
  header += kScheme;
  append_base64(header, credentials);
  return pki::Secret::take(header);
}

}  // namespace orcamo::client
