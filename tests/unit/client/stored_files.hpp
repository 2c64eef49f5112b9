#pragma once
#include <filesystem>
#include <map>
#include <string>

#include "orcamo/testing/temporary_directory.hpp"

namespace orcamo::testing {

// stored_files is every file below `folder` with its octets, but for those that begin with a dot: a lock comes and
// goes.
inline std::map<std::string, std::string> stored_files(const std::filesystem::path& folder) {
  std::map<std::string, std::string> files;
  if (!std::filesystem::exists(folder)) return files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (entry.is_regular_file() && !name.starts_with('.')) files[entry.path().string()] = read_file(entry.path());
  }
  return files;
}

}  // namespace orcamo::testing
