#pragma once
#include "orcamo/pki/time.hpp"

namespace orcamo::mock {

// Standing is where a certificate stands in time. The boundary seconds of its dates are decided in `stands` and nowhere
// else.
enum class Standing { kNotYetValid, kCurrent, kExpired };

// ExpiryBoundary is what the second of notAfter belongs to.
enum class ExpiryBoundary {
  kInclusive,  // the last second of use (RFC 5280, 4.1.2.5)
  kOpenssl,    // the first second past it, as where OpenSSL is left to judge
};

// notBefore is the first second of use either way.
Standing stands(const pki::Validity& validity, pki::TimePoint now,
                ExpiryBoundary boundary = ExpiryBoundary::kInclusive) noexcept;

}  // namespace orcamo::mock
