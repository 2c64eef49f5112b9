#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "tls_client.hpp"

namespace orcamo::mock {

// Peer is the other end of a TCP connection, without manners of its own. Gives up after ten seconds.
class Peer {
 public:
  // Throws std::runtime_error where nobody listens.
  explicit Peer(std::uint16_t port, const std::string& address = "127.0.0.1");
  ~Peer();
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  int descriptor() const noexcept { return descriptor_; }
  bool send(std::string_view octets);      // false: the connection is broken
  void finish_sending();                   // half-close
  std::string receive(std::size_t count);  // exactly so many octets, or what came before the end
  std::string receive_until(std::string_view end);
  std::string receive_all();  // until the server closes; "<reset>" is added where it did so roughly

 private:
  int descriptor_;
};

// converse sends one request on a connection of its own and returns everything that came back.
std::string converse(std::uint16_t port, std::string_view request);

// TlsPeer is a Peer that speaks TLS.
class TlsPeer {
 public:
  TlsPeer(std::uint16_t port, const TlsClientOptions& options);

  bool shake_hands();
  bool send(std::string_view octets);
  std::string receive_until(std::string_view end);
  std::string receive_all();  // until the server closes or refuses
  int alert() const noexcept { return client_.alert(); }
  const TlsClient& client() const noexcept { return client_; }
  Peer& transport() noexcept { return peer_; }

 private:
  Peer peer_;
  TlsClient client_;
};

}  // namespace orcamo::mock
