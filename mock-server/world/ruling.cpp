#include "world/ruling.hpp"

namespace orcamo::mock {
namespace {

// may_still_renew tells whether a certificate past its end is let in to renew itself.
bool may_still_renew(const pki::Validity& validity, const Policy& policy, pki::TimePoint now) {
  using For = RenewAfterExpiry::For;
  switch (policy.renew_after_expiry.how_long) {
    case For::kNever:
      return policy.overlap == Overlap::kRenewAfterExpiry;
    case For::kAlways:
      return true;
    case For::kPeriod:
      break;
  }
  const auto last = pki::add(validity.not_after, policy.renew_after_expiry.period);
  return !last || stands({validity.not_before, *last}, now, policy.expiry_boundary) == Standing::kCurrent;
}

}  // namespace

std::string both_dates(const pki::Validity& validity, pki::TimePoint now) {
  return "valid from " + pki::format_rfc3339(validity.not_before) + " to " + pki::format_rfc3339(validity.not_after) +
         "; the sandbox clock says " + pki::format_rfc3339(now);
}

Ruling rule(const pki::Validity& validity, const Ends& ends, const Policy& policy, pki::TimePoint now) {
  const auto refused = [&](Reason reason, const std::string& why) {
    return Ruling{reason, Admission::kFull, "the certificate " + why + both_dates(validity, now)};
  };
  const auto has_come = [now](const std::optional<pki::TimePoint>& time) { return time && *time <= now; };

  if (has_come(ends.revoked_at)) {
    return refused(Reason::kRevoked, "was revoked at " + pki::format_rfc3339(*ends.revoked_at) + ": ");
  }
  const auto standing = stands(validity, now, policy.expiry_boundary);
  if (standing == Standing::kNotYetValid) return refused(Reason::kNotYetValid, "is not valid yet: ");
  const bool superseded = has_come(ends.superseded_since);
  if (standing == Standing::kExpired) {
    if (superseded || !may_still_renew(validity, policy, now)) return refused(Reason::kExpired, "is past its end: ");
    return {Reason::kOk, Admission::kRenewalOnly,
            "the certificate is past its end and may still be renewed: " + both_dates(validity, now)};
  }
  if (superseded) {
    return refused(Reason::kSuperseded,
                   "was superseded by its replacement at " + pki::format_rfc3339(*ends.superseded_since) + ": ");
  }
  return {Reason::kOk, Admission::kFull, both_dates(validity, now)};
}

}  // namespace orcamo::mock
