#include "plain_http.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <system_error>

namespace orcamo::e2e {
namespace {

// A socket that is connected to the port, if anybody listens there.
int connect_to(int port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof(address)) != 0) {
    throw std::system_error(errno, std::generic_category(), "connecting to port " + std::to_string(port));
  }
  return socket;
}

}  // namespace

SilentClient::SilentClient(int port) : socket_(connect_to(port)) {}
SilentClient::~SilentClient() { ::close(socket_); }

int port_of(std::string_view url) {
  const std::string_view digits = url.substr(url.rfind(':') + 1);
  int port = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), port);
  return port;
}

std::string send_raw(int port, std::string_view octets) {
  const int socket = connect_to(port);
  std::string received;
  ::send(socket, octets.data(), octets.size(), MSG_NOSIGNAL);
  ::shutdown(socket, SHUT_WR);
  char buffer[4096];
  for (ssize_t got = 0; (got = ::recv(socket, buffer, sizeof(buffer), 0)) > 0;) {
    received.append(buffer, static_cast<std::size_t>(got));
  }
  ::close(socket);
  return received;
}

PlainAnswer plain_http(std::string_view base, std::string_view method, std::string_view path, std::string_view body) {
  std::string request = std::string(method) + " " + std::string(path) +
                        " HTTP/1.1\r\nHost: " + std::string(base.substr(base.find("//") + 2)) +
                        "\r\nConnection: close\r\n";
  if (!body.empty()) request += "Content-Type: application/json\r\n";
  request += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);

  const std::string received = send_raw(port_of(base), request);
  const std::size_t head_end = received.find("\r\n\r\n");
  if (!received.starts_with("HTTP/1.1 ") || head_end == std::string::npos) return {};
  PlainAnswer answer;
  std::from_chars(received.data() + 9, received.data() + 12, answer.status);
  answer.body = received.substr(head_end + 4);
  return answer;
}

}  // namespace orcamo::e2e
