#include "world/sandbox_image.hpp"

#include <utility>

#include "world/sandbox.hpp"

// How a sandbox changes, is kept, and comes back.
namespace orcamo::mock {

using pki::Errc;
using pki::Error;
using pki::Result;

Result<SandboxRef> Sandbox::create(const SandboxImage& image, const pki::Clock& real, TallyRef tally) {
  SandboxPlan plan{.id = image.id, .seed = image.seed, .policy = *image.first_policy};
  SandboxRef sandbox(new Sandbox(std::move(plan), image.authority, real, std::move(tally)));
  if (auto restored = sandbox->restore(image); !restored) return restored.error();
  return sandbox;
}

SandboxImage Sandbox::image() const {
  const std::lock_guard lock(mutex_);
  return image_locked();
}

Result<void> Sandbox::restore(const SandboxImage& image) {
  if (image.id != id_ || image.authority.issuing() != authority_.issuing()) {
    return Error(Errc::kRequestBadValue, "the image is of another sandbox than " + id_,
                 "restore it where it was taken");
  }
  const std::lock_guard lock(mutex_);
  auto restored = clock_.restore(image.clock, [&](const ClockImage&) { return rewrite(image); });
  if (!restored) return restored;
  take(image);
  return {};
}

void Sandbox::keep_in(std::unique_ptr<Ledger> ledger) {
  const std::lock_guard lock(mutex_);
  ledger_ = std::move(ledger);
  clock_.keep_by([this](const ClockImage& next) { return keep({.clock = next}); });
}

Result<void> Sandbox::close_ledger() {
  const std::lock_guard lock(mutex_);
  return ledger_ ? ledger_->close() : Result<void>();
}

Result<void> Sandbox::carry_out(const SandboxChange& change) {
  if (auto kept = keep(change); !kept) return kept;
  lineages_.put(change.put);
  for (const auto& each : change.ended_sessions) sessions_.end(each);
  for (const auto& each : change.put.sessions) sessions_.begin(each);
  for (const auto& [fingerprint, day] : change.put.notices) notice_days_.insert_or_assign(fingerprint, day);
  if (change.policy) policy_ = change.policy;
  return {};
}

Result<void> Sandbox::keep(const SandboxChange& change) {
  return ledger_ && !is_closed() ? ledger_->write(change) : Result<void>();
}

Result<void> Sandbox::rewrite(const SandboxImage& image) {
  return ledger_ && !is_closed() ? ledger_->rewrite(image) : Result<void>();
}

SandboxImage Sandbox::image_locked() const {
  SandboxImage image{id_, seed_, authority_, first_policy_, policy_, clock_.image(), {}};
  lineages_.rows_into(image.rows);
  image.rows.sessions = sessions_.in_order();
  for (const auto& [fingerprint, day] : notice_days_) image.rows.notices.push_back({fingerprint, day});
  image.faults = faults_.image();
  return image;
}

void Sandbox::take(const SandboxImage& image) {
  ++epoch_;
  // Of a seed the same series again: what is taken already is passed over.
  draws_ = Draws(randomness_);
  lineages_ = {};
  lineages_.put(image.rows);
  sessions_ = Sessions(first_policy_->session_lives);
  for (const auto& each : image.rows.sessions) sessions_.begin(each);
  notice_days_.clear();
  for (const auto& [fingerprint, day] : image.rows.notices) notice_days_.emplace(fingerprint, day);
  policy_ = image.policy;
  faults_.restore(image.faults);
}

}  // namespace orcamo::mock
