#pragma once
#include <filesystem>
#include <map>
#include <string>

namespace orcamo::testing {

// Tree is what is in a folder and below, by path: the mode of files and a hash of their octets, where links lead,
// the mode of folders.
using Tree = std::map<std::string, std::string>;

// tree_of is empty where there is no folder.
Tree tree_of(const std::filesystem::path& folder);

}  // namespace orcamo::testing
