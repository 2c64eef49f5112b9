#include "cli/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <system_error>
#include <utility>

namespace orcamo::mock {
namespace {

namespace fs = std::filesystem;

pki::Error unwritable(const fs::path& path, int error) {
  return pki::Error(pki::Errc::kFileUnwritable,
                    path.string() + " cannot be written: " + std::generic_category().message(error),
                    "name a file in a folder that exists and that you may write to");
}

class Descriptor {
 public:
  explicit Descriptor(int descriptor) : descriptor_(descriptor) {}
  ~Descriptor() { close(); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int get() const noexcept { return descriptor_; }
  int close() noexcept { return descriptor_ < 0 ? 0 : ::close(std::exchange(descriptor_, -1)); }

 private:
  int descriptor_;
};

bool write_all(int descriptor, std::string_view content) noexcept {
  while (!content.empty()) {
    const ssize_t count = ::write(descriptor, content.data(), content.size());
    if (count < 0 && errno != EINTR) return false;
    if (count > 0) content.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

}  // namespace

pki::Result<void> write_file(const fs::path& path, std::string_view content, Access access, Existing existing) {
  std::string draft = path.string() + ".XXXXXX";
  Descriptor file(::mkostemp(draft.data(), O_CLOEXEC));
  if (file.get() < 0) return unwritable(path, errno);
  const bool written = write_all(file.get(), content) &&
                       ::fchmod(file.get(), access == Access::kPrivate ? S_IRUSR | S_IWUSR : 0644) == 0 &&
                       file.close() == 0;
  // link, unlike rename, fails where there is a file already.
  const bool placed = written && (existing == Existing::kReplaced ? ::rename(draft.c_str(), path.c_str()) == 0
                                                                  : ::link(draft.c_str(), path.c_str()) == 0);
  const int error = errno;
  if (!placed || existing == Existing::kUntouched) ::unlink(draft.c_str());
  if (!placed && existing == Existing::kUntouched && error == EEXIST) {
    return pki::Error(pki::Errc::kFileUnwritable, path.string() + " exists already and is not overwritten",
                      "choose another folder, or move the file away");
  }
  if (!placed) return unwritable(path, error);
  return {};
}

pki::Result<std::string> read_text_file(const fs::path& path, std::size_t limit) {
  const Descriptor file(path == "-" ? ::dup(STDIN_FILENO) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  std::string text;
  bool ended = false;
  bool failed = file.get() < 0;
  while (!failed && !ended && text.size() <= limit) {
    char piece[1 << 14];
    const ssize_t count = ::read(file.get(), piece, sizeof piece);
    if (count > 0) text.append(piece, static_cast<std::size_t>(count));
    ended = count == 0;
    failed = count < 0 && errno != EINTR;
  }
  if (failed) {
    return pki::Error(pki::Errc::kFileUnreadable,
                      path.string() + " cannot be read: " + std::generic_category().message(errno),
                      "name a file that exists and that you may read");
  }
  if (text.size() > limit) {
    return pki::Error(pki::Errc::kFileTooLarge, path.string() + " is larger than " + std::to_string(limit) + " octets",
                      "check that it is the file you meant");
  }
  return text;
}

pki::Result<pki::Secret> read_secret_file(const fs::path& path) {
  std::ifstream file;
  if (path != "-") file.open(path);
  std::istream& in = path == "-" ? std::cin : file;
  std::string line;
  if (!in || (!std::getline(in, line) && !in.eof())) {
    return pki::Error(pki::Errc::kPasswordFileUnreadable,
                      "the secret in " + path.string() + " cannot be read: " + std::strerror(errno),
                      "name a file that this user may read, or - for standard input");
  }
  if (line.ends_with('\r')) line.pop_back();
  if (line.empty()) {
    return pki::Error(pki::Errc::kPasswordFileEmpty, "the first line of " + path.string() + " is empty",
                      "put the secret on the first line");
  }
  return pki::Secret::take(line);
}

pki::Result<TemporaryFolder> TemporaryFolder::create() {
  const char* const runtime = std::getenv("XDG_RUNTIME_DIR");
  std::error_code none;
  const fs::path parent =
      runtime && *runtime && ::access(runtime, W_OK) == 0 ? fs::path(runtime) : fs::temp_directory_path(none);
  std::string name = (parent / "orcamo-mock-XXXXXX").string();
  if (!::mkdtemp(name.data())) return unwritable(name, errno);
  return TemporaryFolder(name);
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  if (!path_.empty()) fs::remove_all(path_, ignored);
}

}  // namespace orcamo::mock
