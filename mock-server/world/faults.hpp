#pragma once
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "orcamo/pki/randomness.hpp"
#include "orcamo/pki/result.hpp"
#include "world/fault.hpp"

namespace orcamo::mock {

// PlacedFault is a fault of a sandbox, and what has come of it.
struct PlacedFault {
  std::uint64_t id = 0;  // from 1
  Fault fault;
  std::uint64_t calls = 0;  // that it was about, since it was placed
  std::uint64_t hits = 0;
};

// FaultsImage is the faults of a sandbox at one moment.
struct FaultsImage {
  std::vector<PlacedFault> placed = {};  // by id
  std::uint64_t next_id = 1;
};

// Faults are those of one sandbox, at most `most`. Of several that a call is about, the one that was placed first hits
// it, and no other. Of a seeded randomness the same calls are hit again. In memory only. Safe to use from any thread.
class Faults {
 public:
  explicit Faults(pki::Randomness randomness, std::size_t most = 1'000) : randomness_(randomness), most_(most) {}

  pki::Result<PlacedFault> add(Fault fault);              // fails as `check` does, and with kSandboxLimit
  pki::Result<PlacedFault> find(std::uint64_t id) const;  // fails with kFaultUnknown
  std::vector<PlacedFault> all() const;                   // by id
  pki::Result<void> remove(std::uint64_t id);             // fails with kFaultUnknown

  // clear removes all; ids go on.
  void clear();

  // hit decides what becomes of `call`; unset: nothing. Every fault that the call is about and that is not used up
  // counts it, until one hits.
  std::optional<PlacedFault> hit(const Call& call);

  FaultsImage image() const;
  void restore(const FaultsImage& image);

 private:
  bool falls_on(const PlacedFault& placed) const;

  const pki::Randomness randomness_;
  const std::size_t most_;
  mutable std::mutex mutex_;
  std::uint64_t next_id_ = 1;
  std::map<std::uint64_t, PlacedFault> placed_;
};

}  // namespace orcamo::mock
