#include "workflow/retry_after.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "workflow/http_date.hpp"

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
