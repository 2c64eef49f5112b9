#pragma once
#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "identity/descriptor.hpp"
#include "orcamo/pki/bytes.hpp"
#include "orcamo/pki/result.hpp"
#include "store/file_system.hpp"

namespace orcamo::client {

// Synced is what of a change a power failure leaves for certain once the call has returned: nothing (the end of the
// process undoes nothing all the same), a file's octets as soon as its folder is synced, or all of it.
enum class Synced { kNothing, kOctets, kAll };

// Folder is an open folder of this user's own. One that `make_and_lock` opened is changed by this process alone: locked
// against others that use this class.
//
// Every call fails with kStoreSymlink where a symbolic link stands in the folder's or a file's place, and with
// kStoreNotOwned where it is another user's. What changes something fails with kStoreFull, kStoreUnwritable.
class Folder {
 public:
  static constexpr std::chrono::milliseconds kLockPatience{10'000};

  // make_and_lock makes the folder 0700 if it is not there, with the folders above it, and waits for the lock, but not
  // longer than `patience`: kStoreLocked. `path` is a normal_path. An empty folder has its name durably then.
  static pki::Result<Folder> make_and_lock(const std::filesystem::path& path,
                                           std::chrono::milliseconds patience = kLockPatience,
                                           FileSystem& files = PosixFileSystem::system());

  // open is for reading, without a lock; unset where there is no such folder. Fails with kStoreUnreadable.
  static pki::Result<std::optional<Folder>> open(const std::filesystem::path& path,
                                                 FileSystem& files = PosixFileSystem::system());

  // folder is one in this one, unset where there is none; made_folder makes it 0700 if it is not there. Neither follows
  // a link, wherever the path of this one leads meanwhile.
  pki::Result<std::optional<Folder>> folder(const std::string& name) const;
  pki::Result<Folder> made_folder(const std::string& name) const;

  // names lists the folder in any order, but no temporary names. Fails with kStoreUnreadable.
  pki::Result<std::vector<std::string>> names() const;

  // read is a whole file; unset where there is none. Fails with kFileUnreadable, kFileTooLarge.
  pki::Result<std::optional<pki::Bytes>> read(const std::string& name, std::size_t limit) const;

  // write puts `octets` under `name`, 0600: after the end of the process at any moment the name has all of them or what
  // it had before. The rename in the middle is the moment of change. Of what is synced the same is true after a power
  // failure.
  pki::Result<void> write(const std::string& name, pki::BytesView octets, Synced synced = Synced::kAll) const;

  // write_link does the same with a symbolic link to `target`; link is where one leads to, unset where there is none.
  pki::Result<void> write_link(const std::string& name, const std::string& target, Synced synced = Synced::kAll) const;
  pki::Result<std::optional<std::string>> link(const std::string& name) const;

  // rename replaces `to`, remove takes away a file or link, remove_folder an empty folder, that may be gone
  // already; all are durable afterwards.
  pki::Result<void> rename(const std::string& from, const std::string& to) const;
  pki::Result<void> remove(const std::string& name, Synced synced = Synced::kAll) const;
  pki::Result<void> remove_folder(const std::string& name) const;

  // sync makes durable which names the folder has, sync_file the octets of a file, sync_name the name of the folder
  // itself, in the one above it: where others have made it, it may be on no disk yet.
  pki::Result<void> sync() const;
  pki::Result<void> sync_name() const;
  pki::Result<void> sync_file(const std::string& name) const;

  // probe proves that `write` has a chance: it makes a file, removes it, and syncs the folder.
  pki::Result<void> probe() const;

  // sweep removes what writes that were cut off by a crash have left.
  pki::Result<void> sweep() const;

  // mode_of is the permission bits of a file as a number such as 0600, or of the folder itself.
  pki::Result<mode_t> mode_of(const std::string& name) const;
  mode_t mode() const noexcept { return mode_; }

  const std::filesystem::path& path() const noexcept { return path_; }

 private:
  Folder(std::filesystem::path path, FileSystem& files) : path_(std::move(path)), files_(&files) {}

  static pki::Result<std::optional<Folder>> open_at(int above, const std::string& name,
                                                    const std::filesystem::path& path, FileSystem& files);

  pki::Result<void> lock(std::chrono::milliseconds patience) const;

  // write_temporary makes a file of these octets that has no name of its own yet; `name` is what messages call it.
  pki::Result<std::string> write_temporary(const std::string& name, pki::BytesView octets, Synced synced) const;
  IoResult<void> fill(int file, pki::BytesView octets, Synced synced) const;

  // settle gives what is under a temporary name its own.
  pki::Result<void> settle(const std::string& temporary, const std::string& name, Synced synced) const;
  pki::Result<void> sync_for(const std::string& name) const;

  std::filesystem::path path_;
  FileSystem* files_;
  Descriptor descriptor_;
  mode_t mode_ = 0;
};

// normal_path is the path without the slashes and dots that it ends in: its last name is the folder's own, and where
// that is a link, it is seen to be one.
std::filesystem::path normal_path(const std::filesystem::path& folder);

// is_temporary tells names that `Folder` uses on the way.
bool is_temporary(std::string_view name) noexcept;

}  // namespace orcamo::client
