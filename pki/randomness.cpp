#include "orcamo/pki/randomness.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>

#include <algorithm>
#include <cassert>
#include <limits>
#include <stdexcept>
#include <string>

namespace orcamo::pki {
namespace {

constexpr std::size_t kBlock = 32;  // octets of SHA-256
using Block = std::array<std::uint8_t, kBlock>;

// What a key is used for stands in front of what it is used on.
constexpr std::uint8_t kPurpose = 'p';
constexpr std::uint8_t kOutput = 'o';

Block hmac_sha256(BytesView key, BytesView message) {
  Block block{};
  if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), message.data(), message.size(), block.data(),
           nullptr) == nullptr) {
    throw std::runtime_error("OpenSSL has no HMAC with SHA-256");
  }
  return block;
}

void append(Bytes& message, std::uint64_t number) {
  for (int shift = 56; shift >= 0; shift -= 8) message.push_back(static_cast<std::uint8_t>(number >> shift));
}

// The PRF in counter mode of NIST SP 800-108, 4.1.
Block output_block(BytesView key, std::uint64_t number) {
  Bytes message{kOutput};
  append(message, number);
  return hmac_sha256(key, message);
}

// Draws are numbers of 64 bits, one after the other.
class Draws {
 public:
  explicit Draws(const Randomness& randomness) : randomness_(randomness) {}

  std::uint64_t below(std::uint64_t bound) {
    assert(bound >= 1);
    // Draws above the last whole multiple of `bound` would favour small numbers.
    const std::uint64_t limit = std::numeric_limits<std::uint64_t>::max() / bound * bound;
    for (;;) {
      const std::uint64_t draw = next();
      if (draw < limit) return draw % bound;
    }
  }

 private:
  // Big-endian, so that a seed means the same on every machine.
  std::uint64_t next() {
    std::array<std::uint8_t, 8> octets{};
    randomness_.fill(octets, from_);
    from_ += octets.size();
    std::uint64_t number = 0;
    for (const std::uint8_t octet : octets) number = number << 8 | octet;
    return number;
  }

  const Randomness& randomness_;
  std::uint64_t from_ = 0;
};

}  // namespace

Randomness Randomness::seeded(std::uint64_t seed) {
  Bytes octets;
  append(octets, seed);
  return Randomness(hmac_sha256(as_bytes("orcamo-mock seed"), octets));
}

Randomness Randomness::of(std::string_view purpose) const {
  if (!key_) return *this;
  Bytes message{kPurpose};
  message.insert(message.end(), purpose.begin(), purpose.end());
  return Randomness(hmac_sha256(*key_, message));
}

Bytes Randomness::bytes(std::size_t count) const {
  Bytes octets(count);
  fill(octets);
  return octets;
}

std::uint64_t Randomness::below(std::uint64_t bound) const { return Draws(*this).below(bound); }

Secret Randomness::text(std::size_t length, std::string_view alphabet) const {
  Draws draws(*this);
  std::string text(length, '\0');
  for (char& c : text) c = alphabet[draws.below(alphabet.size())];
  return Secret::take(text);
}

void Randomness::fill(std::span<std::uint8_t> octets, std::uint64_t from) const {
  if (!key_) {
    // Without entropy nothing that this product makes would be worth having.
    if (RAND_bytes(octets.data(), static_cast<int>(octets.size())) != 1) {
      throw std::runtime_error("OpenSSL has no random numbers to give");
    }
    return;
  }
  while (!octets.empty()) {
    const Block block = output_block(*key_, from / kBlock);
    const auto rest = BytesView(block).subspan(from % kBlock);
    const std::size_t count = std::min(rest.size(), octets.size());
    std::copy_n(rest.begin(), count, octets.begin());
    octets = octets.subspan(count);
    from += count;
  }
}

}  // namespace orcamo::pki
