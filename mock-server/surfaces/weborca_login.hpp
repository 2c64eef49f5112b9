#pragma once
#include "net/router.hpp"

namespace orcamo::mock {

// WebORCA's JSON-RPC 2.0 at /rpc/: what a desktop client does from login to logout.
void add_weborca_login(Router& router);

}  // namespace orcamo::mock
