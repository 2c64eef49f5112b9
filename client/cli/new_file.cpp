#include "cli/new_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace orcamo::client {
namespace {

pki::Error unwritable(const std::filesystem::path& path, int reason) {
  const bool there = reason == EEXIST;
  return pki::Error(pki::Errc::kFileUnwritable,
                    "the file " + path.string() +
                        (there ? " exists already" : " cannot be written: " + std::generic_category().message(reason)),
                    there ? "nothing is overwritten: name another one" : "check the folder and the disk");
}

// write_all returns 0, or errno.
int write_all(int file, std::string_view octets) {
  while (!octets.empty()) {
    const ssize_t written = ::write(file, octets.data(), octets.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    octets.remove_prefix(static_cast<std::size_t>(written));
  }
  return ::fsync(file) == 0 ? 0 : errno;
}

}  // namespace

pki::Result<NewFile> NewFile::make(const std::filesystem::path& path, std::string_view octets) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file < 0) return unwritable(path, errno);
  NewFile made(path);
  int failed = write_all(file, octets);
  if (::close(file) != 0 && failed == 0) failed = errno;
  if (failed != 0) return unwritable(path, failed);
  return made;
}

NewFile::~NewFile() {
  if (!path_.empty()) ::unlink(path_.c_str());
}

}  // namespace orcamo::client
