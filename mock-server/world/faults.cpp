#include "world/faults.hpp"

#include <string>

namespace orcamo::mock {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;

// A probability is drawn in steps of one millionth.
constexpr std::uint64_t kSteps = 1'000'000;

Error unknown_fault(std::uint64_t id) {
  return Error(Errc::kFaultUnknown, "the sandbox has no fault " + std::to_string(id), "list its faults");
}

}  // namespace

Result<PlacedFault> Faults::add(Fault fault) {
  if (auto checked = check(fault); !checked) return checked.error();
  const std::lock_guard lock(mutex_);
  if (placed_.size() >= most_) {
    return Error(Errc::kSandboxLimit,
                 "the sandbox has " + std::to_string(placed_.size()) + " faults already, as many as it may have",
                 "delete some");
  }
  const PlacedFault placed{.id = next_id_++, .fault = std::move(fault)};
  placed_.emplace(placed.id, placed);
  return placed;
}

Result<PlacedFault> Faults::find(std::uint64_t id) const {
  const std::lock_guard lock(mutex_);
  const auto found = placed_.find(id);
  if (found == placed_.end()) return unknown_fault(id);
  return found->second;
}

std::vector<PlacedFault> Faults::all() const { return image().placed; }

Result<void> Faults::remove(std::uint64_t id) {
  const std::lock_guard lock(mutex_);
  if (placed_.erase(id) == 1) return {};
  return unknown_fault(id);
}

void Faults::clear() {
  const std::lock_guard lock(mutex_);
  placed_.clear();
}

std::optional<PlacedFault> Faults::hit(const Call& call) {
  const std::lock_guard lock(mutex_);
  for (auto& [id, placed] : placed_) {
    const Fault& fault = placed.fault;
    if (!is_about(fault, call) || (fault.times && placed.hits >= *fault.times)) continue;
    ++placed.calls;
    if (!falls_on(placed)) continue;
    ++placed.hits;
    return placed;
  }
  return std::nullopt;
}

// falls_on decides about the newest of the fault's calls; of a seed it follows from the fault's and the call's number.
bool Faults::falls_on(const PlacedFault& placed) const {
  const auto& fault = placed.fault;
  if (placed.calls <= fault.after) return false;
  if (fault.probability >= 1.0) return true;
  const auto draw = randomness_.of(std::to_string(placed.id)).of(std::to_string(placed.calls)).below(kSteps);
  return static_cast<double>(draw) < fault.probability * static_cast<double>(kSteps);
}

FaultsImage Faults::image() const {
  const std::lock_guard lock(mutex_);
  FaultsImage image;
  image.next_id = next_id_;
  image.placed.reserve(placed_.size());
  for (const auto& [id, placed] : placed_) image.placed.push_back(placed);
  return image;
}

void Faults::restore(const FaultsImage& image) {
  const std::lock_guard lock(mutex_);
  placed_.clear();
  for (const auto& each : image.placed) placed_.emplace(each.id, each);
  next_id_ = image.next_id;
}

}  // namespace orcamo::mock
