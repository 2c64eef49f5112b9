#pragma once

namespace orcamo::mock {

// kTimeForms is what --help says of a time.
inline constexpr const char* kTimeForms =
    "RFC 3339 (2031-02-03T04:05:06Z) or an expression: now+89d, now-P3Y, now+90d-1s";

}  // namespace orcamo::mock
