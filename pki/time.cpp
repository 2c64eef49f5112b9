#include "orcamo/pki/time.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <optional>
#include <utility>

#include "orcamo/pki/in_quotes.hpp"

namespace orcamo::pki {
namespace {

using std::chrono::sys_days;
using std::chrono::year_month_day;

constexpr TimePoint kFirst = sys_days(std::chrono::year(1) / 1 / 1);
constexpr TimePoint kLast = sys_days(std::chrono::year(9999) / 12 / 31) + std::chrono::hours(24) - Seconds(1);

// Longer periods lead out of the calendar from anywhere in it.
constexpr Seconds kLongest = kLast - kFirst;
constexpr std::chrono::months kLongestMonths{120'000};

struct Civil {
  year_month_day date;
  std::chrono::hh_mm_ss<Seconds> time;
};

Civil civil(TimePoint time, Zone zone) {
  const TimePoint local = time + zone.offset;
  const auto midnight = std::chrono::floor<std::chrono::days>(local);
  return {year_month_day(midnight), std::chrono::hh_mm_ss<Seconds>(local - midnight)};
}

std::string format(TimePoint time, Zone zone, char separator, const char* suffix) {
  const Civil c = civil(time, zone);
  char text[64];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u%c%02d:%02d:%02d%s", static_cast<int>(c.date.year()),
                static_cast<unsigned>(c.date.month()), static_cast<unsigned>(c.date.day()), separator,
                static_cast<int>(c.time.hours().count()), static_cast<int>(c.time.minutes().count()),
                static_cast<int>(c.time.seconds().count()), suffix);
  return text;
}

// Reader takes fixed-width numbers and literals off the front of a text; it fails once and for all.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  int digits(std::size_t width) {
    int value = 0;
    if (rest_.size() < width || !std::all_of(rest_.begin(), rest_.begin() + static_cast<long>(width), is_digit)) {
      good_ = false;
      return 0;
    }
    std::from_chars(rest_.data(), rest_.data() + width, value);
    rest_.remove_prefix(width);
    return value;
  }

  bool take(std::string_view any_of) {
    if (rest_.empty() || any_of.find(rest_.front()) == std::string_view::npos) return false;
    taken_ = rest_.front();
    rest_.remove_prefix(1);
    return true;
  }

  void expect(std::string_view any_of) { good_ = take(any_of) && good_; }

  void skip_digits() {
    const auto end = std::find_if_not(rest_.begin(), rest_.end(), is_digit);
    if (end == rest_.begin()) good_ = false;
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.begin()));
  }

  char taken() const { return taken_; }
  bool finished() const { return good_ && rest_.empty(); }

  static bool is_digit(char c) { return c >= '0' && c <= '9'; }

 private:
  std::string_view rest_;
  bool good_ = true;
  char taken_ = '\0';
};

Error malformed(std::string_view what, std::string_view text, std::string_view example) {
  return Error(Errc::kTimeMalformed, in_quotes(text) + " is not " + std::string(what),
               "write it like " + std::string(example));
}

// unit_of tells how much one of `unit` is; `in_time` is the part of an ISO duration behind the T, `is_short` the form
// without P, where m means minutes.
std::optional<Period> unit_of(char unit, bool in_time, bool is_short) {
  switch (unit) {
    case 'Y':
    case 'y':
      return in_time ? std::nullopt : std::optional(Period{.months = std::chrono::months(12)});
    case 'W':
    case 'w':
      return in_time ? std::nullopt : std::optional(Period{.exact = days(7)});
    case 'D':
    case 'd':
      return in_time ? std::nullopt : std::optional(Period{.exact = days(1)});
    case 'M':
      if (is_short) return std::nullopt;
      return in_time ? Period{.exact = Seconds(60)} : Period{.months = std::chrono::months(1)};
    case 'm':
      return is_short ? std::optional(Period{.exact = Seconds(60)}) : std::nullopt;
    case 'H':
    case 'h':
      return in_time || is_short ? std::optional(Period{.exact = Seconds(3600)}) : std::nullopt;
    case 'S':
    case 's':
      return in_time || is_short ? std::optional(Period{.exact = Seconds(1)}) : std::nullopt;
    default:
      return std::nullopt;
  }
}

}  // namespace

Result<Zone> parse_zone(std::string_view text) {
  if (text == "UTC" || text == "Z") return kUtc;
  if (text == "JST" || text == "Asia/Tokyo") return kJst;
  Reader reader(text);
  reader.expect("+-");
  const int sign = reader.taken() == '-' ? -1 : 1;
  const int hours = reader.digits(2);
  reader.expect(":");
  const int minutes = reader.digits(2);
  if (!reader.finished() || hours > 14 || minutes > 59) return malformed("a zone", text, "JST, UTC or +09:00");
  return Zone{sign * (std::chrono::hours(hours) + std::chrono::minutes(minutes))};
}

