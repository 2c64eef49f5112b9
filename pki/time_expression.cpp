#include "orcamo/pki/time_expression.hpp"

#include <string>
#include <utility>

#include "orcamo/pki/in_quotes.hpp"

namespace orcamo::pki {
namespace {

Error malformed(std::string_view expression) {
  return Error(Errc::kTimeMalformed, in_quotes(expression) + " is not a time",
               "write RFC 3339 (2031-02-03T04:05:06Z), or now, cert:notAfter or cert:SERIAL:notBefore with periods: "
               "now+89d, cert:notAfter-90d-1s, now+P3Y");
}

// anchor_time reads what stands before the first period: `now` or `cert:[SERIAL:]notBefore|notAfter`.
Result<TimePoint> anchor_time(std::string_view anchor, std::string_view expression, const TimeAnchors& anchors) {
  if (anchor == "now") return anchors.now;

  constexpr std::string_view kPrefix = "cert:";
  if (!anchor.starts_with(kPrefix)) return malformed(expression);
  std::string_view field = anchor.substr(kPrefix.size());
  std::string_view serial;
  if (const auto colon = field.find(':'); colon != std::string_view::npos) {
    serial = field.substr(0, colon);
    field.remove_prefix(colon + 1);
    if (serial.empty()) return malformed(expression);
  }
  if (field != "notAfter" && field != "notBefore") return malformed(expression);
  if (!anchors.validity_of) {
    return Error(Errc::kTimeNoCertificate, in_quotes(expression) + " names a certificate where there is none",
                 "use RFC 3339 or an expression that starts with now");
  }
  auto validity = anchors.validity_of(serial);
  if (!validity) return std::move(validity).error();
  return field == "notAfter" ? validity->not_after : validity->not_before;
}

}  // namespace

Result<TimePoint> evaluate_time(std::string_view expression, const TimeAnchors& anchors) {
  if (!expression.empty() && expression.front() >= '0' && expression.front() <= '9') return parse_rfc3339(expression);

  const auto first_sign = expression.find_first_of("+-");
  auto time = anchor_time(expression.substr(0, first_sign), expression, anchors);
  std::string_view rest = first_sign == std::string_view::npos ? "" : expression.substr(first_sign);
  while (time && !rest.empty()) {
    const bool forward = rest.front() == '+';
    const auto next_sign = rest.find_first_of("+-", 1);
    const std::string_view text = rest.substr(1, next_sign == std::string_view::npos ? next_sign : next_sign - 1);
    rest = next_sign == std::string_view::npos ? "" : rest.substr(next_sign);

    auto period = parse_period(text);
    if (!period)
      return period.error().code() == Errc::kTimeOutOfRange ? std::move(period).error() : malformed(expression);
    if (!forward) period = Period{-period->months, -period->exact};
    time = add(*time, *period);
  }
  return time;
}

}  // namespace orcamo::pki
