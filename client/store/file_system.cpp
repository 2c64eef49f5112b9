#include "store/file_system.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <memory>
#include <string_view>

namespace orcamo::client {
namespace {

std::error_code reason() noexcept { return {errno, std::generic_category()}; }

IoResult<void> done_if(bool done) {
  if (!done) return reason();
  return {};
}

struct CloseFolder {
  void operator()(DIR* folder) const noexcept { ::closedir(folder); }
};

}  // namespace

PosixFileSystem& PosixFileSystem::system() {
  static PosixFileSystem one;
  return one;
}

IoResult<Descriptor> PosixFileSystem::open(int folder, const std::string& name, int flags, mode_t mode) {
  Descriptor file(::openat(folder, name.c_str(), flags | O_CLOEXEC, mode));
  if (file.number() < 0) return reason();
  return file;
}

IoResult<std::size_t> PosixFileSystem::read(int file, std::span<std::uint8_t> room) {
  const ssize_t count = ::read(file, room.data(), room.size());
  if (count < 0) return reason();
  return static_cast<std::size_t>(count);
}

IoResult<std::size_t> PosixFileSystem::write(int file, pki::BytesView octets) {
  const ssize_t count = ::write(file, octets.data(), octets.size());
  if (count < 0) return reason();
  return static_cast<std::size_t>(count);
}

IoResult<void> PosixFileSystem::set_mode(int file, mode_t mode) { return done_if(::fchmod(file, mode) == 0); }

IoResult<void> PosixFileSystem::sync(int file) { return done_if(::fsync(file) == 0); }

IoResult<void> PosixFileSystem::lock(int file) { return done_if(::flock(file, LOCK_EX | LOCK_NB) == 0); }

IoResult<FileStatus> PosixFileSystem::status(int file) {
  struct stat about {};
  if (::fstat(file, &about) != 0) return reason();
  return FileStatus{about.st_mode, about.st_uid, about.st_nlink};
}

IoResult<FileStatus> PosixFileSystem::status(int folder, const std::string& name) {
  struct stat about {};
  if (::fstatat(folder, name.c_str(), &about, AT_SYMLINK_NOFOLLOW) != 0) return reason();
  return FileStatus{about.st_mode, about.st_uid, about.st_nlink};
}

IoResult<std::vector<std::string>> PosixFileSystem::names(int folder) {
  // A stream takes its descriptor over, and has its place in the folder from it: so it gets one of its own.
  const int own = ::openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (own < 0) return reason();
  const std::unique_ptr<DIR, CloseFolder> stream(::fdopendir(own));
  if (stream == nullptr) {
    const std::error_code why = reason();
    ::close(own);
    return why;
  }
  std::vector<std::string> names;
  for (;;) {
    errno = 0;
    const dirent* const entry = ::readdir(stream.get());
    if (entry == nullptr && errno != 0) return reason();
    if (entry == nullptr) return names;
    const std::string_view name(entry->d_name);
    if (name != "." && name != "..") names.emplace_back(name);
  }
}

IoResult<std::string> PosixFileSystem::read_link(int folder, const std::string& name) {
  std::array<char, PATH_MAX> target{};
  const ssize_t size = ::readlinkat(folder, name.c_str(), target.data(), target.size());
  if (size < 0) return reason();
  return std::string(target.data(), static_cast<std::size_t>(size));
}

IoResult<void> PosixFileSystem::make_folder(int folder, const std::string& name, mode_t mode) {
  return done_if(::mkdirat(folder, name.c_str(), mode) == 0);
}

IoResult<void> PosixFileSystem::make_link(const std::string& target, int folder, const std::string& name) {
  return done_if(::symlinkat(target.c_str(), folder, name.c_str()) == 0);
}

IoResult<void> PosixFileSystem::rename(int folder, const std::string& from, const std::string& to) {
  return done_if(::renameat(folder, from.c_str(), folder, to.c_str()) == 0);
}

IoResult<void> PosixFileSystem::remove(int folder, const std::string& name) {
  return done_if(::unlinkat(folder, name.c_str(), 0) == 0);
}

IoResult<void> PosixFileSystem::remove_folder(int folder, const std::string& name) {
  return done_if(::unlinkat(folder, name.c_str(), AT_REMOVEDIR) == 0);
}

}  // namespace orcamo::client
