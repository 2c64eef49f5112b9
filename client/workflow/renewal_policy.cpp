#include "orcamo/client/renewal_policy.hpp"

#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>

namespace orcamo::client {
namespace {

constexpr int kMost = 36'500;  // days, or more of anything else than anybody means

bool reached(pki::TimePoint time, pki::TimePoint threshold, Boundary boundary) noexcept {
  return boundary == Boundary::kInclusive ? time >= threshold : time > threshold;
}

bool is_due(const NoticeRule& rule, Boundary boundary, pki::TimePoint not_after, pki::TimePoint now) noexcept {
  return std::visit(
      [&](const auto& window) {
        using Window = std::decay_t<decltype(window)>;
        if constexpr (std::is_same_v<Window, DaysBefore>) {
          return reached(now, not_after - window.count, boundary);
        } else if constexpr (std::is_same_v<Window, ThirtyDaysBefore>) {
          return reached(now, not_after - window.count * pki::days(30), boundary);
        } else {
          return reached(pki::add_months(now, window.count, window.zone), not_after, boundary);
        }
      },
      rule);
}

// take_number reads a count of 1 to kMost off the front of `text`.
std::optional<int> take_number(std::string_view& text) {
  int number = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (code != std::errc() || number < 1 || number > kMost) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

}  // namespace

Standing RenewalPolicy::assess(const pki::Validity& validity, pki::TimePoint now) const noexcept {
  if (now < validity.not_before) return Standing::kNotYetValid;
  if (now > validity.not_after) return Standing::kExpired;
  return is_due(rule, boundary, validity.not_after, now) ? Standing::kDue : Standing::kCurrent;
}

pki::Result<NoticeRule> parse_notice_rule(std::string_view text) {
  const pki::Error malformed(
      pki::Errc::kTimeMalformed, "\"" + std::string(text) + "\" is not a rule for renewal",
      "write 90d (days), 2mo or 2mo@UTC (calendar months, in Japan's time zone if none is named) "
      "or 2x30d (times 30 days)");
  std::string_view rest = text;
  const auto number = take_number(rest);
  if (!number) return malformed;
  if (rest == "d") return DaysBefore{std::chrono::days(*number)};
  if (rest == "x30d") return ThirtyDaysBefore{*number};
  if (!rest.starts_with("mo")) return malformed;
  rest.remove_prefix(2);
  if (rest.empty()) return MonthsBefore{std::chrono::months(*number), pki::kJst};
  if (!rest.starts_with('@')) return malformed;
  const auto zone = pki::parse_zone(rest.substr(1));
  if (!zone) return malformed;
  return MonthsBefore{std::chrono::months(*number), *zone};
}

}  // namespace orcamo::client
