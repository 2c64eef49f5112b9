#pragma once
#include <filesystem>

#include "orcamo/pki/result.hpp"

namespace orcamo::mock {

// prepare_state_file makes an empty file, 0600, where there is none, and returns its path without symbolic links.
// Fails with kStateUnusable for anything but a plain file of this user's, that nobody else may read or write and that
// is empty or begins as a state file does, and for a file beside it (-wal, -journal) that others may read or write;
// with kFileUnwritable where no file can be made. Changes no file.
pki::Result<std::filesystem::path> prepare_state_file(const std::filesystem::path& asked);

// What stands in the header of a state file: "ORCM".
inline constexpr int kApplicationId = 0x4f52434d;

}  // namespace orcamo::mock
