#pragma once
#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "authority/broken_p12.hpp"
#include "authority/certificate_authority.hpp"
#include "authority/p12_profile.hpp"
#include "orcamo/pki/randomness.hpp"
#include "orcamo/pki/secret.hpp"
#include "orcamo/pki/time_expression.hpp"
#include "world/draws.hpp"
#include "world/faults.hpp"
#include "world/generation.hpp"
#include "world/identity.hpp"
#include "world/journal.hpp"
#include "world/ledger.hpp"
#include "world/lineages.hpp"
#include "world/policy.hpp"
#include "world/ruling.hpp"
#include "world/sandbox_clock.hpp"
#include "world/sandbox_image.hpp"
#include "world/sandbox_plan.hpp"
#include "world/sandbox_rows.hpp"
#include "world/sessions.hpp"
#include "world/snapshots.hpp"
#include "world/standing.hpp"
#include "world/tally.hpp"

namespace orcamo::mock {

// IssueRequest says what is to be issued; what is left out is as the real service does it.
struct IssueRequest {
  // Default: the sandbox clock's now, less one minute of tolerance; for a certificate that ends before the policy's
  // validity is over, so much before its end. So a clock can be moved back over the whole life of a certificate.
  std::optional<pki::TimePoint> not_before;

  // Default: the policy's validity after not_before, where that is given, or after now.
  std::optional<pki::TimePoint> not_after;

  Identity identity;
  std::optional<pki::KeyType> key;      // default: the policy's, or P-256
  std::optional<P12Profile> profile;    // default: the policy's, or Modern2023
  std::optional<pki::Secret> password;  // default: ten mixed-case alphanumerics

  // What the certificate is to be unlike those of the service in; null: nothing. The sandbox knows it as every other:
  // whoever it lets in with it can log in and renew, and a renewal is as the service issues them. Neither the key nor
  // the end can be asked for where the shape has its own.
  const CertificateShape* shape = nullptr;
};

// Link is what POST /api/cert answers: an unguessable name for a generation that waits to be fetched.
struct Link {
  std::string token;
  GenerationRef generation;
};

// BrokenFile is a certificate of a sandbox in a file that is broken on purpose; in `generation` it is sound.
struct BrokenFile {
  BrokenKind kind;
  GenerationRef generation;
  pki::Bytes p12;
};

// Take is what becomes of a download: the file goes out, or only the head of the answer does.
enum class Take { kFile, kLook };

// TracedGeneration is a generation with what has become of it.
struct TracedGeneration {
  GenerationRef generation;
  History history;
  bool waits = false;  // renewed, but neither logged in nor renewed in its turn
};

class Sandbox;
using SandboxRef = std::shared_ptr<Sandbox>;

// Sandbox is one isolated world: its authority, clock, lineages, sessions and journal. No I/O.
// Safe to use from any thread; what it returns is immutable. Where a ledger keeps it, whatever changes it fails as the
// ledger does (kStateUnwritable), and has changed nothing then.
class Sandbox : public std::enable_shared_from_this<Sandbox> {
 public:
  // `real` drives the sandbox clock and outlives the sandbox; what happens counts in `tally`.
  static pki::Result<SandboxRef> create(SandboxPlan plan, const pki::Clock& real,
                                        TallyRef tally = std::make_shared<Tally>());

  const std::string& id() const noexcept { return id_; }
  std::optional<std::uint64_t> seed() const noexcept { return seed_; }

  // close tells those who still use the sandbox that it is not of the world any more, and lets those go who wait for
  // its journal. Nothing is kept of it from then on.
  void close();
  bool is_closed() const noexcept { return closed_.load(); }

  // create makes the sandbox that the image was taken of anew, as after a restart.
  static pki::Result<SandboxRef> create(const SandboxImage& image, const pki::Clock& real,
                                        TallyRef tally = std::make_shared<Tally>());

  // image is this moment; restore returns to it, in place: whatever was renewed or begun since is forgotten, and the
  // journal stays. A clock that follows the real one has gone on meanwhile. Fails with kRequestBadValue where the image
  // is of another sandbox.
  SandboxImage image() const;
  pki::Result<void> restore(const SandboxImage& image);

