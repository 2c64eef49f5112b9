#include "world/notice_rule.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "orcamo/pki/in_quotes.hpp"
#include "world/period_text.hpp"

namespace orcamo::mock {
namespace {

using pki::Result;
using pki::TimePoint;

template <class... Each>
struct Cases : Each... {
  using Each::operator()...;
};
template <class... Each>
Cases(Each...) -> Cases<Each...>;

constexpr int kMostDays = 9'999;

// reaches compares the time that a rule leads to from now with the end of the certificate.
bool reaches(TimePoint reached, TimePoint not_after, NoticeBoundary boundary) {
  switch (boundary) {
    case NoticeBoundary::kInclusive:
      return reached >= not_after;
    case NoticeBoundary::kExclusive:
      return reached > not_after;
    case NoticeBoundary::kJstDays:
      break;
  }
  return jst_day(reached) >= jst_day(not_after);
}

// days_left is the smallest number of days that reaches the end: with kInclusive, 90 from 90 × 86,400 s left on.
int days_left(TimePoint not_after, TimePoint now, NoticeBoundary boundary) {
  auto count = static_cast<int>(std::chrono::floor<std::chrono::days>(not_after - now).count());
  while (!reaches(now + pki::days(count), not_after, boundary)) ++count;
  while (reaches(now + pki::days(count - 1), not_after, boundary)) --count;
  return count;
}

int first_day(const ListedDays& listed) {
  return listed.days.empty() ? listed.daily_from
                             : std::max(listed.daily_from, *std::max_element(listed.days.begin(), listed.days.end()));
}

pki::Error not_a_rule(std::string_view text) {
  return pki::Error(pki::Errc::kRequestBadValue, pki::in_quotes(text) + " is not a notice rule",
                    "write 90d, P3M JST, 3x30d or on 90/60/30/15d, daily 7d; with after-expiry and once-a-day behind a "
                    "comma where they hold");
}

// count_of reads digits and the `suffix` behind them: "30d".
std::optional<int> count_of(std::string_view text, std::string_view suffix) {
  if (!text.ends_with(suffix)) return std::nullopt;
  text.remove_suffix(suffix.size());
  int count = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (failure != std::errc() || end != text.data() + text.size() || count < 1 || count > kMostDays) return std::nullopt;
  return count;
}

std::optional<ListedDays> parse_days(std::string_view text) {
  ListedDays listed{.days = {}};
  for (;;) {
    const auto slash = text.find('/');
    const auto count = count_of(text.substr(0, slash), slash == std::string_view::npos ? "d" : "");
    if (!count) return std::nullopt;
    listed.days.push_back(*count);
    if (slash == std::string_view::npos) return listed;
    text.remove_prefix(slash + 1);
  }
}

std::optional<CalendarMonths> parse_months(std::string_view text) {
  const auto space = text.find(' ');
  const auto period = parse_length(text.substr(0, space));
  if (!period || period->months.count() == 0 || period->exact.count() != 0) return std::nullopt;
  if (space == std::string_view::npos) return CalendarMonths{period->months, pki::kJst};
  const auto zone = pki::parse_zone(text.substr(space + 1));
  return zone ? std::optional(CalendarMonths{period->months, *zone}) : std::nullopt;
}

std::optional<NoticeRule> parse_count(std::string_view text) {
  if (text.starts_with("on ")) {
    auto listed = parse_days(text.substr(3));
    return listed ? std::optional(NoticeRule{*std::move(listed)}) : std::nullopt;
  }
  if (const auto count = count_of(text, "x30d")) return NoticeRule{ThirtyDayMonths{*count}};
  if (const auto months = parse_months(text)) return NoticeRule{*months};
  const auto period = parse_length(text);
  if (!period || period->months.count() != 0) return std::nullopt;
  return NoticeRule{Remaining{period->exact}};
}

// read_addition takes one of the parts behind the first comma; false where it is none.
bool read_addition(std::string_view text, NoticeRule& rule) {
  constexpr std::string_view kDaily = "daily ";
  if (text == "after-expiry") return rule.after_expiry = true;
  if (text == "once-a-day") return rule.once_a_day = true;
  auto* const listed = std::get_if<ListedDays>(&rule.counts);
  if (!listed || !text.starts_with(kDaily)) return false;
  const auto from = count_of(text.substr(kDaily.size()), "d");
  listed->daily_from = from.value_or(0);
  return from.has_value();
}

std::string zone_text(pki::Zone zone) {
  if (zone.offset == pki::kJst.offset) return "JST";
  if (zone.offset == pki::kUtc.offset) return "UTC";
  const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(std::chrono::abs(zone.offset)).count();
  const auto two_digits = [](auto number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  return (zone.offset < pki::Seconds(0) ? "-" : "+") + two_digits(minutes / 60) + ":" + two_digits(minutes % 60);
}

std::string days_text(const ListedDays& listed) {
  std::string text = "on ";
  for (const int day : listed.days) text += (text.size() > 3 ? "/" : "") + std::to_string(day);
  text += 'd';
  if (listed.daily_from > 0) text += ", daily " + std::to_string(listed.daily_from) + "d";
  return text;
}

}  // namespace

TimePoint jst_day(TimePoint time) noexcept {
  return std::chrono::floor<std::chrono::days>(time + pki::kJst.offset) - pki::kJst.offset;
}

bool is_near_end(const NoticeRule& rule, NoticeBoundary boundary, TimePoint not_after, TimePoint now) {
  const auto reached =
      std::visit(Cases{[&](const Remaining& counts) { return now + counts.window; },
                       [&](const CalendarMonths& counts) { return pki::add_months(now, counts.count, counts.zone); },
                       [&](const ThirtyDayMonths& counts) { return now + pki::days(30) * counts.count; },
                       [&](const ListedDays& counts) { return now + pki::days(first_day(counts)); }},
                 rule.counts);
  return reaches(reached, not_after, boundary);
}

bool is_notice_day(const NoticeRule& rule, NoticeBoundary boundary, TimePoint not_after, TimePoint now) {
  const auto* const listed = std::get_if<ListedDays>(&rule.counts);
  if (!listed) return is_near_end(rule, boundary, not_after, now);
  const int left = days_left(not_after, now, boundary);
  return (listed->daily_from > 0 && left <= listed->daily_from) ||
         std::find(listed->days.begin(), listed->days.end(), left) != listed->days.end();
}

std::string notice_rule_text(const NoticeRule& rule) {
  auto text = std::visit(Cases{[](const Remaining& counts) { return period_text({.exact = counts.window}); },
                               [](const CalendarMonths& counts) {
                                 return period_text({.months = counts.count}) + " " + zone_text(counts.zone);
                               },
                               [](const ThirtyDayMonths& counts) { return std::to_string(counts.count) + "x30d"; },
                               [](const ListedDays& counts) { return days_text(counts); }},
                         rule.counts);
  if (rule.after_expiry) text += ", after-expiry";
  if (rule.once_a_day) text += ", once-a-day";
  return text;
}

Result<NoticeRule> parse_notice_rule(std::string_view text) {
  std::optional<NoticeRule> rule;
  for (std::string_view rest = text;;) {
    const auto comma = rest.find(',');
    const auto part = rest.substr(0, comma);
    if (!rule) {
      rule = parse_count(part);
      if (!rule) return not_a_rule(text);
    } else if (!read_addition(part, *rule)) {
      return not_a_rule(text);
    }
    if (comma == std::string_view::npos) return *std::move(rule);
    rest.remove_prefix(comma + 1);
    while (rest.starts_with(' ')) rest.remove_prefix(1);
  }
}

}  // namespace orcamo::mock
