#pragma once
#include <openssl/crypto.h>

#include <cstdint>

#include "orcamo/pki/randomness.hpp"

namespace orcamo::pki {

// DrawScope has OpenSSL draw from `randomness` for as long as it lives: on this thread, and in what works in
// `context()`. Each scope draws from the beginning of its randomness; of two, the inner one counts.
// For the system's randomness it does nothing at all: `context()` is then null, OpenSSL's default context.
// What was made in a seeded context and outlives the scope fails when it has to draw.
class DrawScope {
 public:
  explicit DrawScope(const Randomness& randomness);
  ~DrawScope();
  DrawScope(const DrawScope&) = delete;
  DrawScope& operator=(const DrawScope&) = delete;

  OSSL_LIB_CTX* context() const noexcept { return context_; }

 private:
  friend struct SeededGenerator;

  const Randomness randomness_;
  OSSL_LIB_CTX* context_ = nullptr;
  std::uint64_t drawn_ = 0;  // octets
  DrawScope* outer_ = nullptr;
};

// seeded_draws counts how often OpenSSL has drawn from a seed in this process.
std::uint64_t seeded_draws() noexcept;

}  // namespace orcamo::pki
