#pragma once
#include "net/router.hpp"
#include "world/world.hpp"

namespace orcamo::mock {

// https_router serves what a clinic sees, on the HTTPS port: renewal API, JSON-RPC, REST, pages and console.
Router https_router();

// admin_router serves /__admin on the admin port. `world` outlives the router.
Router admin_router(World& world);

}  // namespace orcamo::mock
