#pragma once
#include <string>
#include <string_view>

#include "net/message.hpp"
#include "orcamo/pki/result.hpp"

namespace orcamo::mock {

// own_url makes an absolute https URL of `path` from the request's own Host, name and port: a client that came by
// 127.0.0.1 is sent to 127.0.0.1. Fails with kRequestMalformed.
pki::Result<std::string> own_url(const Request& request, std::string_view path);

// host_name is the name in a Host header, without the port, in small letters; an IPv6 address keeps its brackets.
std::string host_name(std::string_view host);

// Both read such a name. localhost, names below it, 127.x.y.z and ::1 are loopback.
bool is_loopback_name(std::string_view name);
bool is_address(std::string_view name);

}  // namespace orcamo::mock
