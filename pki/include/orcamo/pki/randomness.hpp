#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "orcamo/pki/bytes.hpp"
#include "orcamo/pki/secret.hpp"

namespace orcamo::pki {

// Randomness is where serials, passwords and keys come from: OpenSSL's own generator, or a seed.
// A value without state: a seeded one gives the same octets to whoever asks, however often, so that two draws that are
// to differ are drawn `of` two purposes, and neither the order of draws nor the thread decides about anything.
// What follows from a seed is known to everybody who knows the seed.
class Randomness {
 public:
  static Randomness system() noexcept { return {}; }
  static Randomness seeded(std::uint64_t seed);

  bool is_seeded() const noexcept { return key_.has_value(); }

  // of is the randomness for one purpose: unlike that of every other purpose, and of one without. The system's
  // stays the system's.
  Randomness of(std::string_view purpose) const;

  Bytes bytes(std::size_t count) const;

  // below is uniform in [0, bound); `bound` is at least 1.
  std::uint64_t below(std::uint64_t bound) const;

  // text draws `length` characters of `alphabet`, each equally likely.
  Secret text(std::size_t length, std::string_view alphabet) const;

  // fill writes the octets that begin at the `from`-th; the system's have no place and are always new.
  void fill(std::span<std::uint8_t> octets, std::uint64_t from = 0) const;

 private:
  using Key = std::array<std::uint8_t, 32>;

  Randomness() noexcept = default;
  explicit Randomness(const Key& key) noexcept : key_(key) {}

  std::optional<Key> key_;  // none: the system's
};

}  // namespace orcamo::pki
