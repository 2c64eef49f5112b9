#pragma once
#include "surfaces/admin.hpp"

namespace orcamo::mock {

// …/policy: read and change how a sandbox behaves.
void add_admin_policy(AdminRoutes& routes);

}  // namespace orcamo::mock
