#pragma once
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "orcamo/pki/certificate.hpp"
#include "orcamo/pki/time.hpp"
#include "world/generation.hpp"

namespace orcamo::mock {

// Lineage is what one identity's renewals have come to.
struct Lineage {
  std::mutex renewing;    // held while the next generation is made: one at a time
  GenerationRef waiting;  // renewed, but has not logged in yet; null: none
  std::string token;      // of the waiting one's newest link
};
using LineageRef = std::shared_ptr<Lineage>;

// IssuedLink is where a generation can be fetched, and since when.
struct IssuedLink {
  GenerationRef generation;
  pki::TimePoint made_at;
};

// Lineages are the certificates of a sandbox with what hangs on them. Not synchronised: the sandbox's mutex guards it,
// and every member of Lineage but `renewing`.
class Lineages {
 public:
  // A serial that no certificate of the sandbox has. Fails with kInternal when six digits are nearly used up.
  pki::Result<std::string> reserve_serial();

  void add(GenerationRef generation);
  const std::vector<GenerationRef>& in_order_of_issue() const noexcept { return generations_; }
  GenerationRef by_serial(std::string_view serial) const;                 // null: none
  GenerationRef by_certificate(const pki::Certificate& presented) const;  // null: not issued here

  LineageRef of(const Identity& identity);
  bool holds(const Identity& identity, const LineageRef& lineage) const;  // false once it has been forgotten

  // The newest renewed generation of the identity of `old` that can stand in for it at `now`; null: none.
  GenerationRef successor_of(const Generation& old, pki::TimePoint now) const;

  // new_link makes a link to `lineage.waiting` and returns its token.
  std::string new_link(Lineage& lineage, pki::TimePoint now);
  const IssuedLink* find_link(std::string_view token) const;  // null: none

 private:
  std::vector<GenerationRef> generations_;
  std::map<std::string, GenerationRef, std::less<>> by_serial_;
  std::map<std::string, GenerationRef, std::less<>> by_fingerprint_;
  std::set<std::string, std::less<>> serials_;
  std::map<Identity, LineageRef> lineages_;
  std::map<Identity, std::vector<GenerationRef>> renewed_;
  std::map<std::string, IssuedLink, std::less<>> links_;
};

// can_replace tells whether `candidate` is a sound answer to one who presents `old`: another certificate, usable now,
// ending later, of the same kind of key and file.
bool can_replace(const Generation& old, const Generation& candidate, pki::TimePoint now);

}  // namespace orcamo::mock
