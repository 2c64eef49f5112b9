#pragma once
#include "surfaces/admin.hpp"

namespace orcamo::mock {

// Misbehaviour on request: placed, listed, and taken away.
void add_admin_faults(AdminRoutes& routes);

}  // namespace orcamo::mock
