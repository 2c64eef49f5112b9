#include "state/state_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <string>
#include <system_error>

namespace orcamo::mock {
namespace {

namespace fs = std::filesystem;
using pki::Errc;
using pki::Error;
using pki::Result;

// The header of an SQLite file (https://www.sqlite.org/fileformat.html, 1.3).
constexpr std::string_view kMagic("SQLite format 3\0", 16);
constexpr std::size_t kApplicationIdAt = 68;
constexpr std::size_t kHeader = 100;

std::string reason() { return std::error_code(errno, std::generic_category()).message(); }

Error unusable(const fs::path& file, const std::string& what, std::string hint) {
  return Error(Errc::kStateUnusable, "the state file " + file.string() + " " + what, std::move(hint));
}

// Descriptor owns an open file.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const noexcept { return number_; }

 private:
  int number_;
};

Result<void> check_access(const fs::path& file, const struct stat& about) {
  if (S_ISLNK(about.st_mode)) return unusable(file, "is a symbolic link", "name the file itself");
  if (!S_ISREG(about.st_mode)) return unusable(file, "is not a plain file", "choose another path");
  if (about.st_nlink != 1) return unusable(file, "has a second name", "choose another path");
  if (about.st_uid != ::geteuid()) return unusable(file, "belongs to another user", "choose another path");
  if ((about.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return unusable(file, "holds keys and passwords, and others may read or write it",
                    "chmod 600 " + file.string() + ", or choose another path");
  }
  return {};
}

Result<void> check_header(const fs::path& file) {
  const Descriptor open(::open(file.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  if (open.number() < 0) return unusable(file, "cannot be read (" + reason() + ")", "choose another path");
  std::array<char, kHeader> header{};
  const auto got = ::read(open.number(), header.data(), header.size());
  if (got == 0) return {};
  std::uint32_t id = 0;
  for (std::size_t i = 0; i < 4; ++i) id = id << 8 | static_cast<std::uint8_t>(header[kApplicationIdAt + i]);
  const std::string_view begins(header.data(), kMagic.size());
  if (got == static_cast<ssize_t>(kHeader) && begins == kMagic && id == kApplicationId) return {};
  return unusable(file, "is not a state file of orcamo-mock", "choose another path; this file was left alone");
}

}  // namespace

Result<fs::path> prepare_state_file(const fs::path& asked) {
  std::error_code failed;
  const auto folder = fs::canonical(asked.has_parent_path() ? asked.parent_path() : fs::path("."), failed);
  if (failed || !asked.has_filename()) {
    return Error(Errc::kFileUnwritable, "there is no folder for the state file " + asked.string(), "make it first");
  }
  auto file = folder / asked.filename();
  struct stat about {};
  if (::lstat(file.c_str(), &about) != 0) {
    const Descriptor made(::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
    if (made.number() >= 0) return file;
    return Error(Errc::kFileUnwritable, "the state file " + file.string() + " cannot be made (" + reason() + ")",
                 "choose another path");
  }
  if (auto checked = check_access(file, about); !checked) return checked.error();
  for (const char* const beside : {"-wal", "-journal"}) {
    const fs::path other = file.string() + beside;
    if (::lstat(other.c_str(), &about) != 0) continue;
    if (auto checked = check_access(other, about); !checked) return checked.error();
  }
  if (auto checked = check_header(file); !checked) return checked.error();
  return file;
}

}  // namespace orcamo::mock
