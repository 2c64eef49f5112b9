#pragma once
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "authority/certificate_authority.hpp"
#include "authority/pkcs12_writer.hpp"
#include "orcamo/pki/secret.hpp"
#include "orcamo/pki/time_expression.hpp"
#include "world/generation.hpp"
#include "world/identity.hpp"
#include "world/journal.hpp"
#include "world/lineages.hpp"
#include "world/policy.hpp"
#include "world/sandbox_clock.hpp"
#include "world/sessions.hpp"
#include "world/standing.hpp"

namespace orcamo::mock {

// IssueRequest says what is to be issued; what is left out is as the real service does it.
struct IssueRequest {
  // Default: the sandbox clock's now, less one minute of tolerance; for a certificate that ends in less than three
  // years, three calendar years before its end. So a clock can be moved back over the whole life of a certificate.
  std::optional<pki::TimePoint> not_before;

  // Default: three calendar years after not_before, where that is given, or after now.
  std::optional<pki::TimePoint> not_after;

  Identity identity;
  pki::KeyType key = pki::KeyType::kP256;
  P12Profile profile = P12Profile::kModern2023;
  std::optional<pki::Secret> password;  // default: ten mixed-case alphanumerics
};

// Link is what POST /api/cert answers: an unguessable name for a generation that waits to be fetched.
struct Link {
  std::string token;
  GenerationRef generation;
};

// Sandbox is one isolated world: its authority, clock, lineages, sessions and journal. No I/O.
// Safe to use from any thread; what it returns is immutable.
class Sandbox {
 public:
  // `real` drives the sandbox clock and outlives the sandbox.
  static pki::Result<std::unique_ptr<Sandbox>> create(std::string name, const pki::Clock& real, Policy policy = {});

  const std::string& name() const noexcept { return name_; }
  const Policy& policy() const noexcept { return policy_; }
  const CertificateAuthority& authority() const noexcept { return authority_; }
  SandboxClock& clock() noexcept { return clock_; }
  const SandboxClock& clock() const noexcept { return clock_; }
  Journal& journal() noexcept { return journal_; }
  pki::TimeAnchors anchors() const;  // for time expressions: now, and this sandbox's certificates; outlived by it

  // Issuing.
  pki::Result<GenerationRef> issue(IssueRequest request);
  std::vector<GenerationRef> certificates() const;                        // in the order of issue
  pki::Result<GenerationRef> certificate(std::string_view serial) const;  // fails with kSerialUnknown
  pki::Result<pki::Validity> validity_of(std::string_view serial) const;  // empty: the one issued last

  // Judging. `presented` is, here and below, the client certificate of the TLS connection.
  pki::Result<Identity> identity_of(const pki::Certificate& presented) const;  // fails with kCertificateNotAccepted
  bool shows_notice(const pki::Certificate& presented) const;  // usable, and 90 × 86,400 s or less remain

  // request_renewal begins a renewal of `presented`, or answers the one that waits (same token while the link lives):
  // a renewal waits until its certificate logs in or asks for a renewal itself. Two requests of one identity at once
  // come to one renewal. Fails with kNoReplacement.
  pki::Result<Link> request_renewal(const pki::Certificate& presented);

  // fetch answers any number of times while the link lives, and only to the identity that the link is for. Fails with
  // kLinkUnknown, kLinkExpired, kLinkNotYours.
  pki::Result<GenerationRef> fetch(std::string_view token, const pki::Certificate& presented) const;

  // replacement_for is what the console hands out: the newest renewed certificate that can stand in for `presented`;
  // where there is none, but the notice shows, a renewal begins. Fails with kNoReplacement.
  pki::Result<GenerationRef> replacement_for(const pki::Certificate& presented);

  // Logging in. `log_in` answers the new session and completes the renewal that `presented` came from.
  // Both fail with kLoginRefused; `log_in` with kCertificateNotAccepted too.
  pki::Result<void> check_password(std::string_view user, std::string_view password) const;
  pki::Result<std::string> log_in(std::string_view user, std::string_view password, const pki::Certificate& presented);
  bool has_session(std::string_view session, const pki::Certificate& presented) const;
  pki::Result<void> end_session(std::string_view session);  // fails with kSessionUnknown

  // reset forgets certificates, renewals, sessions and journal and restarts the clock; the authority stays.
  void reset();

 private:
  Sandbox(std::string name, Policy policy, CertificateAuthority authority, const pki::Clock& real);

  pki::Result<GenerationRef> make(IssueRequest request, std::optional<std::string> replaces);
  pki::Result<GenerationRef> renew(const Generation& old);
  std::optional<Link> waiting_link(const Generation& old, Lineage& lineage);

  const std::string name_;
  const Policy policy_;
  const CertificateAuthority authority_;
  SandboxClock clock_;
  Journal journal_;

  // Never held while a key is made or a file sealed. A lineage's `renewing` is taken before it, never after.
  mutable std::mutex mutex_;
  Lineages lineages_;
  Sessions sessions_;
};

}  // namespace orcamo::mock
