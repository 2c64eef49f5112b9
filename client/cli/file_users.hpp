#pragma once
#include <filesystem>
#include <string>
#include <string_view>
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

// files_in_store are those of one certificate in the store of that name; none where a store has no files for each.
std::vector<std::filesystem::path> files_in_store(std::string_view store, const std::string& file_name);

}  // namespace orcamo::client
