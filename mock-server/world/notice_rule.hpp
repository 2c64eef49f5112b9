#pragma once
#include <chrono>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "orcamo/pki/time.hpp"

namespace orcamo::mock {

// What the services of the field count by when they announce that a certificate nears its end.
struct Remaining {
  pki::Seconds window = pki::days(90);  // from so much left on
};
struct CalendarMonths {
  std::chrono::months count{3};  // while now plus so many months is past the end ...
  pki::Zone zone = pki::kJst;    // ... by this zone's calendar; the last days of a month clamp
};
struct ThirtyDayMonths {
  int count = 3;  // from count × 30 × 86,400 s left on
};
struct ListedDays {
  std::vector<int> days = {90, 60, 30, 15};  // during these days before the end, ...
  int daily_from = 0;                        // ... and during all from this one on; 0: none
};

// NoticeRule is when the renewal notice shows.
struct NoticeRule {
  std::variant<Remaining, CalendarMonths, ThirtyDayMonths, ListedDays> counts = Remaining{};
  bool after_expiry = false;  // to those who are let in past their end, too
  bool once_a_day = false;    // once a JST day to each certificate
};

// NoticeBoundary is what happens in the second, or on the day, that the rule names.
enum class NoticeBoundary {
  kInclusive,  // exactly so much left shows it
  kExclusive,  // a second less does
  kJstDays,    // whole days of the Japanese calendar are compared
};

// is_near_end tells whether `now` is inside the rule's whole window, past the end too: from then on a certificate is
// due for renewal, whether or not the notice shows today.
bool is_near_end(const NoticeRule& rule, NoticeBoundary boundary, pki::TimePoint not_after, pki::TimePoint now);

// is_notice_day tells whether the rule shows the notice at `now`, before the end. Both decide the boundary by one
// comparison.
bool is_notice_day(const NoticeRule& rule, NoticeBoundary boundary, pki::TimePoint not_after, pki::TimePoint now);

// jst_day is the midnight, in Japan, at or before `time`.
pki::TimePoint jst_day(pki::TimePoint time) noexcept;

// notice_rule_text writes a rule as parse_notice_rule reads it: "90d", "P3M JST", "3x30d",
// "on 90/60/30/15d, daily 7d", each with ", after-expiry" and ", once-a-day" behind it where they hold.
std::string notice_rule_text(const NoticeRule& rule);
pki::Result<NoticeRule> parse_notice_rule(std::string_view text);  // fails with kRequestBadValue

}  // namespace orcamo::mock
