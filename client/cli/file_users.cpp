#include "cli/file_users.hpp"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <system_error>

#include "identity/read_file.hpp"
#include "store/store_name.hpp"

namespace orcamo::client {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLongestCommand = 4 << 20;  // octets; Linux allows 2 MiB unless it is told otherwise

std::optional<long> process_of(const fs::path& entry) {
  const std::string name = entry.filename().string();
  long pid = 0;
  const auto [end, failed] = std::from_chars(name.data(), name.data() + name.size(), pid);
  if (failed != std::errc() || end != name.data() + name.size() || pid == ::getpid()) return std::nullopt;
  return pid;
}

std::string text_of(const fs::path& file) {
  const auto octets = read_file(file, kLongestCommand);
  return octets ? std::string(pki::as_text(*octets)) : std::string();
}

bool has_open(const fs::path& process, const std::vector<fs::path>& files) {
  std::error_code code;
  for (fs::directory_iterator entries(process / "fd", code); !code && entries != fs::directory_iterator();
       entries.increment(code)) {
    std::error_code ignored;
    const fs::path target = fs::read_symlink(entries->path(), ignored);
    if (std::find(files.begin(), files.end(), target) != files.end()) return true;
  }
  return false;
}

// The words of a command line end in NUL; an option may have the path behind its name: --cert=/a/b.p12.
bool names(const fs::path& process, const std::vector<fs::path>& files) {
  const std::string command = text_of(process / "cmdline");
  return std::any_of(files.begin(), files.end(), [&](const fs::path& file) {
    const std::string word = file.string() + '\0';
    for (std::size_t at = command.find(word); at != std::string::npos; at = command.find(word, at + 1)) {
      if (at == 0 || command[at - 1] == '\0' || command[at - 1] == '=' || command[at - 1] == ':') return true;
    }
    return false;
  });
}

}  // namespace

std::vector<fs::path> files_in_store(std::string_view store, const std::string& file_name) {
  const StoreName parts = parse_store_name(store);
  if (!parts.has_files()) return {};
  const fs::path folder = parts.rest;
  if (parts.kind == StoreName::Kind::kDirectory) return {folder / file_name};
  const std::string name = fs::path(file_name).stem().string();
  return {folder / (name + ".crt"), folder / (name + ".key")};
}

std::vector<FileUser> users_of(const std::vector<fs::path>& files, const fs::path& proc) {
  std::vector<fs::path> absolute;
  for (const fs::path& file : files) {
    std::error_code code;
    const fs::path path = fs::canonical(file, code);
    if (!code) absolute.push_back(path);
  }
  std::vector<FileUser> users;
  std::error_code code;
  for (fs::directory_iterator entries(proc, code); !code && entries != fs::directory_iterator();
       entries.increment(code)) {
    const auto pid = process_of(entries->path());
    if (!pid || !(has_open(entries->path(), absolute) || names(entries->path(), absolute))) continue;
    std::string name = text_of(entries->path() / "comm");
    if (name.ends_with('\n')) name.pop_back();
    users.push_back({*pid, std::move(name)});
  }
  std::sort(users.begin(), users.end(), [](const FileUser& a, const FileUser& b) { return a.pid < b.pid; });
  return users;
}

}  // namespace orcamo::client
