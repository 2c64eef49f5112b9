#include "identity/read_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string>
#include <system_error>

namespace orcamo::client {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int number) noexcept : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int number() const noexcept { return number_; }

 private:
  int number_;
};

pki::Error unreadable(const std::string& name, int reason) {
  return pki::Error(pki::Errc::kFileUnreadable, name + " can't be read: " + std::generic_category().message(reason),
                    "check the path and who may read it");
}

pki::Result<pki::Bytes> read_all(int file, const std::string& name, std::size_t limit) {
  pki::Bytes bytes;
  std::array<std::uint8_t, 16 << 10> buffer;
  for (;;) {
    const ssize_t count = ::read(file, buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return unreadable(name, errno);
    if (count == 0) return bytes;
    bytes.insert(bytes.end(), buffer.begin(), buffer.begin() + count);
    if (bytes.size() > limit) {
      return pki::Error(pki::Errc::kFileTooLarge, name + " has more than " + std::to_string(limit) + " octets",
                        "check that it is the right file");
    }
  }
}

}  // namespace

pki::Result<pki::Bytes> read_file(const std::filesystem::path& path, std::size_t limit) {
  const std::string name = "the file " + path.string();
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.number() < 0) return unreadable(name, errno);
  return read_all(file.number(), name, limit);
}

pki::Result<pki::Bytes> read_standard_input(std::size_t limit) {
  return read_all(STDIN_FILENO, "standard input", limit);
}

}  // namespace orcamo::client
