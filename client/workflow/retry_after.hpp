#pragma once
#include <chrono>
#include <optional>

#include "orcamo/client/transport.hpp"
#include "orcamo/pki/time.hpp"

namespace orcamo::client {

// retry_after_of is how long a server asks to be left alone: the Retry-After of its 429 or 503 answer (RFC
// 9110, 10.2.3), in seconds or as a date, which is held against `now`. At most one hour; unset where there is none that
// can be read.
std::optional<std::chrono::seconds> retry_after_of(const HttpResponse& answer, pki::TimePoint now);

}  // namespace orcamo::client
