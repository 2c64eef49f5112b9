#pragma once
#include <chrono>
#include <string>
#include <string_view>

#include "orcamo/pki/result.hpp"

namespace orcamo::pki {

using Seconds = std::chrono::seconds;
using TimePoint = std::chrono::sys_seconds;  // UTC, 64 bits: certificates know no fractions

constexpr Seconds days(long count) { return std::chrono::days(count); }

// Zone is a fixed offset from UTC. Japan has had no summer time since 1951, so JST needs no database of zones.
struct Zone {
  Seconds offset{0};
};
inline constexpr Zone kUtc{};
inline constexpr Zone kJst{std::chrono::hours(9)};

// parse_zone reads "UTC", "JST", "Asia/Tokyo", "+09:00" and "-03:30".
Result<Zone> parse_zone(std::string_view text);

// Validity is when a certificate may be used: both ends included (RFC 5280, 4.1.2.5).
struct Validity {
  TimePoint not_before;
  TimePoint not_after;

  friend bool operator==(const Validity&, const Validity&) = default;
};

// always is from the Unix epoch to 9999-12-31T23:59:59Z, the RFC's "no well-defined expiration date".
Validity always() noexcept;

// add_months moves by calendar months as a person in `zone` would: the last days of a month clamp (31 January plus
// one month is 28 or 29 February), the time of day stays.
TimePoint add_months(TimePoint from, std::chrono::months count, Zone zone) noexcept;

std::string format_rfc3339(TimePoint time);  // 2031-02-03T04:05:06Z
std::string format_jst(TimePoint time);      // 2031-02-03 13:05:06 JST

// parse_rfc3339 reads a date-time with `Z` or an offset (RFC 3339, 5.6). Fractions are cut off.
Result<TimePoint> parse_rfc3339(std::string_view text);

// Period is an ISO 8601 duration: calendar months apart from exact seconds, since months differ in length.
struct Period {
  std::chrono::months months{0};
  Seconds exact{0};

  friend bool operator==(const Period&, const Period&) = default;
};

// parse_period reads P3Y, P1M15D, PT36H, P2W and a leading minus; also the short forms 90d, 36h, 15m, 10s, 2w, 3y.
Result<Period> parse_period(std::string_view text);

// add moves by `period`, calendar months first and counted in UTC. Fails with kTimeOutOfRange.
Result<TimePoint> add(TimePoint from, Period period);

// in_range passes times of the years 1 to 9999, which X.509 can carry; fails with kTimeOutOfRange.
Result<TimePoint> in_range(TimePoint time);

}  // namespace orcamo::pki
