#pragma once
#include "orcamo/client/transport.hpp"
#include "orcamo/pki/secret.hpp"
#include "transport/url.hpp"

namespace orcamo::client {

// request_text is the request as HTTP/1.1 sends it (RFC 9112): header names stand as they were given, and nothing can
// be smuggled in by a line end. A secret, since it may carry passwords. Fails with kRequestMalformed.
pki::Result<pki::Secret> request_text(const HttpRequest& request, const Url& url);

}  // namespace orcamo::client
