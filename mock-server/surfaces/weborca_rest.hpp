#pragma once
#include "net/router.hpp"

namespace orcamo::mock {

// WebORCA's REST API under /api/api01rv2/, for a clinic without patients: in XML2, or in JSON with format=json.
void add_weborca_rest(Router& router);

}  // namespace orcamo::mock
