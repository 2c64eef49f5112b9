#pragma once
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "orcamo/pki/result.hpp"
#include "world/sandbox_image.hpp"

namespace orcamo::mock {

// Snapshot is a sandbox as it was at one moment, to come back to.
struct Snapshot {
  std::uint64_t id = 0;     // from 1, never used again
  pki::TimePoint taken_at;  // by the sandbox clock
  std::shared_ptr<const SandboxImage> image;
};

// Snapshots are those of one sandbox, at most `most`. In memory only. Safe to use from any thread.
class Snapshots {
 public:
  explicit Snapshots(std::size_t most = 100) : most_(most) {}

  pki::Result<Snapshot> add(SandboxImage image, pki::TimePoint taken_at);  // fails with kSandboxLimit
  pki::Result<Snapshot> find(std::uint64_t id) const;                      // fails with kSnapshotUnknown
  std::vector<Snapshot> all() const;                                       // in the order in which they were taken
  pki::Result<void> remove(std::uint64_t id);                              // fails with kSnapshotUnknown

 private:
  const std::size_t most_;
  mutable std::mutex mutex_;
  std::uint64_t next_id_ = 1;
  std::map<std::uint64_t, Snapshot> snapshots_;
};

}  // namespace orcamo::mock
