#pragma once
#include <string>
#include <string_view>

#include "orcamo/pki/time.hpp"

namespace orcamo::mock {

// period_text writes a period that is not negative as pki::parse_period reads it: "90d" for whole days without months,
// ISO 8601 otherwise ("P3Y3M", "P1M1DT12H").
std::string period_text(pki::Period period);

// parse_length is pki::parse_period for lengths of time: negative ones, and what is no period, fail with
// kRequestBadValue.
pki::Result<pki::Period> parse_length(std::string_view text);

}  // namespace orcamo::mock
