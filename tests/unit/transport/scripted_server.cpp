#include "scripted_server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <stdexcept>

namespace orcamo::client {
namespace {

int refuse_as_told(X509_STORE_CTX* context, void* verdict) {
  X509_STORE_CTX_set_error(context, *static_cast<const int*>(verdict));
  return *static_cast<const int*>(verdict) == X509_V_OK ? 1 : 0;
}

pki::SslContext make_context(const ServerSide& side) {
  if (!side.credential) return nullptr;
  pki::SslContext context(SSL_CTX_new(TLS_server_method()));
  SSL_CTX_set_min_proto_version(context.get(), side.lowest);
  SSL_CTX_set_max_proto_version(context.get(), side.highest);
  if (side.fragment > 0) SSL_CTX_set_max_send_fragment(context.get(), side.fragment);
  SSL_CTX_use_certificate(context.get(), pki::NativeAccess::native(side.credential->certificate));
  SSL_CTX_use_PrivateKey(context.get(), pki::NativeAccess::native(side.credential->key));
  for (const pki::Certificate& certificate : side.credential->chain) {
    SSL_CTX_add1_chain_cert(context.get(), pki::NativeAccess::native(certificate));
  }
  if (side.wants_certificate) {
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    SSL_CTX_set_cert_verify_callback(context.get(), refuse_as_told, const_cast<int*>(&side.verdict));
  }
  return context;
}

int listen_on(const char* address, std::uint16_t& port) {
  sockaddr_storage storage{};
  socklen_t size = sizeof(sockaddr_in);
  auto* v4 = reinterpret_cast<sockaddr_in*>(&storage);
  auto* v6 = reinterpret_cast<sockaddr_in6*>(&storage);
  if (inet_pton(AF_INET, address, &v4->sin_addr) == 1) {
    storage.ss_family = AF_INET;
  } else if (inet_pton(AF_INET6, address, &v6->sin6_addr) == 1) {
    storage.ss_family = AF_INET6;
    size = sizeof(sockaddr_in6);
  }
  const int listener = ::socket(storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (listener < 0 || ::bind(listener, reinterpret_cast<sockaddr*>(&storage), size) != 0 ||
      ::listen(listener, 16) != 0 || ::getsockname(listener, reinterpret_cast<sockaddr*>(&storage), &size) != 0) {
    if (listener >= 0) ::close(listener);
    throw std::runtime_error(std::string("cannot listen on ") + address);
  }
  port = ntohs(storage.ss_family == AF_INET ? v4->sin_port : v6->sin6_port);
  return listener;
}

std::size_t announced_length(const std::string& head) {
  const std::size_t found = head.find("\r\nContent-Length: ");
  return found == std::string::npos ? 0 : std::stoul(head.substr(found + 18));
}

}  // namespace

Peer::Peer(int socket, int index, SSL_CTX* context) : socket_(socket), index_(index) {
  const int one = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
  if (context == nullptr) return;
  ssl_.reset(SSL_new(context));
  SSL_set_fd(ssl_.get(), socket);
}

Peer::~Peer() { hang_up(); }

bool Peer::shake_hands() { return SSL_accept(ssl_.get()) == 1; }

std::string Peer::read_request() {
  std::string request;
  std::size_t wanted = std::string::npos;
  while (request.size() < wanted) {
    char buffer[16384];
    const int got = SSL_read(ssl_.get(), buffer, sizeof(buffer));
    if (got <= 0) return {};
    request.append(buffer, static_cast<std::size_t>(got));
    const std::size_t end = request.find("\r\n\r\n");
    if (end != std::string::npos) wanted = end + 4 + announced_length(request.substr(0, end + 2));
  }
  return request;
}

void Peer::write(std::string_view octets) { SSL_write(ssl_.get(), octets.data(), static_cast<int>(octets.size())); }

void Peer::write_plain(std::string_view octets) {
  while (!octets.empty()) {
    const auto written = ::send(socket_, octets.data(), octets.size(), MSG_NOSIGNAL);
    if (written <= 0) return;
    octets.remove_prefix(static_cast<std::size_t>(written));
  }
}

void Peer::say_farewell() { SSL_shutdown(ssl_.get()); }

void Peer::hang_up() {
  const std::lock_guard lock(mutex_);
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
}

bool Peer::wait_for_client(std::chrono::milliseconds most) {
  pollfd waiting{.fd = socket_, .events = POLLRDHUP, .revents = 0};
  return ::poll(&waiting, 1, static_cast<int>(most.count())) != 0;
}

void Peer::wait_for_client() { wait_for_client(std::chrono::milliseconds(-1)); }

bool Peer::was_bid_farewell() const { return (SSL_get_shutdown(ssl_.get()) & SSL_RECEIVED_SHUTDOWN) != 0; }

std::string Peer::server_name() const {
  const char* name = SSL_get_servername(ssl_.get(), TLSEXT_NAMETYPE_host_name);
  return name == nullptr ? "" : name;
}

std::string Peer::presented_subject() const {
  X509* certificate = SSL_get0_peer_certificate(ssl_.get());
  if (certificate == nullptr) return {};
  X509_up_ref(certificate);
  return pki::NativeAccess::wrap(pki::X509Handle(certificate)).value().subject();
}

int Peer::presented_chain() const {
  const STACK_OF(X509)* rest = SSL_get_peer_cert_chain(ssl_.get());
  return (rest == nullptr ? 0 : sk_X509_num(rest)) + (SSL_get0_peer_certificate(ssl_.get()) == nullptr ? 0 : 1);
}

void Peer::interrupt() {
  const std::lock_guard lock(mutex_);
  if (socket_ >= 0) ::shutdown(socket_, SHUT_RDWR);
}

ScriptedServer::ScriptedServer(ServerSide side, Script script)
    : side_(std::move(side)),
      script_(std::move(script)),
      context_(make_context(side_)),
      listener_(listen_on(side_.address, port_)) {
  std::signal(SIGPIPE, SIG_IGN);  // SSL_write goes by write(2): a client that has gone must not end the test
  acceptor_ = std::thread([this] { accept_all(); });
}

ScriptedServer::~ScriptedServer() {
  ::shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  ::close(listener_);
  for (const auto& peer : peers_) peer->interrupt();
  for (std::thread& thread : threads_) thread.join();
}

void ScriptedServer::accept_all() {
  for (;;) {
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) return;
    const std::lock_guard lock(mutex_);
    peers_.push_back(std::make_unique<Peer>(socket, static_cast<int>(peers_.size()), context_.get()));
    threads_.emplace_back([this, peer = peers_.back().get()] {
      script_(*peer);
      peer->hang_up();
      ERR_clear_error();
      const std::lock_guard done(mutex_);
      ++finished_;
      changed_.notify_all();
    });
  }
}

std::string ScriptedServer::url(std::string_view path) const {
  return "https://localhost:" + std::to_string(port_) + std::string(path);
}

int ScriptedServer::connections() {
  const std::lock_guard lock(mutex_);
  return static_cast<int>(peers_.size());
}

void ScriptedServer::wait_until_finished(int connections) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return finished_ >= connections; });
}

std::string answer(std::string_view body, std::string_view status, std::string_view more_headers) {
  return "HTTP/1.1 " + std::string(status) + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
         std::string(more_headers) + "\r\n" + std::string(body);
}

}  // namespace orcamo::client
