#include "world/standing.hpp"

namespace orcamo::mock {

Standing stands(const pki::Validity& validity, pki::TimePoint now, ExpiryBoundary boundary) noexcept {
  if (now < validity.not_before) return Standing::kNotYetValid;
  if (now > validity.not_after) return Standing::kExpired;
  if (now == validity.not_after && boundary == ExpiryBoundary::kOpenssl) return Standing::kExpired;
  return Standing::kCurrent;
}

}  // namespace orcamo::mock
