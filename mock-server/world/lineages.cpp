#include "world/lineages.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "authority/certificate_authority.hpp"
#include "world/standing.hpp"
#include "world/token.hpp"

namespace orcamo::mock {
namespace {

// Of 700,000 possible serials: drawing a free one at random stays quick up to here.
constexpr std::size_t kMostSerials = 600'000;

template <class Map>
GenerationRef find(const Map& map, std::string_view key) {
  const auto found = map.find(key);
  return found == map.end() ? nullptr : found->second;
}

}  // namespace

pki::Result<std::string> Lineages::reserve_serial() {
  if (serials_.size() >= kMostSerials) {
    return pki::Error(pki::Errc::kInternal, "this sandbox has issued all the six-digit serials it can",
                      "reset the sandbox");
  }
  for (;;) {
    const auto [serial, is_new] = serials_.insert(random_serial());
    if (is_new) return *serial;
  }
}

void Lineages::add(GenerationRef generation) {
  const auto& certificate = generation->credential.certificate;
  by_serial_[certificate.serial()] = generation;
  by_fingerprint_[certificate.fingerprint_sha256()] = generation;
  if (generation->replaces) renewed_[generation->identity].push_back(generation);
  generations_.push_back(std::move(generation));
}

GenerationRef Lineages::by_serial(std::string_view serial) const { return find(by_serial_, serial); }

GenerationRef Lineages::by_certificate(const pki::Certificate& presented) const {
  return find(by_fingerprint_, presented.fingerprint_sha256());
}

LineageRef Lineages::of(const Identity& identity) {
  auto& lineage = lineages_[identity];
  if (!lineage) lineage = std::make_shared<Lineage>();
  return lineage;
}

bool Lineages::holds(const Identity& identity, const LineageRef& lineage) const {
  const auto found = lineages_.find(identity);
  return found != lineages_.end() && found->second == lineage;
}

GenerationRef Lineages::successor_of(const Generation& old, pki::TimePoint now) const {
  const auto found = renewed_.find(old.identity);
  if (found == renewed_.end()) return nullptr;
  const auto& renewed = found->second;
  const auto newest = std::find_if(renewed.rbegin(), renewed.rend(),
                                   [&](const GenerationRef& each) { return can_replace(old, *each, now); });
  return newest == renewed.rend() ? nullptr : *newest;
}

std::string Lineages::new_link(Lineage& lineage, pki::TimePoint now) {
  lineage.token = random_token();
  links_[lineage.token] = {lineage.waiting, now};
  return lineage.token;
}

const IssuedLink* Lineages::find_link(std::string_view token) const {
  const auto found = links_.find(token);
  return found == links_.end() ? nullptr : &found->second;
}

bool can_replace(const Generation& old, const Generation& candidate, pki::TimePoint now) {
  const auto& before = old.credential;
  const auto& after = candidate.credential;
  return stands(after.certificate.validity(), now) == Standing::kCurrent &&
         after.certificate.validity().not_after > before.certificate.validity().not_after &&
         after.key.type() == before.key.type() && candidate.profile == old.profile;
}

}  // namespace orcamo::mock
