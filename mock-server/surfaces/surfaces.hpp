#pragma once
#include "net/router.hpp"
#include "world/world.hpp"

namespace orcamo::mock {

// https_router serves what a clinic sees, on the HTTPS port: renewal API, JSON-RPC, REST, pages and console.
// `world` outlives the router.
Router https_router(World& world);

// admin_router serves /__admin on the admin port. `world` outlives the router.
Router admin_router(World& world);

}  // namespace orcamo::mock
