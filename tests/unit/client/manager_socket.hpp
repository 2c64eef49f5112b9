#pragma once
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "identity/descriptor.hpp"

namespace orcamo::testing {

// ManagerSocket is a service manager's end of the socket.
class ManagerSocket {
 public:
  // `name` is a path, or an abstract name with @ in front.
  explicit ManagerSocket(const std::string& name) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::copy(name.begin(), name.end(), address.sun_path);
    if (name.starts_with('@')) address.sun_path[0] = '\0';
    const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
    if (::bind(socket_.number(), reinterpret_cast<const sockaddr*>(&address), length) != 0) {
      ADD_FAILURE() << "no socket at " << name;
    }
  }

  // heard is every datagram that has come since the last time.
  std::vector<std::string> heard() {
    std::vector<std::string> messages;
    std::array<char, 4096> room{};
    for (;;) {
      const ssize_t got = ::recv(socket_.number(), room.data(), room.size(), MSG_DONTWAIT);
      if (got < 0) return messages;
      messages.emplace_back(room.data(), static_cast<std::size_t>(got));
    }
  }

 private:
  client::Descriptor socket_{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
};

}  // namespace orcamo::testing
