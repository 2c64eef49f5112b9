#pragma once
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>

#include "orcamo/pki/result.hpp"
#include "orcamo/pki/secret.hpp"

namespace orcamo::mock {

enum class Access { kPrivate, kPublic };        // 0600, 0644
enum class Existing { kReplaced, kUntouched };  // what becomes of a file that is already there

// write_file makes `path` appear with its whole content or not at all. Fails with kFileUnwritable, also where
// `existing` says that a file of that name stays.
pki::Result<void> write_file(const std::filesystem::path& path, std::string_view content, Access access,
                             Existing existing);

// read_text_file reads a whole file of at most `limit` octets; "-" is standard input. Fails with kFileUnreadable,
// kFileTooLarge.
pki::Result<std::string> read_text_file(const std::filesystem::path& path, std::size_t limit);

// read_secret_file reads the first line of a file; "-" is standard input. Fails with kPasswordFileUnreadable,
// kPasswordFileEmpty.
pki::Result<pki::Secret> read_secret_file(const std::filesystem::path& path);

// TemporaryFolder is a folder of this user's own (0700), gone with its content when this ends.
class TemporaryFolder {
 public:
  // Under XDG_RUNTIME_DIR, or else where temporary files go. Fails with kFileUnwritable.
  static pki::Result<TemporaryFolder> create();

  TemporaryFolder(TemporaryFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  TemporaryFolder& operator=(TemporaryFolder&&) = delete;
  ~TemporaryFolder();

  const std::filesystem::path& path() const noexcept { return path_; }

 private:
  explicit TemporaryFolder(std::filesystem::path path) : path_(std::move(path)) {}
  std::filesystem::path path_;
};

}  // namespace orcamo::mock
