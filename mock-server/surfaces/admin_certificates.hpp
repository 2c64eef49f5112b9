#pragma once
#include "surfaces/admin.hpp"

namespace orcamo::mock {

// …/certificates: issue with any validity, list, revoke, and fetch as .p12 and .pem; …/facilities: the same by lineage.
void add_admin_certificates(AdminRoutes& routes);

}  // namespace orcamo::mock
