#include "workflow/http_date.hpp"

#include <algorithm>
#include <array>
#include <chrono>

namespace orcamo::client {
namespace {

// number is of digits alone.
unsigned number(std::string_view digits) noexcept {
  unsigned value = 0;
  for (const char digit : digits) value = 10 * value + static_cast<unsigned>(digit - '0');
  return value;
}

}  // namespace

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
  const auto field = [&](std::size_t at, std::size_t size) { return number(text.substr(at, size)); };
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

}  // namespace orcamo::client