  // keep_in has every change written to `ledger` from now on. Before the sandbox is shared between threads.
  void keep_in(std::unique_ptr<Ledger> ledger);
  pki::Result<void> close_ledger();  // see Ledger::close

  const CertificateAuthority& authority() const noexcept { return authority_; }
  SandboxClock& clock() noexcept { return clock_; }
  const SandboxClock& clock() const noexcept { return clock_; }
  Journal& journal() noexcept { return journal_; }
  Snapshots& snapshots() noexcept { return snapshots_; }
  Faults& faults() noexcept { return faults_; }
  pki::TimeAnchors anchors() const;  // for time expressions: now, and this sandbox's certificates; outlived by it

  // The policy of this moment. `change_policy` lets `change` work on a copy and takes that into use at once, for every
  // verdict from then on; where `change` fails, nothing happens.
  PolicyRef policy() const;
  pki::Result<void> change_policy(const std::function<pki::Result<void>(Policy&)>& change);

  // Issuing. Fails with kNoReplacement where the sandbox is reset or restored meanwhile, and with kRequestBadValue for
  // a second certificate of the serial zero, and where a shape cannot be had as it is asked for.
  pki::Result<GenerationRef> issue(IssueRequest request);

  // issue_broken is the same, and breaks the file, whose verdicts the answer's kind has. Fails besides with
  // kRequestBadValue where the profile lacks what is to be broken, and where a shape is asked for: then nothing is
  // issued. What a kind adds to the certificate the sandbox does not know.
  pki::Result<BrokenFile> issue_broken(const BrokenKind& kind, IssueRequest request);
  std::vector<GenerationRef> certificates() const;                        // in the order of issue
  pki::Result<GenerationRef> certificate(std::string_view serial) const;  // fails with kSerialUnknown
  pki::Result<pki::Validity> validity_of(std::string_view serial) const;  // empty: the one issued last
  std::vector<TracedGeneration> trace() const;                            // all of them, in the order of issue
  pki::Result<TracedGeneration> trace(std::string_view serial) const;     // fails with kSerialUnknown

  // revoke ends a certificate from the sandbox's now on, or from the earlier time that it was revoked at. Fails with
  // kSerialUnknown.
  pki::Result<void> revoke(std::string_view serial);

  // Judging. `presented` is, here and below, the client certificate of the TLS connection.
  pki::Result<Identity> identity_of(const pki::Certificate& presented) const;  // fails with kCertificateNotAccepted

  // rule_on judges all but the chain, by the policy and the clock of this moment.
  Ruling rule_on(const pki::Certificate& presented) const { return rule_on(presented, *policy(), clock_.now()); }
  Ruling rule_on(const pki::Certificate& presented, const Policy& policy, pki::TimePoint now) const;

  // shows_notice tells whether the renewal notice is to be shown now, and takes it for shown: where the rule says once
  // a day, it is false for the rest of the day.
  pki::Result<bool> shows_notice(const pki::Certificate& presented);

  // request_renewal begins a renewal of `presented`, or answers the one that waits (same token while the link lives):
  // a renewal waits until its certificate logs in or asks for a renewal itself. Two requests of one identity at once
  // come to one renewal, unless the policy has every request come to one of its own. Fails with kNoReplacement, also
  // outside the renewal window and where nothing is issued a second time. A renewal that begins is sealed with
  // `password`, where one is given.
  pki::Result<Link> request_renewal(const pki::Certificate& presented,
                                    std::optional<pki::Secret> password = std::nullopt);

  // fetch answers as long and as often as the policy lets the link live, and only to the identity that the link is for.
  // Fails with kLinkUnknown, kLinkExpired, kLinkNotYours. With kLook, here and below, nothing counts as handed out.
  pki::Result<GenerationRef> fetch(std::string_view token, const pki::Certificate& presented, Take take = Take::kFile);

