#pragma once
#include <optional>
#include <string>

#include "orcamo/pki/time.hpp"
#include "world/policy.hpp"
#include "world/reason.hpp"

namespace orcamo::mock {

// Admission is what an accepted certificate is good for.
enum class Admission {
  kFull,
  kRenewalOnly,  // past its end, and let in to renew itself
};

// Ruling is what a sandbox says of a certificate whose chain is sound.
struct Ruling {
  Reason reason = Reason::kOk;  // kOk, kNotYetValid, kExpired, kRevoked, kSuperseded
  Admission admission = Admission::kFull;
  std::string detail;  // one sentence for people: both dates and the clock
};

// Ends are the instants, besides its dates, that end a certificate; unset: there is none.
struct Ends {
  std::optional<pki::TimePoint> revoked_at;
  std::optional<pki::TimePoint> superseded_since;
};

// rule decides on a certificate at `now`. Of several reasons the first counts: revoked, not yet valid, expired,
// superseded. The clock may go back behind any of them.
Ruling rule(const pki::Validity& validity, const Ends& ends, const Policy& policy, pki::TimePoint now);

// both_dates words a certificate's dates and the clock's beside them, for the sentences of a ruling.
std::string both_dates(const pki::Validity& validity, pki::TimePoint now);

}  // namespace orcamo::mock
