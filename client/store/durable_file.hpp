#pragma once
#include <filesystem>
#include <string>
#include <string_view>

#include "orcamo/pki/bytes.hpp"
#include "orcamo/pki/result.hpp"

namespace orcamo::client {

// Folder is an open folder that this process alone changes: locked against others that use this class.
// Everything fails with kStoreUnwritable.
class Folder {
 public:
  // make_and_lock makes the folder 0700 if it is not there, with the folders above it, and waits for the lock.
  static pki::Result<Folder> make_and_lock(const std::filesystem::path& path);

  Folder(Folder&& other) noexcept;
  Folder& operator=(Folder&&) = delete;
  ~Folder();

  // write makes `octets` durable under `name`, 0600: after a crash at any moment the name has all of them or what it
  // had before. The rename in the middle is the moment of change.
  pki::Result<void> write(const std::string& name, pki::BytesView octets) const;

  // sweep removes what writes that were cut off by a crash have left.
  void sweep() const;

 private:
  Folder(std::filesystem::path path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}

  std::filesystem::path path_;
  int descriptor_;
};

// is_temporary tells names that `Folder::write` uses on the way.
bool is_temporary(std::string_view name) noexcept;

}  // namespace orcamo::client
