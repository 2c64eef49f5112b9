#pragma once
#include "surfaces/admin.hpp"

namespace orcamo::mock {

// …/snapshots and …/restore: a sandbox as it was, to come back to.
void add_admin_snapshots(AdminRoutes& routes);

}  // namespace orcamo::mock
