#pragma once
#include <memory>

#include "cli/app.hpp"
#include "cli/options.hpp"

namespace orcamo::client {

// make_progress is what tells the steps of a renewal on standard error, as --progress wants it: a bar on a terminal,
// or one JSON object a line. Null: nothing is told.
std::unique_ptr<Observer> make_progress(const Options& options, const Surroundings& surroundings);

}  // namespace orcamo::client
