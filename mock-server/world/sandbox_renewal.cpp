#include <utility>

#include "world/sandbox.hpp"

// How one generation follows another.
namespace orcamo::mock {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;

enum class Way { kApi, kConsole };

// is_window_open tells whether a renewal may begin at `now`. Past the end that is not the window's question.
bool is_window_open(const pki::Validity& validity, Way way, const Policy& policy, pki::TimePoint now) {
  using Opens = RenewalWindow::Opens;
  if (stands(validity, now, policy.expiry_boundary) == Standing::kExpired) return true;
  if (policy.renewal_window.opens == Opens::kBeforeEnd) {
    const auto reached = pki::add(now, policy.renewal_window.before_end);
    return !reached || *reached >= validity.not_after;
  }
  if (policy.renewal_window.opens == Opens::kAnyTime && way == Way::kApi) return true;
  return is_near_end(policy.notice_rule, policy.notice_boundary, validity.not_after, now);
}

Result<void> check_window(const pki::Certificate& presented, Way way, const Policy& policy, pki::TimePoint now) {
  if (is_window_open(presented.validity(), way, policy, now)) return {};
  return Error(Errc::kNoReplacement,
               "the certificate " + presented.serial() + " ends at " +
                   pki::format_rfc3339(presented.validity().not_after) + " and is not due for renewal",
               "come back when the renewal window of this sandbox is open");
}

}  // namespace

Result<Link> Sandbox::request_renewal(const pki::Certificate& presented, std::optional<pki::Secret> password) {
  GenerationRef old;
  LineageRef lineage;
  PolicyRef policy;
  std::uint64_t epoch = 0;
  {
    const std::lock_guard lock(mutex_);
    old = lineages_.by_certificate(presented);
    if (!old) {
      return Error(
          Errc::kNoReplacement,
          "there is nothing to renew: the certificate " + presented.serial() + " was not issued by this sandbox",
          "present a certificate that this sandbox has issued since its last reset");
    }
    lineage = lineages_.of(old->identity);
    if (auto kept = carry_out({.put = {.histories = {lineages_.used(*old, clock_.now())}}}); !kept) return kept.error();
    policy = policy_;
    epoch = epoch_;
  }

  const std::lock_guard one_at_a_time(lineage->renewing);
  {
    const std::lock_guard lock(mutex_);
    if (auto current = check_epoch(epoch); !current) return current.error();
    auto waiting = waiting_link(*old, *lineage, *policy);
    if (!waiting) return waiting.error();
    if (*waiting) return **std::move(waiting);
    if (auto open = check_window(presented, Way::kApi, *policy, clock_.now()); !open) return open.error();
    if (policy->overlap == Overlap::kNoSecondIssue && !lineages_.history_of(*old).replaced_by.empty()) {
      return Error(Errc::kNoReplacement,
                   "the certificate " + presented.serial() +
                       " was renewed already, and this sandbox issues no second "
                       "replacement",
                   "use the certificate that was issued first");
    }
  }
  auto generation = renew(*old, *policy, epoch, std::move(password));
  if (!generation) return generation.error();

  const std::lock_guard lock(mutex_);
  if (auto current = check_epoch(epoch); !current) return current.error();
  auto rows = newly_issued(*generation, clock_.now());
  auto token = add_link(rows, *generation, clock_.now());
  if (auto kept = carry_out({.put = std::move(rows)}); !kept) return kept.error();
  return Link{std::move(token), *std::move(generation)};
}

