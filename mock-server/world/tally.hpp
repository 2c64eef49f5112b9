#pragma once
#include <atomic>
#include <cstdint>
#include <memory>

namespace orcamo::mock {

// Tally counts what happened in all sandboxes of a world since it began: neither a reset nor the end of a sandbox takes
// anything back. Safe to use from any thread.
struct Tally {
  std::atomic<std::uint64_t> certificates_ordered = 0;  // issued because somebody asked for one
  std::atomic<std::uint64_t> certificates_renewed = 0;  // issued in place of another
  std::atomic<std::uint64_t> handshakes_dropped = 0;    // entries of journals that made room for newer ones
  std::atomic<std::uint64_t> requests_dropped = 0;
};
using TallyRef = std::shared_ptr<Tally>;

}  // namespace orcamo::mock
