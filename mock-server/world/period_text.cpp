#include "world/period_text.hpp"

#include "orcamo/pki/in_quotes.hpp"

namespace orcamo::mock {
namespace {

void append(std::string& text, long long count, char unit) {
  if (count != 0) text += std::to_string(count) + unit;
}

}  // namespace

std::string period_text(pki::Period period) {
  const auto whole_days = std::chrono::floor<std::chrono::days>(period.exact);
  const std::chrono::hh_mm_ss<pki::Seconds> rest(period.exact - whole_days);
  const bool has_time = rest.to_duration() != pki::Seconds(0);
  if (period.months.count() == 0 && !has_time) return std::to_string(whole_days.count()) + "d";

  std::string text = "P";
  append(text, period.months.count() / 12, 'Y');
  append(text, period.months.count() % 12, 'M');
  append(text, whole_days.count(), 'D');
  if (has_time) text += 'T';
  append(text, rest.hours().count(), 'H');
  append(text, rest.minutes().count(), 'M');
  append(text, rest.seconds().count(), 'S');
  return text;
}

pki::Result<pki::Period> parse_length(std::string_view text) {
  const auto period = pki::parse_period(text);
  if (period && period->months.count() >= 0 && period->exact.count() >= 0) return *period;
  return pki::Error(pki::Errc::kRequestBadValue, pki::in_quotes(text) + " is not a length of time",
                    "write it like P3Y3M, 90d, 36h or 10s");
}

}  // namespace orcamo::mock
