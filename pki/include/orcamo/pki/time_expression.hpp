#pragma once
#include <functional>
#include <string_view>

#include "orcamo/pki/time.hpp"

namespace orcamo::pki {

// TimeAnchors are what a time expression may refer to.
struct TimeAnchors {
  TimePoint now;

  // Validity of the certificate with that serial (hexadecimal); of the one issued last where `serial` is empty.
  // Unset where there are no certificates to speak of.
  std::function<Result<Validity>(std::string_view serial)> validity_of = nullptr;
};

// evaluate_time reads one instant: RFC 3339, or an anchor (`now`, `cert:notAfter`, `cert:notBefore`,
// `cert:SERIAL:notAfter`) followed by any number of `+` or `-` periods: now+89d, cert:notAfter-90d-1s, now+P3Y-PT1S.
// Fails with kTimeMalformed, kTimeOutOfRange or kTimeNoCertificate.
Result<TimePoint> evaluate_time(std::string_view expression, const TimeAnchors& anchors);

}  // namespace orcamo::pki
