#pragma once
#include <filesystem>
#include <string_view>

#include "orcamo/pki/result.hpp"

namespace orcamo::client {

// NewFile is a file that was not there: 0600, and nothing is overwritten or followed. What is not kept is removed
// again.
class NewFile {
 public:
  // make writes and syncs `octets`. Fails with kFileUnwritable, also where something of that name exists.
  static pki::Result<NewFile> make(const std::filesystem::path& path, std::string_view octets);

  NewFile(NewFile&& other) noexcept : path_(std::move(other.path_)) { other.path_.clear(); }
  NewFile& operator=(NewFile&&) = delete;
  ~NewFile();

  void keep() noexcept { path_.clear(); }

 private:
  explicit NewFile(std::filesystem::path path) : path_(std::move(path)) {}

  std::filesystem::path path_;  // empty: kept, or moved
};

}  // namespace orcamo::client
