#include "world/snapshots.hpp"

#include <string>
#include <utility>

namespace orcamo::mock {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;

Error unknown_snapshot(std::uint64_t id) {
  return Error(Errc::kSnapshotUnknown, "the sandbox has no snapshot " + std::to_string(id),
               "list its snapshots, or take one");
}

}  // namespace

Result<Snapshot> Snapshots::add(SandboxImage image, pki::TimePoint taken_at) {
  const std::lock_guard lock(mutex_);
  if (snapshots_.size() >= most_) {
    return Error(Errc::kSandboxLimit,
                 "the sandbox has " + std::to_string(snapshots_.size()) + " snapshots already, as many as it may have",
                 "delete some");
  }
  Snapshot taken{next_id_++, taken_at, std::make_shared<const SandboxImage>(std::move(image))};
  snapshots_.emplace(taken.id, taken);
  return taken;
}

Result<Snapshot> Snapshots::find(std::uint64_t id) const {
  const std::lock_guard lock(mutex_);
  const auto found = snapshots_.find(id);
  if (found == snapshots_.end()) return unknown_snapshot(id);
  return found->second;
}

std::vector<Snapshot> Snapshots::all() const {
  const std::lock_guard lock(mutex_);
  std::vector<Snapshot> listed;
  listed.reserve(snapshots_.size());
  for (const auto& [id, snapshot] : snapshots_) listed.push_back(snapshot);
  return listed;
}

Result<void> Snapshots::remove(std::uint64_t id) {
  const std::lock_guard lock(mutex_);
  if (snapshots_.erase(id) == 1) return {};
  return unknown_snapshot(id);
}

}  // namespace orcamo::mock
