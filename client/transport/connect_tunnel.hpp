#pragma once
#include <string_view>

#include "orcamo/client/https_transport.hpp"
#include "orcamo/pki/secret.hpp"
#include "transport/url.hpp"

// What is said to an HTTP proxy, and what its answer means (RFC 9110, 9.3.6).
namespace orcamo::client {

// connect_request asks `proxy` for a tunnel to `server`. A secret, since it may carry a password. Fails with
// kRequestMalformed.
pki::Result<pki::Secret> connect_request(const Url& server, const Proxy& proxy);

// judge_connect_answer passes any 2xx. `head` is the answer up to and with its empty line. Fails with kProxyRefused,
// which tells what was refused and what to do.
pki::Result<void> judge_connect_answer(std::string_view head, const Url& server, const Url& proxy);

}  // namespace orcamo::client