Validity always() noexcept { return {TimePoint{}, kLast}; }

TimePoint add_months(TimePoint from, std::chrono::months count, Zone zone) noexcept {
  const Civil c = civil(from, zone);
  year_month_day date = c.date + count;
  if (!date.ok()) date = date.year() / date.month() / std::chrono::last;
  return sys_days(date) + c.time.to_duration() - zone.offset;
}

std::string format_rfc3339(TimePoint time) { return format(time, kUtc, 'T', "Z"); }

std::string format_jst(TimePoint time) { return format(time, kJst, ' ', " JST"); }

Result<TimePoint> parse_rfc3339(std::string_view text) {
  constexpr std::string_view kExample = "2031-02-03T04:05:06Z or 2031-02-03T13:05:06+09:00";
  Reader reader(text);
  const int year = reader.digits(4);
  reader.expect("-");
  const int month = reader.digits(2);
  reader.expect("-");
  const int day = reader.digits(2);
  reader.expect("Tt ");
  const int hour = reader.digits(2);
  reader.expect(":");
  const int minute = reader.digits(2);
  reader.expect(":");
  const int second = reader.digits(2);
  if (reader.take(".")) reader.skip_digits();
  Seconds offset{0};
  reader.expect("Zz+-");
  if (reader.taken() == '+' || reader.taken() == '-') {
    const int sign = reader.taken() == '-' ? -1 : 1;
    const int hours = reader.digits(2);
    reader.expect(":");
    const int minutes = reader.digits(2);
    if (hours > 23 || minutes > 59) return malformed("a date and time with a real offset", text, kExample);
    offset = sign * (std::chrono::hours(hours) + std::chrono::minutes(minutes));
  }
  const year_month_day date(std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                            std::chrono::day(static_cast<unsigned>(day)));
  if (!reader.finished()) return malformed("a date and time of RFC 3339", text, kExample);
  if (!date.ok() || hour > 23 || minute > 59 || second > 59) {
    return malformed("a date and time that exists", text, kExample);
  }
  const TimePoint time = sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) + Seconds(second);
  return in_range(time - offset);
}

Result<TimePoint> in_range(TimePoint time) {
  if (time < kFirst || time > kLast) {
    return Error(Errc::kTimeOutOfRange, "the time is outside the years 1 to 9999 that certificates can carry",
                 "use a shorter period");
  }
  return time;
}

Result<Period> parse_period(std::string_view text) {
  constexpr std::string_view kExample = "P3Y, P1M15D, PT36H, 90d, 36h, 15m or 10s";
  const auto not_a_period = [&] { return malformed("a period", text, kExample); };
  const auto too_long = [&] {
    return Error(Errc::kTimeOutOfRange,
                 "the period " + in_quotes(text) + " is longer than the calendar of certificates",
                 "use a shorter period");
  };

  std::string_view rest = text;
  const bool negative = rest.starts_with('-');
  if (negative) rest.remove_prefix(1);
  const bool is_short = !rest.starts_with('P');
  if (!is_short) rest.remove_prefix(1);

  Period sum;
  bool in_time = false;
  bool any = false;
  while (!rest.empty()) {
    if (rest.front() == 'T' && !is_short && !in_time) {
      in_time = true;
      any = false;
      rest.remove_prefix(1);
      continue;
    }
    std::int32_t count = 0;
    const auto [end, failure] = std::from_chars(rest.data(), rest.data() + rest.size(), count);
    if (failure == std::errc::result_out_of_range) return too_long();
    if (failure != std::errc() || count < 0 || end == rest.data() + rest.size()) return not_a_period();
    const auto unit = unit_of(*end, in_time, is_short);
    if (!unit) return not_a_period();
    sum.months += unit->months * count;
    sum.exact += unit->exact * count;
    // Checked part by part, so that no number of parts overflows the sum.
    if (sum.months > kLongestMonths || sum.exact > kLongest) return too_long();
    rest.remove_prefix(static_cast<std::size_t>(end - rest.data()) + 1);
    any = true;
  }
  if (!any) return not_a_period();
  if (negative) sum = {-sum.months, -sum.exact};
  return sum;
}

Result<TimePoint> add(TimePoint from, Period period) {
  // Beyond that the arithmetic of days has nothing to say, and seconds would overflow.
  const bool too_long = period.exact > kLongest || period.exact < -kLongest;
  if (too_long || std::chrono::abs(period.months) > kLongestMonths) return in_range(kLast + Seconds(1));
  const TimePoint moved = period.months.count() == 0 ? from : add_months(from, period.months, kUtc);
  return in_range(moved + period.exact);
}

}  // namespace orcamo::pki
