#pragma once
#include "surfaces/admin.hpp"

namespace orcamo::mock {

// /__admin/p12: the profiles and the kinds of broken files; …/sandboxes/{id}/broken-p12: one of these, on demand.
void add_admin_p12(AdminRoutes& routes);

}  // namespace orcamo::mock
