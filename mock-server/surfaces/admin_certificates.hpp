#pragma once
#include "surfaces/admin.hpp"

namespace orcamo::mock {

// …/certificates: issue with any validity, list, revoke, and fetch as .p12 and .pem; …/facilities: the same by lineage;
// /__admin/shapes: what a certificate can be unlike those of the service in.
void add_admin_certificates(AdminRoutes& routes);

}  // namespace orcamo::mock
