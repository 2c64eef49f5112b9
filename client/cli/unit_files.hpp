#pragma once
#include "cli/app.hpp"
#include "cli/options.hpp"
#include "cli/units.hpp"

namespace orcamo::client {

enum class Replace { kNo, kYes };

// write_units puts units into `folder`, mode 0644, each by rename. What is there already with the same contents stays
// as it is; with others it is replaced only on request, and before anything is written kFileUnwritable otherwise.
pki::Result<void> write_units(const std::filesystem::path& folder, const std::vector<Unit>& units, Replace replace);

// unit_arguments are the words that say the same as `words` to the subcommand `row`, options that keep their default
// left out, and paths made absolute. Fails with kUsage where one would write down a secret.
pki::Result<std::vector<std::string>> unit_arguments(const CommandRow& row, const Words& words);

// install_units is `watch --install-units`: it writes the units, says what to type, and returns the exit code.
int install_units(const Options& options, const Surroundings& surroundings);

}  // namespace orcamo::client
