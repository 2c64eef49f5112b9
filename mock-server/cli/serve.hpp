#pragma once
#include "cli/serve_options.hpp"
#include "orcamo/pki/result.hpp"

namespace orcamo::mock {

// serve runs the server until SIGTERM or SIGINT; the exit code is 0 then. Called before any thread is made.
pki::Result<void> serve(ServeOptions options);

}  // namespace orcamo::mock
