#pragma once
#include <filesystem>

namespace orcamo::client {

// is_locked_elsewhere tells whether another process holds a lock (fcntl) on a file, as programs that share an SQLite
// database do. It opens nothing: to close a file would drop this process's own locks on it.
bool is_locked_elsewhere(const std::filesystem::path& file);

}  // namespace orcamo::client
