#pragma once
#include <string>
#include <string_view>

#include "net/message.hpp"

namespace orcamo::mock {

// session_of is the session that the request's cookies name; empty: none.
std::string_view session_of(const Request& request);

// Values of Set-Cookie (RFC 6265): never readable by scripts, never sent by plain HTTP or from another site.
std::string session_cookie(std::string_view session);
std::string no_session_cookie();

}  // namespace orcamo::mock
