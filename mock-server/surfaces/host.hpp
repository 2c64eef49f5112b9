#pragma once
#include <string>
#include <string_view>

#include "net/message.hpp"
#include "orcamo/pki/result.hpp"

namespace orcamo::mock {

// own_url makes an absolute https URL of `path` from the request's own Host, name and port: a client that came by
// 127.0.0.1 is sent to 127.0.0.1. Fails with kRequestMalformed.
pki::Result<std::string> own_url(const Request& request, std::string_view path);

// is_loopback_host reads a Host header: localhost, a name below it, 127.x.y.z or ::1, with or without a port.
bool is_loopback_host(std::string_view host);

}  // namespace orcamo::mock
