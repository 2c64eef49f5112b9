#pragma once
#include <chrono>
#include <cstddef>

#include "world/policy.hpp"

namespace orcamo::mock {

// Limits bound what one peer can take from the server.
struct Limits {
  // For each of: the handshake, waiting for a request and its head, its body, the answer's way out. A peer that takes
  // longer is let go.
  std::chrono::milliseconds patience{30'000};
  std::size_t max_body = 1 << 20;     // octets; more is answered with 413
  std::size_t max_header = 16 << 10;  // octets of request line and header lines; more is answered with 431
};

}  // namespace orcamo::mock
