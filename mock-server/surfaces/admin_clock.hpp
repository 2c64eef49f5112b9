#pragma once
#include "surfaces/admin.hpp"

namespace orcamo::mock {

// …/clock and …/clock/advance: read and move a sandbox's clock.
void add_admin_clock(AdminRoutes& routes);

}  // namespace orcamo::mock
