#include "peer.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <stdexcept>

namespace orcamo::mock {

Peer::Peer(std::uint16_t port, const std::string& address) : descriptor_(-1) {
  // OpenSSL writes by write(2): a server that has gone must not end the test.
  std::signal(SIGPIPE, SIG_IGN);
  addrinfo wanted{};
  wanted.ai_flags = AI_NUMERICHOST;
  wanted.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (::getaddrinfo(address.c_str(), std::to_string(port).c_str(), &wanted, &found) != 0) {
    throw std::runtime_error(address + " is no address");
  }
  descriptor_ = ::socket(found->ai_family, SOCK_STREAM, 0);
  const bool connected = ::connect(descriptor_, found->ai_addr, found->ai_addrlen) == 0;
  ::freeaddrinfo(found);
  if (!connected) {
    ::close(descriptor_);
    throw std::runtime_error("cannot connect to " + address + " port " + std::to_string(port));
  }
  // A request right after the end of a handshake does not wait for the server's delayed acknowledgement.
  const int at_once = 1;
  ::setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
  const timeval patience{10, 0};
  ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(descriptor_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
}

Peer::~Peer() { ::close(descriptor_); }

bool Peer::send(std::string_view octets) {
  while (!octets.empty()) {
    const ssize_t count = ::send(descriptor_, octets.data(), octets.size(), MSG_NOSIGNAL);
    if (count <= 0) return false;
    octets.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

void Peer::finish_sending() { ::shutdown(descriptor_, SHUT_WR); }

std::string Peer::receive(std::size_t count) {
  std::string text(count, '\0');
  std::size_t have = 0;
  while (have < count) {
    const ssize_t got = ::recv(descriptor_, text.data() + have, count - have, 0);
    if (got <= 0) break;
    have += static_cast<std::size_t>(got);
  }
  text.resize(have);
  return text;
}

std::string Peer::receive_until(std::string_view end) {
  std::string text;
  while (!text.ends_with(end)) {
    const std::string octet = receive(1);
    if (octet.empty()) break;
    text += octet;
  }
  return text;
}

std::string Peer::receive_all() {
  std::string text;
  std::array<char, 4096> room;
  for (;;) {
    const ssize_t got = ::recv(descriptor_, room.data(), room.size(), 0);
    if (got < 0) return text + (errno == ECONNRESET ? "<reset>" : "<timeout>");
    if (got == 0) return text;
    text.append(room.data(), static_cast<std::size_t>(got));
  }
}

std::string converse(std::uint16_t port, std::string_view request) {
  Peer peer(port);
  peer.send(request);
  return peer.receive_all();
}

TlsPeer::TlsPeer(std::uint16_t port, const TlsClientOptions& options) : peer_(port), client_(options) {
  SSL_set_fd(client_.ssl(), peer_.descriptor());
}

bool TlsPeer::shake_hands() {
  const bool done = SSL_connect(client_.ssl()) == 1;
  ERR_clear_error();
  return done;
}

bool TlsPeer::send(std::string_view octets) {
  const bool done = SSL_write(client_.ssl(), octets.data(), static_cast<int>(octets.size())) > 0;
  ERR_clear_error();
  return done;
}

std::string TlsPeer::receive_until(std::string_view end) {
  std::string text;
  char octet = 0;
  while (!text.ends_with(end) && SSL_read(client_.ssl(), &octet, 1) == 1) text.push_back(octet);
  ERR_clear_error();
  return text;
}

std::string TlsPeer::receive_all() {
  std::string text;
  char octet = 0;
  while (SSL_read(client_.ssl(), &octet, 1) == 1) text.push_back(octet);
  ERR_clear_error();
  return text;
}

}  // namespace orcamo::mock
