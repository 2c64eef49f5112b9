#pragma once
#include <chrono>
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
  // make_and_lock makes the folder 0700 if it is not there, with the folders above it, and waits for the lock, but not
  // longer than `patience`. `path` is normal and has a last name: no slash at the end.
  static pki::Result<Folder> make_and_lock(const std::filesystem::path& path,
                                           std::chrono::milliseconds patience = std::chrono::seconds(10));

  Folder(Folder&& other) noexcept;
  Folder& operator=(Folder&&) = delete;
  ~Folder();

  // write makes `octets` durable under `name`, 0600: after a crash at any moment the name has all of them or what it
  // had before. The rename in the middle is the moment of change.
  pki::Result<void> write(const std::string& name, pki::BytesView octets) const;

  // probe proves that `write` has a chance: it makes a file, syncs it, and removes it.
  pki::Result<void> probe() const;

  // sweep removes what writes that were cut off by a crash have left.
  void sweep() const;

 private:
  // write_temporary makes a file of these octets that has no name of its own yet; `name` is what messages call it.
  pki::Result<std::string> write_temporary(const std::string& name, pki::BytesView octets) const;

  Folder(std::filesystem::path path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}

  std::filesystem::path path_;
  int descriptor_;
};

// is_temporary tells names that `Folder::write` uses on the way.
bool is_temporary(std::string_view name) noexcept;

}  // namespace orcamo::client
