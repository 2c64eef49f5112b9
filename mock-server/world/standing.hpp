#pragma once
#include "orcamo/pki/time.hpp"

namespace orcamo::mock {

// Standing is where a certificate stands in time. The boundary seconds are decided in `stands` and nowhere else.
enum class Standing { kNotYetValid, kCurrent, kExpired };

// Both ends are included (RFC 5280, 4.1.2.5): notAfter is the last second of use.
Standing stands(const pki::Validity& validity, pki::TimePoint now) noexcept;

// is_in_notice_window tells whether the renewal notice shows: usable now, and `window` or less remains.
bool is_in_notice_window(const pki::Validity& validity, pki::TimePoint now, pki::Seconds window) noexcept;

}  // namespace orcamo::mock
