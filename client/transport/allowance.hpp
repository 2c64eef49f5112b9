#pragma once
#include <chrono>
#include <stop_token>
#include <string>

#include "orcamo/pki/error.hpp"

namespace orcamo::client {

// Allowance is what one exchange may use: the time until `deadline`, and that only while nobody stops it.
struct Allowance {
  std::chrono::milliseconds patience;              // what the deadline was made from, for messages
  std::chrono::steady_clock::time_point deadline;  // on the way there and back, connecting included
  std::stop_token stop;

  static Allowance of(std::chrono::milliseconds patience, std::stop_token stop);
};

// deadline_after is `now` and `patience` later. One so far away that nobody lives to see it is not beyond what the
// clock can count.
std::chrono::steady_clock::time_point deadline_after(std::chrono::steady_clock::time_point now,
                                                     std::chrono::milliseconds patience);

// timed_out says that `endpoint` was too slow while `doing`: kTimeout.
pki::Error timed_out(const std::string& endpoint, const Allowance& allowance, const std::string& doing);

// cancelled says that the exchange with `endpoint` was stopped on request: kCancelled.
pki::Error cancelled(const std::string& endpoint);

}  // namespace orcamo::client
