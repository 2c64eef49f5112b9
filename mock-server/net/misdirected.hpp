#pragma once
#include <optional>

#include "net/handshake_record.hpp"
#include "net/message.hpp"

namespace orcamo::mock {

// misdirected answers a request that its connection cannot serve: 421 (RFC 9110, 15.5.20) where the connection's
// sandbox is gone, or Host names another sandbox than the one whose handshake it was. Unset: it can.
std::optional<Response> misdirected(const Request& request, const HandshakeRecord& record);

}  // namespace orcamo::mock
