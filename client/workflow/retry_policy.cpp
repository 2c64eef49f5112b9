#include "orcamo/client/retry_policy.hpp"

#include <algorithm>
#include <string>

namespace orcamo::client {

using pki::Errc;

Again retry_rule(Errc code) noexcept {
  switch (code) {
    case Errc::kServerUnreachable:
    case Errc::kTimeout:
    case Errc::kConnectionLost:
    case Errc::kAnswerMalformed:
    case Errc::kServerUnavailable:
      return Again::kSameQuestion;
    case Errc::kLinkUnknown:
    case Errc::kLinkExpired:
    case Errc::kP12WrongPassword:
      return Again::kNewLink;
    default:
      return Again::kNever;
  }
}

std::chrono::milliseconds RetryPolicy::wait_after(int failed, std::optional<std::chrono::seconds> retry_after) const {
  std::chrono::milliseconds longest = std::min(base, cap);
  for (int doubled = 1; doubled < failed && longest < cap; ++doubled) longest = std::min(2 * longest, cap);
  const auto bound = static_cast<std::uint64_t>(std::max<std::chrono::milliseconds::rep>(longest.count(), 0)) + 1;
  const std::uint64_t drawn = jitter.of("retry wait " + std::to_string(failed)).below(bound);
  return std::chrono::milliseconds(static_cast<std::chrono::milliseconds::rep>(drawn)) +
         retry_after.value_or(std::chrono::seconds(0));
}

}  // namespace orcamo::client
