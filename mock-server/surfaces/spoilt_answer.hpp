#pragma once
#include "net/message.hpp"
#include "world/fault.hpp"

namespace orcamo::mock {

// spoilt is what becomes of a proper answer to `request` under a fault that lets the world answer. `now` is for Date.
Delayed::Late spoilt(Response answer, const Fault& fault, const Request& request, pki::TimePoint now);

// set_header gives a header its value, in the place of the one that there is.
void set_header(Headers& headers, std::string_view name, std::string value);

}  // namespace orcamo::mock
