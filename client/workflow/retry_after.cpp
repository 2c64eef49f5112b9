#include "workflow/retry_after.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

namespace orcamo::client {
namespace {

constexpr std::chrono::seconds kLongest = std::chrono::hours(1);

std::optional<unsigned> number(std::string_view digits) {
  unsigned value = 0;
  const auto [end, code] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (code != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

bool all_digits(std::string_view text) noexcept {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// Sun, 06 Nov 1994 08:49:37 GMT: the one form of a date that servers may still make (RFC 9110, 5.6.7).
std::optional<pki::TimePoint> http_date(std::string_view text) {
  constexpr std::string_view kPattern = "www, dd mmm dddd dd:dd:dd GMT";
  constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  if (text.size() != kPattern.size()) return std::nullopt;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char wanted = kPattern[i];
    if (wanted == 'd' ? text[i] < '0' || text[i] > '9' : wanted != 'w' && wanted != 'm' && text[i] != wanted) {
      return std::nullopt;
    }
  }
  const auto field = [&](std::size_t at, std::size_t size) { return number(text.substr(at, size)).value_or(0); };
  const auto month = std::find(kMonths.begin(), kMonths.end(), text.substr(8, 3));
  const std::chrono::year_month_day date(std::chrono::year(static_cast<int>(field(12, 4))),
                                         std::chrono::month(static_cast<unsigned>(month - kMonths.begin()) + 1),
                                         std::chrono::day(field(5, 2)));
  const unsigned hour = field(17, 2);
  const unsigned minute = field(20, 2);
  const unsigned second = field(23, 2);  // 60 in a leap second
  if (!date.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(hour) + std::chrono::minutes(minute) +
         std::chrono::seconds(second);
}

}  // namespace

std::optional<std::chrono::seconds> retry_after_of(const HttpResponse& answer, pki::TimePoint now) {
  if (answer.status != 429 && answer.status != 503) return std::nullopt;
  const std::string_view text = answer.header("Retry-After");
  if (all_digits(text)) {
    const auto seconds = number(text);  // unset: more than fits
    return std::min(seconds ? std::chrono::seconds(*seconds) : kLongest, kLongest);
  }
  const auto date = http_date(text);
  if (!date) return std::nullopt;
  return std::clamp(*date - now, std::chrono::seconds(0), kLongest);
}

}  // namespace orcamo::client
