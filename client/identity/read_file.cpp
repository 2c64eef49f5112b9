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

#include "identity/descriptor.hpp"

namespace orcamo::client {
namespace {

pki::Error unreadable(const std::string& name, const std::error_code& reason) {
  return pki::Error(pki::Errc::kFileUnreadable, name + " cannot be read: " + reason.message(),
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

std::error_code last_reason() noexcept { return {errno, std::generic_category()}; }

ReadSome from_descriptor(int file) {
  return [file](std::span<std::uint8_t> room) -> boost::system::result<std::size_t, std::error_code> {
    const ssize_t count = ::read(file, room.data(), room.size());
    if (count < 0) return last_reason();
    return static_cast<std::size_t>(count);
  };
}

}  // namespace

pki::Result<pki::Bytes> read_to_end(const ReadSome& read, const std::string& name, std::size_t limit) {
  Buffer buffer;
  for (;;) {
    const auto count = read(buffer.room());
    if (!count && count.error() == std::errc::interrupted) continue;
    if (!count) return unreadable(name, count.error());
    if (*count == 0) return std::move(buffer).release();
    buffer.add(*count);
    if (buffer.size() > limit) {
      return pki::Error(pki::Errc::kFileTooLarge, name + " has more than " + std::to_string(limit) + " octets",
                        "check that it is the right file");
    }
  }
}

pki::Result<pki::Bytes> read_file(const std::filesystem::path& path, std::size_t limit) {
  const std::string name = "the file " + path.string();
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.number() < 0) return unreadable(name, last_reason());
  return read_to_end(from_descriptor(file.number()), name, limit);
}

pki::Result<pki::Bytes> read_standard_input(std::size_t limit) {
  return read_to_end(from_descriptor(STDIN_FILENO), "standard input", limit);
}

pki::Secret take_secret(pki::Bytes& octets) {
  pki::Secret secret = pki::Secret::copy_of(pki::as_text(octets));
  OPENSSL_cleanse(octets.data(), octets.size());
  octets.clear();
  return secret;
}

}  // namespace orcamo::client
