#include "workflow/retry_after.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

namespace orcamo::client {

std::optional<std::chrono::seconds> retry_after_of(const HttpResponse& answer) {
  constexpr std::chrono::seconds kLongest{3600};
  if (answer.status != 429 && answer.status != 503) return std::nullopt;
  const std::string_view text = answer.header("Retry-After");
  if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  unsigned seconds = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (code == std::errc::result_out_of_range) return kLongest;
  return std::min(std::chrono::seconds(seconds), kLongest);
}

}  // namespace orcamo::client
