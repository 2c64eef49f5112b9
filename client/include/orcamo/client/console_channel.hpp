#pragma once
#include <memory>
#include <string>

#include "orcamo/client/login.hpp"
#include "orcamo/client/renewal_channel.hpp"
#include "orcamo/pki/clock.hpp"

namespace orcamo::client {

class Cookies;

// ConsoleChannel goes through the pages that a person goes through, by the words that are on them: it logs in to
// WebORCA, finds the renewal notice and presses 「更新」; on the console that this leads to it downloads what is behind
// 「こちら」, and then presses 「確認する」 and reads the password. The client certificate is shown to the host that is
// logged in to and to the one that the notice names, never over plain http.
//
// Fails with kRenewalNotOffered where there is no notice or nothing to replace the certificate with, kLoginRefused,
// kAnswerUnexpected where a page lacks what the procedure needs (the message says what, and which page), besides what
// RenewalChannel says.
class ConsoleChannel final : public RenewalChannel {
 public:
  // `server` is the login URL, https://host:port. `account` and `clock` outlive the channel; the clock is what a
  // Retry-After with a date is held against.
  ConsoleChannel(std::string server, const Account& account, const pki::Clock& clock);
  ~ConsoleChannel() override;

  std::string_view name() const noexcept override { return "console"; }
  pki::Result<Replacement> request(Transport& transport, const pki::Credential& old) override;

  // download asks for the password once it has the file: the server may show a password only so many times.
  pki::Result<Arrival> download(Transport& transport, const Replacement& replacement,
                                const pki::Credential& old) override;
  std::optional<std::chrono::seconds> retry_after() const override { return retry_after_; }

 private:
  class Visit;

  std::string server_;
  const Account& account_;
  const pki::Clock& clock_;
  std::unique_ptr<Cookies> cookies_;
  std::optional<std::chrono::seconds> retry_after_;
};

}  // namespace orcamo::client
