#pragma once
#include "surfaces/admin.hpp"

namespace orcamo::mock {

// …/requests: the journal, one entry a request.
void add_admin_requests(AdminRoutes& routes);

}  // namespace orcamo::mock
