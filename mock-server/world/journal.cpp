#include "world/journal.hpp"

#include <utility>

namespace orcamo::mock {

std::string_view verdict_name(Verdict verdict) noexcept {
  switch (verdict) {
    case Verdict::kAccepted:
      return "accepted";
    case Verdict::kRefused:
      break;
  }
  return "refused";
}

std::string_view reason_name(Reason reason) noexcept {
  switch (reason) {
    case Reason::kOk:
      return "ok";
    case Reason::kNoCertificate:
      return "no_certificate";
    case Reason::kExpired:
      return "expired";
    case Reason::kNotYetValid:
      return "not_yet_valid";
    case Reason::kRevoked:
      return "revoked";
    case Reason::kSuperseded:
      return "superseded";
    case Reason::kUnknownCa:
      return "unknown_ca";
    case Reason::kUnsuitable:
      return "unsuitable";
    case Reason::kNotTls:
      return "not_tls";
    case Reason::kAborted:
      break;
  }
  return "aborted";
}

void Journal::record(HandshakeEntry entry) {
  const std::lock_guard lock(mutex_);
  entry.id = next_id_++;
  entries_.push_back(std::move(entry));
  if (entries_.size() > capacity_) {
    entries_.pop_front();
    ++dropped_;
  }
}

std::vector<HandshakeEntry> Journal::entries() const {
  const std::lock_guard lock(mutex_);
  return {entries_.begin(), entries_.end()};
}

std::uint64_t Journal::dropped() const {
  const std::lock_guard lock(mutex_);
  return dropped_;
}

void Journal::clear() {
  const std::lock_guard lock(mutex_);
  entries_.clear();
  next_id_ = 1;
  dropped_ = 0;
}

}  // namespace orcamo::mock
