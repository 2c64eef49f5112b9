#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace orcamo::client {

// FileUser is a process that uses a file now.
struct FileUser {
  long pid;
  std::string name;  // of its program
};

// users_of finds the processes, other than this one, that have one of `files` open, or name one of them on their
// command line by its absolute path. It sees what `proc` shows to this user: usually only this user's processes. One
// that has read a file and closed it again is not found.
std::vector<FileUser> users_of(const std::vector<std::filesystem::path>& files,
                               const std::filesystem::path& proc = "/proc");

}  // namespace orcamo::client
