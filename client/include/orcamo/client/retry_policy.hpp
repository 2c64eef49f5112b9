#pragma once
#include <chrono>
#include <optional>

#include "orcamo/pki/error.hpp"
#include "orcamo/pki/randomness.hpp"

namespace orcamo::client {

// Again is what can be done about a failure without anybody's help.
enum class Again {
  kNever,         // another try would fail in the same way
  kSameQuestion,  // the answer was lost on the way, or the server is busy
  kNewLink,       // what the link leads to is gone or unusable: a new one is to be asked for
};

// retry_rule is the one table of which failures are tried again (docs/reference/renewal.md).
Again retry_rule(pki::Errc code) noexcept;

// RetryPolicy says how often a question is asked, and how long to wait in between.
struct RetryPolicy {
  int attempts = 4;                     // of one question, the first included; at least 1
  std::chrono::milliseconds base{250};  // the longest wait after the first failure; it doubles with each
  std::chrono::milliseconds cap{30'000};
  pki::Randomness jitter = pki::Randomness::system();

  // wait_after draws the wait after the `failed`-th failure (1 or more) from nothing up to that longest wait, so that
  // clients that failed together do not come back together; what the server asked for by `retry_after` comes on top.
  std::chrono::milliseconds wait_after(int failed, std::optional<std::chrono::seconds> retry_after = {}) const;
};

}  // namespace orcamo::client
