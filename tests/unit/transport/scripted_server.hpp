#pragma once
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "orcamo/pki/credential.hpp"
#include "orcamo/pki/openssl/handles.hpp"

namespace orcamo::client {

// How the scripted server behaves before its script begins.
struct ServerSide {
  std::optional<pki::Credential> credential = std::nullopt;  // unset: this server speaks no TLS
  int lowest = TLS1_2_VERSION;
  int highest = TLS1_3_VERSION;
  bool wants_certificate = false;     // and refuses to go on without one
  int verdict = X509_V_OK;            // on whatever client certificate comes
  const char* address = "127.0.0.1";  // or ::1
  int fragment = 0;                   // octets of a record at most, from 512; 0: as many as there may be
};

// Peer is one accepted connection, in the hands of a script. Nothing here throws or waits longer than the client lives.
class Peer {
 public:
  Peer(int socket, int index, SSL_CTX* context);
  ~Peer();
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;

  int index() const noexcept { return index_; }  // of this connection, from 0

  // shake_hands is false where the handshake failed; the alert that OpenSSL chose has then been sent.
  bool shake_hands();

  // read_request returns one request, head and announced body; empty when the client has gone.
  std::string read_request();

  void write(std::string_view octets);        // within TLS
  void write_plain(std::string_view octets);  // around it
  void say_farewell();                        // close_notify
  void hang_up();                             // close the TCP connection as it is; unread octets make it a reset

  // wait_for_client waits until the client closes, at most that long; true: it has closed.
  bool wait_for_client(std::chrono::milliseconds most);
  void wait_for_client();
  bool was_bid_farewell() const;  // the client has sent close_notify

  std::string server_name() const;        // SNI; empty: none
  std::string presented_subject() const;  // of the client certificate; empty: none
  int presented_chain() const;            // certificates that came, the leaf included

  void interrupt();  // from another thread: makes every wait end

 private:
  std::mutex mutex_;
  int socket_;
  int index_;
  pki::Handle<SSL, SSL_free> ssl_;
};

// ScriptedServer listens on a loopback port that the system chose and lets one script play the server's part in each
// connection, each in a thread of its own. Written with sockets and OpenSSL alone: it shares no code with what it
// tests.
class ScriptedServer {
 public:
  using Script = std::function<void(Peer&)>;

  ScriptedServer(ServerSide side, Script script);
  ~ScriptedServer();

  std::uint16_t port() const noexcept { return port_; }
  std::string url(std::string_view path = "/") const;  // https://localhost:PORT/…

  int connections();                          // accepted so far
  void wait_until_finished(int connections);  // until that many scripts have ended and hung up

 private:
  void accept_all();

  ServerSide side_;
  Script script_;
  pki::SslContext context_;
  std::uint16_t port_ = 0;  // set while the listener is made
  int listener_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::unique_ptr<Peer>> peers_;
  std::vector<std::thread> threads_;
  int finished_ = 0;
  std::thread acceptor_;
};

// answer writes a response with its Content-Length.
std::string answer(std::string_view body, std::string_view status = "200 OK", std::string_view more_headers = "");

}  // namespace orcamo::client
