#pragma once
#include "surfaces/admin.hpp"

namespace orcamo::mock {

// …/handshakes: the journal, one entry a connection.
void add_admin_handshakes(AdminRoutes& routes);

}  // namespace orcamo::mock
