#include "cli/admin_client.hpp"

#include <netdb.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <memory>
#include <system_error>
#include <utility>

#include "orcamo/pki/in_quotes.hpp"

namespace orcamo::mock {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;

class Socket {
 public:
  explicit Socket(int descriptor) : descriptor_(descriptor) {}
  ~Socket() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  Socket(Socket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  Socket& operator=(Socket&&) = delete;

  int get() const noexcept { return descriptor_; }

 private:
  int descriptor_;
};

struct Address {
  std::string host;
  std::string port;
};

Result<Address> parse_address(std::string_view admin) {
  constexpr std::string_view kScheme = "http://";
  std::string_view rest = admin.starts_with(kScheme) ? admin.substr(kScheme.size()) : std::string_view();
  while (rest.ends_with('/')) rest.remove_suffix(1);
  const auto colon = rest.rfind(':');
  std::string_view host = rest.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  const auto port = colon == std::string_view::npos ? std::string_view() : rest.substr(colon + 1);
  if (host.empty() || port.empty() || port.find_first_not_of("0123456789") != std::string_view::npos ||
      rest.find('/') != std::string_view::npos) {
    return Error(Errc::kUrlMalformed, pki::in_quotes(admin) + " is not the URL of an admin port",
                 "give it as in the ready line: http://127.0.0.1:PORT");
  }
  return Address{std::string(host), std::string(port)};
}

Result<Socket> connect_to(const Address& address) {
  addrinfo wanted{};
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* first = nullptr;
  if (::getaddrinfo(address.host.c_str(), address.port.c_str(), &wanted, &first) != 0) first = nullptr;
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> found(first, ::freeaddrinfo);
  for (const addrinfo* each = first; each != nullptr; each = each->ai_next) {
    Socket socket(::socket(each->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const timeval patience{.tv_sec = 30, .tv_usec = 0};
    ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (::connect(socket.get(), each->ai_addr, each->ai_addrlen) == 0) return socket;
  }
  return Error(Errc::kServerUnreachable, "nobody answers at " + address.host + " port " + address.port,
               "check that the mock runs, and take the URL from its ready line");
}

bool send_all(int socket, std::string_view octets) noexcept {
  while (!octets.empty()) {
    const ssize_t count = ::send(socket, octets.data(), octets.size(), MSG_NOSIGNAL);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    octets.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

// receive_all is false where the connection broke before its end.
bool receive_all(int socket, std::string& octets) {
  std::array<char, 16 << 10> buffer;
  for (;;) {
    const ssize_t count = ::recv(socket, buffer.data(), buffer.size(), 0);
    if (count == 0) return true;
    if (count < 0 && errno != EINTR) return false;
    if (count > 0) octets.append(buffer.data(), static_cast<std::size_t>(count));
  }
}

}  // namespace

Result<AdminAnswer> post_to_admin(std::string_view admin, std::string_view path, std::string_view json,
                                  const pki::Secret& token) {
  const auto address = parse_address(admin);
  if (!address) return address.error();
  const auto socket = connect_to(*address);
  if (!socket) return socket.error();

  const std::string host = address->host.find(':') == std::string::npos ? address->host : "[" + address->host + "]";
  std::string authorization = token.empty() ? "" : "\r\nAuthorization: Bearer ";
  authorization += token.reveal();
  const std::string request = "POST " + std::string(path) + " HTTP/1.1\r\nHost: " + host + ":" + address->port +
                              authorization +
                              "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(json.size()) +
                              "\r\nConnection: close\r\n\r\n" + std::string(json);
  std::string text;
  if (!send_all(socket->get(), request) || !receive_all(socket->get(), text)) {
    return Error(Errc::kConnectionLost,
                 "the connection to " + std::string(admin) + " broke before the answer was there", "try again");
  }
  constexpr std::string_view kVersion = "HTTP/1.1 ";
  const auto head = text.find("\r\n\r\n");
  AdminAnswer answer;
  if (!text.starts_with(kVersion) || head == std::string::npos ||
      std::from_chars(text.data() + kVersion.size(), text.data() + head, answer.status).ec != std::errc()) {
    return Error(Errc::kAnswerMalformed, "what " + std::string(admin) + " answers is not HTTP",
                 "check that it is the admin port's URL");
  }
  answer.body = text.substr(head + 4);
  return answer;
}

}  // namespace orcamo::mock
