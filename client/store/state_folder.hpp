#pragma once
#include <filesystem>

namespace orcamo::client {

// state_folder is where a user's runs keep what belongs into no store: ${XDG_STATE_HOME:-~/.local/state}/orcamo-renew.
// ~ is HOME, or the home folder that the system knows.
std::filesystem::path state_folder();

}  // namespace orcamo::client
