#include "world/lineages.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "world/sandbox_rows.hpp"

namespace orcamo::mock {
namespace {

// Of 700,000 possible serials: drawing a free one at random stays quick up to here.
constexpr std::size_t kMostSerials = 600'000;

template <class Map>
GenerationRef find(const Map& map, std::string_view key) {
  const auto found = map.find(key);
  return found == map.end() ? nullptr : found->second;
}

// end_of_predecessor is when the one that was replaced ends, by what has become of its successor.
std::optional<pki::TimePoint> end_of_predecessor(const History& successor, const Policy& policy) {
  switch (policy.overlap) {
    case Overlap::kOldDiesAtIssue:
      return successor.handed_out_at;
    case Overlap::kOldDiesOnFirstUse:
      return successor.first_used_at;
    case Overlap::kGrace: {
      if (!successor.handed_out_at) return std::nullopt;
      const auto end = pki::add(*successor.handed_out_at, policy.grace);
      return end ? std::optional(*end) : std::nullopt;
    }
    case Overlap::kBothUntilExpiry:
    case Overlap::kNoSecondIssue:
    case Overlap::kRenewAfterExpiry:
      break;
  }
  return std::nullopt;
}

HistoryRow row_of(const Generation& generation, History history) {
  history.replaced_by.clear();
  return {generation.credential.certificate.serial(), std::move(history)};
}

bool can_replace(const Generation& old, const Generation& candidate, const Policy& policy, pki::TimePoint now) {
  const auto& validity = candidate.credential.certificate.validity();
  return stands(validity, now, policy.expiry_boundary) == Standing::kCurrent &&
         candidate.credential.key.type() == key_after(old, policy) && candidate.profile == profile_after(old, policy);
}

}  // namespace

pki::Result<std::string> Lineages::reserve_serial(Draws& draws, const Identity& identity) {
  if (serials_.size() >= kMostSerials) {
    return pki::Error(pki::Errc::kInternal, "this sandbox has issued all the six-digit serials it can",
                      "reset the sandbox");
  }
  for (;;) {
    const auto [serial, is_new] = serials_.insert(draws.serial(identity));
    if (is_new) return *serial;
  }
}

void Lineages::put(const SandboxRows& rows) {
  for (const auto& each : rows.issued) add(each);
  for (const auto& [serial, history] : rows.histories) {
    auto& kept = histories_[serial];
    auto replaced_by = std::move(kept.replaced_by);
    kept = history;
    kept.replaced_by = std::move(replaced_by);
  }
  for (const auto& [token, link] : rows.links) links_[token] = link;
  for (const auto& [identity, waiting, token] : rows.lineages) {
    const auto lineage = of(identity);
    lineage->waiting = waiting;
    lineage->token = token;
  }
}

void Lineages::rows_into(SandboxRows& rows) const {
  rows.issued.insert(rows.issued.end(), generations_.begin(), generations_.end());
  for (const auto& each : generations_) rows.histories.push_back(row_of(*each, history_of(*each)));
  for (const auto& [token, link] : links_) rows.links.push_back({token, link});
  for (const auto& [identity, lineage] : lineages_) {
    if (!lineage->token.empty()) rows.lineages.push_back({identity, lineage->waiting, lineage->token});
  }
}

void Lineages::add(const GenerationRef& generation) {
  const auto& certificate = generation->credential.certificate;
  serials_.insert(certificate.serial());
  if (generation->replaces) {
    const auto old = histories_.find(*generation->replaces);
    if (old != histories_.end()) old->second.replaced_by.push_back(generation);
  }
  by_serial_[certificate.serial()] = generation;
  by_fingerprint_[certificate.fingerprint_sha256()] = generation;
  histories_[certificate.serial()] = {};
  if (generation->replaces) renewed_[generation->identity].push_back(generation);
  generations_.push_back(generation);
}

GenerationRef Lineages::by_serial(std::string_view serial) const { return find(by_serial_, serial); }

GenerationRef Lineages::by_certificate(const pki::Certificate& presented) const {
  return find(by_fingerprint_, presented.fingerprint_sha256());
}

HistoryRow Lineages::used(const Generation& generation, pki::TimePoint now) const {
  // Whoever uses it has it, whichever way it came.
  auto row = handed_out(generation, now);
  row.history.first_used_at = earliest(row.history.first_used_at, now);
  row.history.last_used_at = now;
  return row;
}

HistoryRow Lineages::handed_out(const Generation& generation, pki::TimePoint now) const {
  auto row = row_of(generation, history_of(generation));
  row.history.handed_out_at = earliest(row.history.handed_out_at, now);
  return row;
}

HistoryRow Lineages::revoked(const Generation& generation, pki::TimePoint now) const {
  auto row = row_of(generation, history_of(generation));
  row.history.revoked_at = earliest(row.history.revoked_at, now);
  return row;
}

HistoryRow Lineages::revealed(const Generation& generation) const {
  auto row = row_of(generation, history_of(generation));
  ++row.history.password_reveals;
  return row;
}

std::optional<pki::TimePoint> Lineages::superseded_since(const Generation& old, const Policy& policy) const {
  // Of a longer chain the first link decides: a certificate is used before it is renewed in its turn.
  std::optional<pki::TimePoint> since;
  for (const auto& each : history_of(old).replaced_by) {
    const auto& history = history_of(*each);
    const auto at = end_of_predecessor(history, policy);
    if (at && (!since || *at < *since)) since = at;
  }
  return since;
}

GenerationRef Lineages::waiting_for(const Identity& identity) const {
  const auto found = lineages_.find(identity);
  return found == lineages_.end() ? nullptr : found->second->waiting;
}

LineageRef Lineages::of(const Identity& identity) {
  auto& lineage = lineages_[identity];
  if (!lineage) lineage = std::make_shared<Lineage>();
  return lineage;
}

GenerationRef Lineages::successor_of(const Generation& old, const Policy& policy, pki::TimePoint now) const {
  const auto found = renewed_.find(old.identity);
  if (found == renewed_.end()) return nullptr;
  const auto& renewed = found->second;
  const auto newest = std::find_if(renewed.rbegin(), renewed.rend(),
                                   [&](const GenerationRef& each) { return can_stand_in(old, *each, policy, now); });
  return newest == renewed.rend() ? nullptr : *newest;
}

bool Lineages::can_stand_in(const Generation& old, const Generation& candidate, const Policy& policy,
                            pki::TimePoint now) const {
  const auto has_come = [now](const std::optional<pki::TimePoint>& time) { return time && *time <= now; };
  const auto before = old.credential.certificate.validity().not_after;
  const auto after = candidate.credential.certificate.validity().not_after;
  // On a clock that stands still a renewal ends with the one that it replaces.
  const bool lasts = after > before || (after == before && serial_of(candidate) != serial_of(old) &&
                                        waiting_for(old.identity).get() == &candidate);
  return lasts && can_replace(old, candidate, policy, now) && !has_come(history_of(candidate).revoked_at) &&
         !has_come(superseded_since(candidate, policy));
}

const IssuedLink* Lineages::find_link(std::string_view token) const {
  const auto found = links_.find(token);
  return found == links_.end() ? nullptr : &found->second;
}

bool is_alive(const IssuedLink& link, const Policy& policy, pki::TimePoint now) {
  const auto end = pki::add(link.made_at, policy.link_lifetime);
  return (!end || now <= *end) && (!policy.link_uses || link.uses < *policy.link_uses);
}

pki::KeyType key_after(const Generation& old, const Policy& policy) {
  const auto type = old.credential.key.type();
  return policy.key.value_or(type == pki::KeyType::kOther ? pki::KeyType::kP256 : type);
}

P12Profile profile_after(const Generation& old, const Policy& policy) {
  return policy.p12_profile.value_or(old.profile);
}

}  // namespace orcamo::mock
