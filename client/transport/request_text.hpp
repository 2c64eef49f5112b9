#pragma once
#include <string>

#include "orcamo/client/transport.hpp"
#include "transport/url.hpp"

namespace orcamo::client {

// request_text is the request as HTTP/1.1 sends it (RFC 9112): header names stand as they were given, and nothing can
// be smuggled in by a line end. Fails with kRequestMalformed.
pki::Result<std::string> request_text(const HttpRequest& request, const Url& url);

}  // namespace orcamo::client