Result<GenerationRef> Sandbox::fetch(std::string_view token, const pki::Certificate& presented, Take take) {
  const std::lock_guard lock(mutex_);
  const auto* const link = lineages_.find_link(token);
  if (!link) {
    return Error(Errc::kLinkUnknown, "there is no such download link", "ask for the renewal again: POST /api/cert");
  }
  const auto asking = lineages_.by_certificate(presented);
  if (!asking || asking->identity != link->generation->identity) {
    return Error(Errc::kLinkNotYours, "the download link was made for another facility or client",
                 "present a certificate of the client that asked for the renewal");
  }
  const auto now = clock_.now();
  if (!is_alive(*link, *policy_, now)) {
    return Error(Errc::kLinkExpired, "the download link has expired, or has been used as often as it may be",
                 "ask for the renewal again: POST /api/cert");
  }
  if (take == Take::kLook) return link->generation;
  const auto generation = link->generation;
  const auto kept = carry_out({.put = {.histories = {lineages_.handed_out(*generation, now)},
                                       .links = {{std::string(token), {generation, link->made_at, link->uses + 1}}}}});
  if (!kept) return kept.error();
  return generation;
}

Result<GenerationRef> Sandbox::replacement_for(const pki::Certificate& presented) {
  {
    const std::lock_guard lock(mutex_);
    const auto now = clock_.now();
    const auto old = lineages_.by_certificate(presented);
    auto successor = old ? lineages_.successor_of(*old, *policy_, now) : nullptr;
    if (successor) return successor;
    if (auto open = check_window(presented, Way::kConsole, *policy_, now); !open) return open.error();
  }
  auto link = request_renewal(presented);
  if (!link) return link.error();
  return std::move(link->generation);
}

Result<GenerationRef> Sandbox::download(const pki::Certificate& presented, Take take) {
  auto replacement = replacement_for(presented);
  if (!replacement || take == Take::kLook) return replacement;
  const std::lock_guard lock(mutex_);
  if (!lineages_.by_certificate((*replacement)->credential.certificate)) return forgotten();
  const auto kept = carry_out({.put = {.histories = {lineages_.handed_out(**replacement, clock_.now())}}});
  return kept ? replacement : kept.error();
}

Result<bool> Sandbox::may_reveal_password(const Generation& replacement) {
  const std::lock_guard lock(mutex_);
  if (!lineages_.by_certificate(replacement.credential.certificate)) return false;
  const auto reveals = lineages_.history_of(replacement).password_reveals;
  if (policy_->password_reveals && reveals >= *policy_->password_reveals) return false;
  const auto kept = carry_out({.put = {.histories = {lineages_.revealed(replacement)}}});
  return kept ? Result<bool>(true) : kept.error();
}

std::string Sandbox::add_link(SandboxRows& rows, const GenerationRef& waiting, pki::TimePoint now) {
  auto token = draws_.link_token(waiting->identity);
  while (lineages_.find_link(token)) token = draws_.link_token(waiting->identity);
  rows.links.push_back({token, {.generation = waiting, .made_at = now}});
  rows.lineages.push_back({waiting->identity, waiting, token});
  return token;
}

Result<GenerationRef> Sandbox::renew(const Generation& old, const Policy& policy, std::uint64_t epoch,
                                     std::optional<pki::Secret> password) {
  IssueRequest request;
  request.password = std::move(password);
  request.identity = old.identity;
  request.key = key_after(old, policy);
  request.profile = profile_after(old, policy);
  return make(std::move(request), policy, epoch, old.credential.certificate.serial());
}

Result<std::optional<Link>> Sandbox::waiting_link(const Generation& old, const Lineage& lineage, const Policy& policy) {
  using Waiting = std::optional<Link>;
  const auto now = clock_.now();
  if (policy.idempotency == Idempotency::kNewCertificate || !lineage.waiting) return Waiting();
  if (!lineages_.can_stand_in(old, *lineage.waiting, policy, now)) return Waiting();
  if (is_alive(*lineages_.find_link(lineage.token), policy, now)) return Waiting({lineage.token, lineage.waiting});
  const auto generation = lineage.waiting;
  SandboxRows rows;
  auto token = add_link(rows, generation, now);
  if (auto kept = carry_out({.put = std::move(rows)}); !kept) return kept.error();
  return Waiting({std::move(token), generation});
}

}  // namespace orcamo::mock
