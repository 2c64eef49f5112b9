#include "world/standing.hpp"

namespace orcamo::mock {

Standing stands(const pki::Validity& validity, pki::TimePoint now) noexcept {
  if (now < validity.not_before) return Standing::kNotYetValid;
  if (now > validity.not_after) return Standing::kExpired;
  return Standing::kCurrent;
}

bool is_in_notice_window(const pki::Validity& validity, pki::TimePoint now, pki::Seconds window) noexcept {
  return stands(validity, now) == Standing::kCurrent && validity.not_after - now <= window;
}

}  // namespace orcamo::mock
