#include "store/durable_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <thread>
#include <utility>

#include "orcamo/pki/randomness.hpp"

namespace orcamo::client {
namespace {

constexpr std::string_view kTemporaryStart = ".orcamo-";
constexpr std::string_view kTemporaryEnd = ".tmp";

pki::Error unwritable(std::string_view doing, const std::filesystem::path& path, int reason) {
  return pki::Error(pki::Errc::kStoreUnwritable,
                    std::string(doing) + " " + path.string() + " failed: " + std::generic_category().message(reason),
                    "check that the folder exists, is yours and has room");
}

bool write_all(int file, pki::BytesView octets) noexcept {
  while (!octets.empty()) {
    const ssize_t written = ::write(file, octets.data(), octets.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    octets = octets.subspan(static_cast<std::size_t>(written));
  }
  return true;
}

bool sync_folder(const std::filesystem::path& path) noexcept {
  const int folder = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return false;
  const bool synced = ::fsync(folder) == 0;
  const int reason = errno;
  ::close(folder);
  errno = reason;
  return synced;
}

std::string temporary_name() {
  const pki::Secret random = pki::Randomness::system().text(16, "abcdefghijklmnopqrstuvwxyz0123456789");
  return std::string(kTemporaryStart) + std::string(random.reveal()) + std::string(kTemporaryEnd);
}

// make_folder makes durable what it makes: each new name is in the folder above it, which is synced.
pki::Result<void> make_folder(const std::filesystem::path& path, mode_t mode) {
  const std::filesystem::path above = path.has_parent_path() ? path.parent_path() : ".";
  bool made = ::mkdir(path.c_str(), mode) == 0;
  if (!made && errno == ENOENT && above != path) {
    if (auto done = make_folder(above, S_IRWXU | S_IRWXG | S_IRWXO); !done) return done;
    made = ::mkdir(path.c_str(), mode) == 0;
  }
  if (!made && errno != EEXIST) return unwritable("making the folder", path, errno);
  if (made && !sync_folder(above)) return unwritable("making durable the folder above", path, errno);
  return {};
}

}  // namespace

bool is_temporary(std::string_view name) noexcept {
  return name.starts_with(kTemporaryStart) && name.ends_with(kTemporaryEnd);
}

pki::Result<Folder> Folder::make_and_lock(const std::filesystem::path& path, std::chrono::milliseconds patience) {
  constexpr std::chrono::milliseconds kBetweenTries{20};
  const auto deadline = std::chrono::steady_clock::now() + patience;
  if (auto made = make_folder(path, S_IRWXU); !made) return made.error();

  Folder folder(path, ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.descriptor_ < 0) return unwritable("opening the folder", path, errno);
  while (::flock(folder.descriptor_, LOCK_EX | LOCK_NB) != 0) {
    if (errno == EINTR) continue;
    if (errno != EWOULDBLOCK) return unwritable("locking the folder", path, errno);
    if (std::chrono::steady_clock::now() >= deadline) {
      return pki::Error(pki::Errc::kStoreUnwritable, "the folder " + path.string() + " is in use by another program",
                        "wait until that program has ended, then try again");
    }
    std::this_thread::sleep_for(kBetweenTries);
  }
  return folder;
}

Folder::Folder(Folder&& other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

Folder::~Folder() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

pki::Result<std::string> Folder::write_temporary(const std::string& name, pki::BytesView octets) const {
  std::string temporary = temporary_name();
  const int file = ::openat(descriptor_, temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (file < 0) return unwritable("writing", path_ / name, errno);
  const bool written = write_all(file, octets) && ::fchmod(file, S_IRUSR | S_IWUSR) == 0 && ::fsync(file) == 0;
  int reason = errno;
  const bool closed = ::close(file) == 0;
  if (written && closed) return temporary;
  if (written) reason = errno;
  ::unlinkat(descriptor_, temporary.c_str(), 0);
  return unwritable("writing", path_ / name, reason);
}

pki::Result<void> Folder::write(const std::string& name, pki::BytesView octets) const {
  const auto temporary = write_temporary(name, octets);
  if (!temporary) return temporary.error();
  if (::renameat(descriptor_, temporary->c_str(), descriptor_, name.c_str()) != 0) {
    const int reason = errno;
    ::unlinkat(descriptor_, temporary->c_str(), 0);
    return unwritable("naming", path_ / name, reason);
  }
  if (::fsync(descriptor_) != 0) return unwritable("making the folder durable for", path_ / name, errno);
  return {};
}

pki::Result<void> Folder::probe() const {
  constexpr std::string_view kAnything = "a trial";
  const auto temporary = write_temporary({}, pki::as_bytes(kAnything));
  if (!temporary) return temporary.error();
  if (::unlinkat(descriptor_, temporary->c_str(), 0) != 0) return unwritable("removing a file in", path_, errno);
  return {};
}

void Folder::sweep() const {
  std::error_code ignored;
  for (const auto& entry : std::filesystem::directory_iterator(path_, ignored)) {
    const std::string name = entry.path().filename().string();
    if (is_temporary(name)) ::unlinkat(descriptor_, name.c_str(), 0);
  }
}

}  // namespace orcamo::client
