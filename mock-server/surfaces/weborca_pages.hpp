#pragma once
#include "net/router.hpp"

namespace orcamo::mock {

// WebORCA in a browser: the login form at /, the main screen with the renewal notice, and the static files.
void add_weborca_pages(Router& router);

}  // namespace orcamo::mock
