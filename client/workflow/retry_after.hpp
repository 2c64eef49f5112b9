#pragma once
#include <chrono>
#include <optional>

#include "orcamo/client/transport.hpp"

namespace orcamo::client {

// retry_after_of is how long a 429 or 503 answer asks to be left alone (RFC 9110, 10.2.3), an hour at most; unset: it
// does not say, or not in seconds.
std::optional<std::chrono::seconds> retry_after_of(const HttpResponse& answer);

}  // namespace orcamo::client
