#pragma once
#include "net/ports.hpp"
#include "net/router.hpp"
#include "world/world.hpp"

namespace orcamo::mock {

// https_router serves what a clinic sees, on the HTTPS port: renewal API, JSON-RPC, REST, pages and console.
Router https_router();

// admin_router serves /__admin on the admin port. `world` and `ports` outlive the router.
Router admin_router(World& world, Ports& ports);

}  // namespace orcamo::mock
