#pragma once
#include <optional>

#include "orcamo/client/transport.hpp"
#include "orcamo/pki/clock.hpp"

namespace orcamo::client {

// ServerClock hands on to a transport, and notes what the server's clock says. What is borrowed outlives it.
class ServerClock final : public Transport {
 public:
  ServerClock(Transport& transport, const pki::Clock& clock) : transport_(transport), clock_(clock) {}

  // ahead is by how much the server's clock was ahead of `clock` at its last answer; negative: behind. Unset: no answer
  // has had a Date.
  std::optional<pki::Seconds> ahead() const noexcept { return ahead_; }

  // differs: by more than an exchange takes, or than clocks do that are set by network time.
  bool differs() const noexcept;

  pki::Result<HttpResponse> exchange(const HttpRequest& request, const pki::Credential* credential) override;
  void disconnect() override { transport_.disconnect(); }

 private:
  Transport& transport_;
  const pki::Clock& clock_;
  std::optional<pki::Seconds> ahead_;
};

}  // namespace orcamo::client
