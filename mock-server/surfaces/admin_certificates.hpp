#pragma once
#include "surfaces/admin.hpp"

namespace orcamo::mock {

// …/certificates: issue with any validity, list, and fetch as .p12 and .pem.
void add_admin_certificates(AdminRoutes& routes);

}  // namespace orcamo::mock
