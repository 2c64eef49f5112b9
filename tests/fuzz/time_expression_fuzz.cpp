#include "claims.hpp"
#include "orcamo/pki/time_expression.hpp"
#include "world/period_text.hpp"

// Times, periods and zones as people write them.
namespace orcamo::testing {
namespace {

using pki::days;
using pki::TimePoint;

const TimePoint kNow = std::chrono::sys_days(std::chrono::year(2031) / 5 / 17) + pki::Seconds(12'345);

pki::Result<pki::Validity> validity_of(std::string_view serial) {
  if (serial.empty() || serial == "123456") return pki::Validity{kNow - days(1), kNow + days(89)};
  return pki::Error(pki::Errc::kTimeNoCertificate, "there is no such certificate");
}

void read_time(std::string_view text) {
  const pki::TimeAnchors anchors{.now = kNow, .validity_of = validity_of};
  const auto time = pki::evaluate_time(text, anchors);
  if (!time) {
    claim_sentence(time.error());
  } else {
    const std::string normal = pki::format_rfc3339(*time);
    const auto again = pki::evaluate_time(normal, anchors);
    claim(again && *again == *time, "the normal form is the same time", normal);
    claim(pki::in_range(*time).has_value(), "a time is one that certificates can carry", normal);
  }
  if (const auto without = pki::evaluate_time(text, {.now = kNow}); !without) claim_sentence(without.error());
}

void read_period(std::string_view text) {
  const auto period = pki::parse_period(text);
  if (!period) return claim_sentence(period.error());
  const auto length = mock::parse_length(text);
  claim(length.has_value() == (period->months.count() >= 0 && period->exact.count() >= 0),
        "a period that is not negative is a length");
  if (!length) return claim_sentence(length.error());
  const std::string normal = mock::period_text(*length);
  const auto again = pki::parse_period(normal);
  claim(again && *again == *period, "the normal form is the same period", normal);
}

void read_zone(std::string_view text) {
  const auto zone = pki::parse_zone(text);
  if (!zone) return claim_sentence(zone.error());
  claim(std::chrono::abs(zone->offset) < days(1), "a zone is less than a day away");
}

}  // namespace
}  // namespace orcamo::testing

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = orcamo::testing::text_of(data, size);
  orcamo::testing::read_time(text);
  orcamo::testing::read_period(text);
  orcamo::testing::read_zone(text);
  return 0;
}
