#pragma once
#include <chrono>
#include <optional>
#include <stop_token>

#include "orcamo/client/pacer.hpp"
#include "orcamo/client/transport.hpp"
#include "orcamo/pki/clock.hpp"

namespace orcamo::client {

// StepTransport is the transport as the steps see it: no exchange begins once `stop` asks, none takes longer than
// `patience` or than the step has.
class StepTransport final : public Transport {
 public:
  // `clock` is what the date of a Retry-After is held against. What is borrowed outlives this.
  StepTransport(Transport& transport, Pacer& pacer, const pki::Clock& clock, std::chrono::milliseconds patience,
                std::stop_token stop);

  // allow starts the time of a step; unset: as long as it takes.
  void allow(std::optional<std::chrono::milliseconds> length);

  // left is what remains of it, 0 where it is over; unset: as long as it takes.
  std::optional<std::chrono::milliseconds> left() const;

  // retry_after is how long the last answer asked to be left alone; unset: it did not.
  std::optional<std::chrono::seconds> retry_after() const noexcept { return retry_after_; }

  // exchange fails with kCancelled and, where no time is left, with kTimeout.
  pki::Result<HttpResponse> exchange(const HttpRequest& request, const pki::Credential* credential) override;
  void disconnect() override { transport_.disconnect(); }

 private:
  Transport& transport_;
  Pacer& pacer_;
  const pki::Clock& clock_;
  std::chrono::milliseconds patience_;
  std::stop_token stop_;
  std::optional<std::chrono::steady_clock::time_point> deadline_;
  std::optional<std::chrono::seconds> retry_after_;
};

}  // namespace orcamo::client
