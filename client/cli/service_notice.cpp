#include "cli/service_notice.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>

#include "identity/descriptor.hpp"

namespace orcamo::client {
namespace {

std::string_view variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::optional<std::int64_t> number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failed != std::errc() || end != text.data() + text.size() || value <= 0) return std::nullopt;
  return value;
}

}  // namespace

ServiceNotice ServiceNotice::of_process() {
  std::optional<std::chrono::microseconds> watchdog;
  const std::string_view whose = variable("WATCHDOG_PID");
  if (whose.empty() || number(whose) == ::getpid()) {
    if (const auto allowed = number(variable("WATCHDOG_USEC"))) watchdog = std::chrono::microseconds(*allowed);
  }
  return ServiceNotice(std::string(variable("NOTIFY_SOCKET")), watchdog);
}

void ServiceNotice::alive() const {
  if (watchdog_) send("WATCHDOG=1");
}

void ServiceNotice::status(std::string_view line) const {
  // A line end would begin another message.
  send("STATUS=" + std::string(line.substr(0, line.find('\n'))));
}

std::optional<std::chrono::milliseconds> ServiceNotice::alive_within() const {
  if (!watchdog_) return std::nullopt;
  return std::max(std::chrono::milliseconds(1), std::chrono::duration_cast<std::chrono::milliseconds>(*watchdog_ / 2));
}

void ServiceNotice::send(std::string_view message) const noexcept {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const bool known = socket_.starts_with('/') || socket_.starts_with('@');
  if (!known || socket_.size() >= sizeof(address.sun_path)) return;
  std::memcpy(address.sun_path, socket_.data(), socket_.size());
  if (socket_.front() == '@') address.sun_path[0] = '\0';
  // The end of an abstract name is the address's length: a zero octet behind it would be a part of it.
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + socket_.size());

  const Descriptor sender(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (sender.number() < 0) return;
  ::sendto(sender.number(), message.data(), message.size(), MSG_NOSIGNAL, reinterpret_cast<const sockaddr*>(&address),
           length);
}

}  // namespace orcamo::client
