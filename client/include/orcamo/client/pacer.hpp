#pragma once
#include <chrono>
#include <stop_token>

#include "orcamo/pki/result.hpp"

namespace orcamo::client {

// Pacer waits, and measures how long things take. Never moves backwards, whatever happens to the machine's date.
class Pacer {
 public:
  virtual ~Pacer() = default;

  virtual std::chrono::steady_clock::time_point now() const = 0;

  // wait returns when `length` has passed, or with kCancelled as soon as `stop` asks for it.
  virtual pki::Result<void> wait(std::chrono::milliseconds length, std::stop_token stop) = 0;
};

// SteadyPacer waits for as long as it says. Safe to share between threads.
class SteadyPacer final : public Pacer {
 public:
  std::chrono::steady_clock::time_point now() const override;
  pki::Result<void> wait(std::chrono::milliseconds length, std::stop_token stop) override;
};

}  // namespace orcamo::client
