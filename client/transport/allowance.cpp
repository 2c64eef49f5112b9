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

Allowance Allowance::of(std::chrono::milliseconds patience, std::stop_token stop) {
  return {.patience = patience,
          .deadline = deadline_after(std::chrono::steady_clock::now(), patience),
          .stop = std::move(stop)};
}

std::chrono::steady_clock::time_point deadline_after(std::chrono::steady_clock::time_point now,
                                                     std::chrono::milliseconds patience) {
  constexpr std::chrono::milliseconds kLongest = std::chrono::years(100);
  return now + std::min(patience, kLongest);
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
