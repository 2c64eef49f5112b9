#pragma once
#include <string>

#include "orcamo/pki/time.hpp"

namespace orcamo::client {

// both_zones is a time in UTC and, in parentheses, in Japan.
inline std::string both_zones(pki::TimePoint time) {
  return pki::format_rfc3339(time) + " (" + pki::format_jst(time) + ")";
}

}  // namespace orcamo::client
