#include "store/state_folder.hpp"

#include <pwd.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

namespace orcamo::client {
namespace {

namespace fs = std::filesystem;

fs::path home() {
  const char* const told = std::getenv("HOME");
  if (told != nullptr && *told == '/') return told;
  std::array<char, 16384> room{};
  passwd entry{};
  passwd* found = nullptr;
  if (::getpwuid_r(::geteuid(), &entry, room.data(), room.size(), &found) == 0 && found != nullptr)
    return found->pw_dir;
  return "/";
}

}  // namespace

// The XDG Base Directory Specification: a path that is not absolute is as good as none.
fs::path state_folder() {
  const char* const state = std::getenv("XDG_STATE_HOME");
  const fs::path base = state != nullptr && *state == '/' ? fs::path(state) : home() / ".local" / "state";
  return base / "orcamo-renew";
}

}  // namespace orcamo::client
