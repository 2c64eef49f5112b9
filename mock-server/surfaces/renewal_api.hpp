#pragma once
#include "net/router.hpp"

namespace orcamo::mock {

// The machine path to a replacement certificate: POST /api/cert, then GET of the uri that it answers.
void add_renewal_api(Router& router);

}  // namespace orcamo::mock
