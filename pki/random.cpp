#include "orcamo/pki/random.hpp"

#include <openssl/rand.h>

#include <cassert>
#include <cstring>
#include <limits>
#include <stdexcept>
#include <string>

namespace orcamo::pki {

Bytes random_bytes(std::size_t count) {
  Bytes bytes(count);
  // Without entropy nothing that this product makes would be worth having.
  if (RAND_bytes(bytes.data(), static_cast<int>(count)) != 1)
    throw std::runtime_error("OpenSSL has no random numbers to give");
  return bytes;
}

std::uint64_t random_below(std::uint64_t bound) {
  assert(bound >= 1);
  // Draws above the last whole multiple of `bound` would favour small numbers.
  const std::uint64_t limit = std::numeric_limits<std::uint64_t>::max() / bound * bound;
  for (;;) {
    std::uint64_t draw = 0;
    std::memcpy(&draw, random_bytes(sizeof draw).data(), sizeof draw);
    if (draw < limit) return draw % bound;
  }
}

Secret random_text(std::size_t length, std::string_view alphabet) {
  std::string text(length, '\0');
  for (char& c : text) c = alphabet[random_below(alphabet.size())];
  return Secret::take(text);
}

}  // namespace orcamo::pki
