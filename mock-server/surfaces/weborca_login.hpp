#pragma once
#include "net/router.hpp"
#include "orcamo/pki/error.hpp"

namespace orcamo::mock {

// WebORCA's JSON-RPC 2.0 at /rpc/: what a desktop client does from login to logout.
void add_weborca_login(Router& router);

// refuses_login tells whether a log-in failed for the sake of who asked, and not of the server.
bool refuses_login(const pki::Error& error) noexcept;

}  // namespace orcamo::mock
