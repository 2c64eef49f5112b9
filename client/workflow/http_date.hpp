#pragma once
#include <optional>
#include <string_view>

#include "orcamo/pki/time.hpp"

namespace orcamo::client {

// http_date reads Sun, 06 Nov 1994 08:49:37 GMT: the one form of a date that servers may still make (RFC 9110, 5.6.7).
// Unset: it is none.
std::optional<pki::TimePoint> http_date(std::string_view text);

}  // namespace orcamo::client
