#include "transport/allowance.hpp"

#include <algorithm>
#include <utility>

namespace orcamo::client {
namespace {

std::string duration_text(std::chrono::milliseconds duration) {
  const auto count = duration.count();
  return count % 1000 == 0 ? std::to_string(count / 1000) + " s" : std::to_string(count) + " ms";
}

}  // namespace

// A deadline so far away that nobody lives to see it is not beyond what the clock can count.
Allowance Allowance::of(std::chrono::milliseconds patience, std::stop_token stop) {
  constexpr std::chrono::milliseconds kLongest = std::chrono::years(100);
  return {.patience = patience,
          .deadline = std::chrono::steady_clock::now() + std::min(patience, kLongest),
          .stop = std::move(stop)};
}

pki::Error timed_out(const std::string& endpoint, const Allowance& allowance, const std::string& doing) {
  return pki::Error(
      pki::Errc::kTimeout,
      "the server " + endpoint + " took longer than " + duration_text(allowance.patience) + " (" + doing + ")",
      "try again later, or allow more time");
}

pki::Error cancelled(const std::string& endpoint) {
  return pki::Error(pki::Errc::kCancelled, "the exchange with " + endpoint + " was stopped on request");
}

}  // namespace orcamo::client
