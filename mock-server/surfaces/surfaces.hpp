#pragma once
#include <functional>
#include <string>

#include "net/ports.hpp"
#include "net/router.hpp"
#include "surfaces/admin_guard.hpp"
#include "world/world.hpp"

namespace orcamo::mock {

// https_router serves what a clinic sees, on the HTTPS port: renewal API, JSON-RPC, REST, pages and console.
Router https_router();

// AdminOptions is what the admin API has besides the world.
struct AdminOptions {
  AdminAccess access = {};
  std::function<std::string()> metrics = {};  // in the text format of Prometheus; empty: there are none
  std::function<void()> shutdown = {};        // asks the process to end, and returns at once; empty: it is not ours
};

// admin_router serves /__admin on the admin port. `world` and `ports` outlive the router.
Router admin_router(World& world, Ports& ports, AdminOptions options = {});

}  // namespace orcamo::mock
