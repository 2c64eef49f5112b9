#pragma once
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "orcamo/pki/bytes.hpp"
#include "orcamo/pki/secret.hpp"

namespace orcamo::pki {

Bytes random_bytes(std::size_t count);

// random_below is uniform in [0, bound); `bound` is at least 1.
std::uint64_t random_below(std::uint64_t bound);

// random_text draws `length` characters of `alphabet`, each equally likely.
Secret random_text(std::size_t length, std::string_view alphabet);

}  // namespace orcamo::pki
