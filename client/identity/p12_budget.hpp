#pragma once
#include <string>

#include "identity/p12_algorithms.hpp"
#include "identity/p12_errors.hpp"
#include "orcamo/pki/result.hpp"

namespace orcamo::client {

// P12Budget is what the derivations of one file may cost, in iterations: each at most `longest`, all together four
// times as many. Fails with kP12LimitExceeded.
class P12Budget {
 public:
  explicit P12Budget(long longest) : longest_(longest) {}

  pki::Result<void> check(long iterations) const {
    if (iterations <= longest_) return {};
    return p12_exceeds("asks for " + iterations_in_words(iterations) + ", and at most " + std::to_string(longest_) +
                       " are made");
  }

  pki::Result<void> spend(long iterations) {
    if (auto each = check(iterations); !each) return each;
    spent_ += iterations;
    if (spent_ / kDerivationsWorth <= longest_) return {};
    return p12_exceeds("asks for more than " + std::to_string(longest_) + " iterations " +
                       std::to_string(kDerivationsWorth) + " times over");
  }

 private:
  static constexpr int kDerivationsWorth = 4;

  long longest_;
  long spent_ = 0;
};

}  // namespace orcamo::client
