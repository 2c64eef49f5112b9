#pragma once
#include <string>

#include "orcamo/pki/time.hpp"

namespace orcamo::mock {

// StringForm is the ASN.1 type that the parts of a subject have; the country is a PrintableString in any case.
enum class StringForm { kUsual, kUtf8, kPrintable, kBmp, kT61 };

// TimeForm is how a date is written. All but the first know no year: of UTCTime the last two digits are written,
// whatever the century.
enum class TimeForm {
  kByYear,  // UTCTime from 1950 to 2049 and GeneralizedTime otherwise (RFC 5280, 4.1.2.5)
  kUtcTime,
  kUtcTimeWithoutSeconds,
  kUtcTimeWithOffset,  // in Japan's time: +0900 in the place of Z
  kGeneralizedTime,
  kGeneralizedTimeWithoutSeconds,
  kGeneralizedTimeWithFraction,  // half a second more
};

bool is_generalized(TimeForm form) noexcept;

// time_text writes a date in one of the forms that know no year.
std::string time_text(pki::TimePoint time, TimeForm form);

}  // namespace orcamo::mock
