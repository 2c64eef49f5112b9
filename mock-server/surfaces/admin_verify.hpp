#pragma once
#include "surfaces/admin.hpp"

namespace orcamo::mock {

// …/verify: expectations about the journal.
void add_admin_verify(AdminRoutes& routes);

}  // namespace orcamo::mock
