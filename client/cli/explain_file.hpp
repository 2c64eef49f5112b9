#pragma once
#include "cli/app.hpp"
#include "cli/options.hpp"

namespace orcamo::client {

// explain_file tells what the file options.subject is and what to do with it: a .p12 with its password file, a PEM, a
// password file, or what was saved in their place. Nothing secret is told. Returns the exit code.
int explain_file(const Options& options, const Surroundings& surroundings);

}  // namespace orcamo::client
