#pragma once
#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "orcamo/pki/certificate.hpp"
#include "orcamo/pki/time.hpp"
#include "world/draws.hpp"
#include "world/generation.hpp"
#include "world/policy.hpp"

namespace orcamo::mock {

struct HistoryRow;
struct LineageRow;
struct LinkRow;
struct SandboxRows;

// Lineage is what one identity's renewals have come to.
struct Lineage {
  std::mutex renewing;    // held while the next generation is made: one at a time
  GenerationRef waiting;  // renewed, but has not logged in yet; null: none
  std::string token;      // of the waiting one's newest link
};
using LineageRef = std::shared_ptr<Lineage>;

// IssuedLink is where a generation can be fetched, since when, and how often it was.
struct IssuedLink {
  GenerationRef generation;
  pki::TimePoint made_at;
  std::uint32_t uses = 0;
};

// earliest is the first time that something happened, by a clock that goes backwards too.
inline pki::TimePoint earliest(const std::optional<pki::TimePoint>& known, pki::TimePoint now) {
  return known ? std::min(*known, now) : now;
}

// History is what has become of one generation. A use is a log-in, or a request to be renewed.
struct History {
  pki::TimePoint issued_at;
  std::optional<pki::TimePoint> handed_out_at = std::nullopt;  // first download, by a link or in the console
  std::optional<pki::TimePoint> first_used_at = std::nullopt;
  std::optional<pki::TimePoint> last_used_at = std::nullopt;  // the latest request, whatever the clock said at others
  std::optional<pki::TimePoint> revoked_at = std::nullopt;
  std::uint32_t password_reveals = 0;           // by the console
  std::vector<GenerationRef> replaced_by = {};  // in the order of issue
};

// Lineages are the certificates of a sandbox with what hangs on them. Not synchronised: the sandbox's mutex guards it,
// and every member of Lineage but `renewing`.
class Lineages {
 public:
  // A serial that no certificate of the sandbox has. Fails with kInternal when six digits are nearly used up.
  pki::Result<std::string> reserve_serial(Draws& draws, const Identity& identity);

  // put takes rows into use. rows_into is the reverse: it adds all there is.
  void put(const SandboxRows& rows);
  void rows_into(SandboxRows& rows) const;

  const std::vector<GenerationRef>& in_order_of_issue() const noexcept { return generations_; }
  GenerationRef by_serial(std::string_view serial) const;                 // null: none
  GenerationRef by_certificate(const pki::Certificate& presented) const;  // null: not issued here

  // The history of a generation that was put, as it is, and as it becomes by what happens.
  const History& history_of(const Generation& generation) const { return histories_.at(serial_of(generation)); }
  HistoryRow used(const Generation& generation, pki::TimePoint now) const;
  HistoryRow handed_out(const Generation& generation, pki::TimePoint now) const;
  HistoryRow revoked(const Generation& generation, pki::TimePoint now) const;
  HistoryRow revealed(const Generation& generation) const;

  // superseded_since is when the overlap policy has `old` end for the sake of a later one; unset: it does not.
  std::optional<pki::TimePoint> superseded_since(const Generation& old, const Policy& policy) const;

  LineageRef of(const Identity& identity);
  GenerationRef waiting_for(const Identity& identity) const;  // null: no renewal waits

  // can_stand_in tells whether `candidate` is a sound answer to one who presents `old`: another certificate, accepted
  // now, ending later (or in the same second, if it waits), of the kind of key and file that a renewal would have.
  bool can_stand_in(const Generation& old, const Generation& candidate, const Policy& policy, pki::TimePoint now) const;

  // The newest renewed generation of the identity of `old` that can stand in for it at `now`; null: none.
  GenerationRef successor_of(const Generation& old, const Policy& policy, pki::TimePoint now) const;

  const IssuedLink* find_link(std::string_view token) const;  // null: none

 private:
  static const std::string& serial_of(const Generation& generation) {
    return generation.credential.certificate.serial();
  }

  void add(const GenerationRef& generation);

  std::vector<GenerationRef> generations_;
  std::map<std::string, GenerationRef, std::less<>> by_serial_;
  std::map<std::string, GenerationRef, std::less<>> by_fingerprint_;
  std::map<std::string, History, std::less<>> histories_;  // by serial
  std::set<std::string, std::less<>> serials_;
  std::map<Identity, LineageRef> lineages_;
  std::map<Identity, std::vector<GenerationRef>> renewed_;
  std::map<std::string, IssuedLink, std::less<>> links_;
};

// is_alive tells whether the policy still lets a link answer.
bool is_alive(const IssuedLink& link, const Policy& policy, pki::TimePoint now);

// What kind of key and file a renewal of `old` has.
pki::KeyType key_after(const Generation& old, const Policy& policy);
P12Profile profile_after(const Generation& old, const Policy& policy);

}  // namespace orcamo::mock