  // replacement_for is what the console offers: the newest renewed certificate that can stand in for `presented`;
  // where there is none, but the renewal window is open, a renewal begins. Fails with kNoReplacement. `download` hands
  // it out; `may_reveal_password` counts that its password is shown, and is false once the policy's number is used up.
  pki::Result<GenerationRef> replacement_for(const pki::Certificate& presented);
  pki::Result<GenerationRef> download(const pki::Certificate& presented, Take take = Take::kFile);
  pki::Result<bool> may_reveal_password(const Generation& replacement);

  // misissued is a file in the place of `right`, under its name and password, with a certificate that no client ought
  // to take. The sandbox does not know that certificate: nobody logs in with it. Fails with kNoReplacement where
  // `right` replaces nothing.
  pki::Result<GenerationRef> misissued(const Generation& right, Replacing replacing) const;

  // Logging in. `log_in` answers the new session and completes the renewal that `presented` came from.
  // Both fail with kLoginRefused; `log_in` with kCertificateNotAccepted too.
  pki::Result<void> check_password(std::string_view user, std::string_view password) const;
  pki::Result<std::string> log_in(std::string_view user, std::string_view password, const pki::Certificate& presented);
  bool has_session(std::string_view session, const pki::Certificate& presented) const;
  pki::Result<void> end_session(std::string_view session);  // fails with kSessionUnknown

  // reset forgets certificates, renewals, sessions, faults and journal, restarts the clock and returns to the policy of
  // the beginning; the authority stays. The other two are each a part of it.
  pki::Result<void> reset();
  pki::Result<void> forget_certificates();  // with renewals and sessions
  pki::Result<void> reset_policy();

 private:
  Sandbox(SandboxPlan plan, CertificateAuthority authority, const pki::Clock& real, TallyRef tally);

  // make and renew are for the `epoch` in which they were asked for, and fail with kNoReplacement once it is over.
  pki::Result<GenerationRef> make(IssueRequest request, const Policy& policy, std::uint64_t epoch,
                                  std::optional<std::string> replaces);
  pki::Result<pki::Credential> certify(const SubjectName& subject, const pki::Validity& validity, pki::KeyType type,
                                       std::string_view serial, const CertificateShape* shape,
                                       const pki::Randomness& randomness) const;
  pki::Result<GenerationRef> renew(const Generation& old, const Policy& policy, std::uint64_t epoch,
                                   std::optional<pki::Secret> password);
  static pki::Error forgotten();
  pki::Result<std::optional<Link>> waiting_link(const Generation& old, const Lineage& lineage, const Policy& policy);

  // With the mutex held.
  pki::Result<void> check_epoch(std::uint64_t epoch) const;
  TracedGeneration traced(const GenerationRef& generation) const;
  // add_link adds a link to the generation that waits from then on, and returns its token.
  std::string add_link(SandboxRows& rows, const GenerationRef& waiting, pki::TimePoint now);
  pki::Result<void> carry_out(const SandboxChange& change);
  pki::Result<void> keep(const SandboxChange& change);  // the mutex need not be held
  pki::Result<void> rewrite(const SandboxImage& image);
  SandboxImage image_locked() const;
  void take(const SandboxImage& image);

  const std::string id_;
  const std::optional<std::uint64_t> seed_;
  const pki::Randomness randomness_;
  std::atomic<bool> closed_ = false;
  const PolicyRef first_policy_;
  const CertificateAuthority authority_;
  const TallyRef tally_;
  SandboxClock clock_;
  Journal journal_;
  Snapshots snapshots_;
  Faults faults_;

  // Never held while a key is made or a file sealed. A lineage's `renewing` is taken before it, never after.
  mutable std::mutex mutex_;
  std::uint64_t epoch_ = 0;  // how often another world was taken into use
  PolicyRef policy_;
  Draws draws_;
  Lineages lineages_;
  std::map<std::string, pki::TimePoint, std::less<>>
      notice_days_;  // by fingerprint: when a daily notice was shown last
  Sessions sessions_;
  std::unique_ptr<Ledger> ledger_;  // null: in memory only
};

}  // namespace orcamo::mock
