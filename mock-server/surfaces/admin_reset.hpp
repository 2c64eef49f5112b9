#pragma once
#include "net/ports.hpp"
#include "surfaces/admin.hpp"

namespace orcamo::mock {

// /__admin/reset, and …/reset of one sandbox.
void add_admin_reset(AdminRoutes& routes, World& world, Ports& ports);

}  // namespace orcamo::mock
