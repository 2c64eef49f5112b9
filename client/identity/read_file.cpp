#include "identity/read_file.hpp"

#include <fcntl.h>
#include <openssl/crypto.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <span>
#include <string>
#include <system_error>
#include <utility>

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
  return pki::Error(pki::Errc::kFileUnreadable, name + " cannot be read: " + std::generic_category().message(reason),
                    "check the path and who may read it");
}

// Buffer grows without leaving copies of what it holds behind: that may be a password.
class Buffer {
 public:
  Buffer() = default;
  ~Buffer() { wipe(octets_); }
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;

  // room is where at least one octet more can go.
  std::span<std::uint8_t> room() {
    if (used_ == octets_.size()) {
      pki::Bytes larger(std::max(kSmallest, octets_.size() * 2));
      std::copy(octets_.begin(), octets_.end(), larger.begin());
      wipe(octets_);
      octets_ = std::move(larger);
    }
    return std::span(octets_).subspan(used_);
  }
  void add(std::size_t count) noexcept { used_ += count; }
  std::size_t size() const noexcept { return used_; }

  pki::Bytes release() && {
    octets_.resize(used_);
    return std::move(octets_);
  }

 private:
  static constexpr std::size_t kSmallest = 16 << 10;
  static void wipe(pki::Bytes& octets) noexcept { OPENSSL_cleanse(octets.data(), octets.size()); }

  pki::Bytes octets_;
  std::size_t used_ = 0;
};

pki::Result<pki::Bytes> read_all(int file, const std::string& name, std::size_t limit) {
  Buffer buffer;
  for (;;) {
    const auto room = buffer.room();
    const ssize_t count = ::read(file, room.data(), room.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return unreadable(name, errno);
    if (count == 0) return std::move(buffer).release();
    buffer.add(static_cast<std::size_t>(count));
    if (buffer.size() > limit) {
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
