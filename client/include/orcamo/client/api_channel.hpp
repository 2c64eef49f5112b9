#pragma once
#include <string>
#include <utility>

#include "orcamo/client/renewal_channel.hpp"
#include "orcamo/pki/clock.hpp"

namespace orcamo::client {

// ApiChannel is the machine path: POST /api/cert, then GET what it names.
class ApiChannel final : public RenewalChannel {
 public:
  // `server` is the login URL, https://host:port. `clock` outlives the channel; the date of a Retry-After is held
  // against it.
  ApiChannel(std::string server, const pki::Clock& clock) : server_(std::move(server)), clock_(clock) {}

  std::string_view name() const noexcept override { return "api"; }
  pki::Result<Replacement> request(Transport& transport, const pki::Credential& old) override;
  pki::Result<Arrival> download(Transport& transport, const Replacement& replacement,
                                const pki::Credential& old) override;
  std::optional<std::chrono::seconds> retry_after() const override { return retry_after_; }

 private:
  std::string server_;
  const pki::Clock& clock_;
  std::optional<std::chrono::seconds> retry_after_;
};

}  // namespace orcamo::client
