#include "store_tree.hpp"

#include <functional>

#include "orcamo/testing/temporary_directory.hpp"

namespace orcamo::testing {
namespace {

namespace fs = std::filesystem;

std::string described(const fs::path& path) {
  if (fs::is_symlink(path)) return "link to " + fs::read_symlink(path).string();
  const std::string mode = std::to_string(static_cast<int>(fs::status(path).permissions()));
  return fs::is_directory(path) ? "folder " + mode
                                : "file " + mode + " " + std::to_string(std::hash<std::string>()(read_file(path)));
}

}  // namespace

Tree tree_of(const fs::path& folder) {
  Tree tree;
  if (!fs::exists(folder)) return tree;
  tree["."] = described(folder);
  if (!fs::is_directory(folder)) return tree;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    tree[entry.path().lexically_relative(folder).string()] = described(entry.path());
  }
  return tree;
}

}  // namespace orcamo::testing
