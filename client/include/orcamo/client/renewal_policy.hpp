#pragma once
#include <variant>

#include "orcamo/pki/time.hpp"

namespace orcamo::client {

enum class Standing { kNotYetValid, kCurrent, kDue, kExpired };

// How long before its end a certificate is due. All three exist in the field (protocol.md, the machine path).
struct DaysBefore {
  std::chrono::days count{90};  // of 86,400 seconds
};
struct MonthsBefore {
  std::chrono::months count{2};
  pki::Zone zone = pki::kJst;  // due when now plus the months, counted in this zone, passes notAfter
};
struct ThirtyDaysBefore {
  int count = 2;  // times 30 days of 86,400 seconds
};
using NoticeRule = std::variant<DaysBefore, MonthsBefore, ThirtyDaysBefore>;

enum class Boundary {
  kInclusive,  // due at the very second of the threshold
  kExclusive,  // due one second later
};

// RenewalPolicy decides, and does nothing else: no clock, no I/O, no state.
struct RenewalPolicy {
  NoticeRule rule = DaysBefore{};
  Boundary boundary = Boundary::kInclusive;

  // Where `validity` stands at `now`. The boundary second is decided here and nowhere else. notAfter is the last
  // second of use (RFC 5280, 4.1.2.5).
  Standing assess(const pki::Validity& validity, pki::TimePoint now) const noexcept;
};

// parse_notice_rule reads "90d", "2mo" (calendar months in JST), "2mo@UTC" and "2x30d".
pki::Result<NoticeRule> parse_notice_rule(std::string_view text);

}  // namespace orcamo::client
