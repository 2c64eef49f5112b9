#pragma once
#include <sys/types.h>

#include <boost/system/result.hpp>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <system_error>
#include <vector>

#include "identity/descriptor.hpp"
#include "orcamo/pki/bytes.hpp"

namespace orcamo::client {

// IoResult is what a call comes to: its value, or errno (in std::generic_category).
template <class T>
using IoResult = boost::system::result<T, std::error_code>;

// FileStatus is what of `struct stat` decides anything here.
struct FileStatus {
  mode_t mode = 0;  // with the kind of file, for S_ISREG and the like
  uid_t owner = 0;
  nlink_t names = 0;
};

// FileSystem is every call that a store, or the record of a renewal, makes on disk: those of POSIX, one for one. Names
// are relative to the open folder `folder`, or to the working folder where it is AT_FDCWD. No call is repeated when a
// signal interrupts it, and `write` may write less than it is given: callers see to that. Closing a file is no call of
// this interface: after `sync` it has no say in what is on disk.
class FileSystem {
 public:
  virtual ~FileSystem() = default;

  virtual IoResult<Descriptor> open(int folder, const std::string& name, int flags, mode_t mode) = 0;
  virtual IoResult<std::size_t> read(int file, std::span<std::uint8_t> room) = 0;
  virtual IoResult<std::size_t> write(int file, pki::BytesView octets) = 0;
  virtual IoResult<void> set_mode(int file, mode_t mode) = 0;
  virtual IoResult<void> sync(int file) = 0;  // of a folder: the names in it
  virtual IoResult<void> lock(int file) = 0;  // exclusive, for as long as the file is open; never waits: EWOULDBLOCK
  virtual IoResult<FileStatus> status(int file) = 0;

  virtual IoResult<FileStatus> status(int folder, const std::string& name) = 0;  // of a link: the link's own
  virtual IoResult<std::vector<std::string>> names(int folder) = 0;              // in any order, without . and ..
  virtual IoResult<std::string> read_link(int folder, const std::string& name) = 0;
  virtual IoResult<void> make_folder(int folder, const std::string& name, mode_t mode) = 0;
  virtual IoResult<void> make_link(const std::string& target, int folder, const std::string& name) = 0;  // symbolic
  virtual IoResult<void> rename(int folder, const std::string& from, const std::string& to) = 0;
  virtual IoResult<void> remove(int folder, const std::string& name) = 0;  // a file or a link
  virtual IoResult<void> remove_folder(int folder, const std::string& name) = 0;
};

// PosixFileSystem makes the calls. Safe to share between threads.
class PosixFileSystem final : public FileSystem {
 public:
  // system is the one that everything uses that is not told otherwise.
  static PosixFileSystem& system();

  IoResult<Descriptor> open(int folder, const std::string& name, int flags, mode_t mode) override;
  IoResult<std::size_t> read(int file, std::span<std::uint8_t> room) override;
  IoResult<std::size_t> write(int file, pki::BytesView octets) override;
  IoResult<void> set_mode(int file, mode_t mode) override;
  IoResult<void> sync(int file) override;
  IoResult<void> lock(int file) override;
  IoResult<FileStatus> status(int file) override;
  IoResult<FileStatus> status(int folder, const std::string& name) override;
  IoResult<std::vector<std::string>> names(int folder) override;
  IoResult<std::string> read_link(int folder, const std::string& name) override;
  IoResult<void> make_folder(int folder, const std::string& name, mode_t mode) override;
  IoResult<void> make_link(const std::string& target, int folder, const std::string& name) override;
  IoResult<void> rename(int folder, const std::string& from, const std::string& to) override;
  IoResult<void> remove(int folder, const std::string& name) override;
  IoResult<void> remove_folder(int folder, const std::string& name) override;
};

}  // namespace orcamo::client
