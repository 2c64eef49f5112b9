#include "world/masked_path.hpp"

#include <algorithm>

namespace orcamo::mock {
namespace {

// Tokens have 32 characters; nothing else that a path holds is longer than this.
constexpr std::size_t kLongestShown = 24;
constexpr std::size_t kMost = 256;

}  // namespace

std::string masked_path(std::string_view path) {
  std::string shown;
  while (!path.empty() && shown.size() <= kMost) {
    const std::size_t slash = std::min(path.find('/', 1), path.size());
    shown += slash > kLongestShown + 1 ? std::string(path.substr(0, 5)) + "..." : std::string(path.substr(0, slash));
    path.remove_prefix(slash);
  }
  if (shown.size() > kMost) shown = shown.substr(0, kMost) + "...";
  return shown;
}

}  // namespace orcamo::mock
