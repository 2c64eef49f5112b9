#pragma once
#include <filesystem>
#include <memory>

#include "orcamo/pki/result.hpp"
#include "world/archive.hpp"

namespace orcamo::mock {

// open_state keeps a world in `file`, which is made where it is missing: SQLite, 0600, with every key and password of
// the world in it. What is committed survives the end of the process at any moment. Fails with kStateUnusable,
// kStateLocked, kStateNewer, kStateUnwritable, kFileUnwritable; a file that is no state file is left alone.
pki::Result<std::unique_ptr<Archive>> open_state(const std::filesystem::path& file);

}  // namespace orcamo::mock
