#pragma once
#include "net/message.hpp"
#include "orcamo/pki/error.hpp"

namespace orcamo::mock {

// problem words an error as application/problem+json (RFC 9457) with the stable `code` and, where there is one, a
// `hint`.
Response problem(const pki::Error& error);

}  // namespace orcamo::mock
