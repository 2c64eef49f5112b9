#pragma once
#include "net/ports.hpp"
#include "surfaces/admin.hpp"

namespace orcamo::mock {

// /__admin/sandboxes, /__admin/sandboxes/{id} and …/ca.pem
void add_admin_sandboxes(AdminRoutes& routes, World& world, Ports& ports);

}  // namespace orcamo::mock
