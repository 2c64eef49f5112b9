#pragma once
#include "net/router.hpp"

namespace orcamo::mock {

// The ORCAMO console under /orcamo/: a person downloads the replacement certificate and sees its password.
void add_orcamo_console(Router& router);

}  // namespace orcamo::mock
