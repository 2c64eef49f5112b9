#pragma once
#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "net/deadline.hpp"
#include "net/handshake_record.hpp"
#include "net/listener.hpp"
#include "net/message.hpp"
#include "net/net.hpp"
#include "net/observer.hpp"
#include "net/options.hpp"
#include "net/request_reader.hpp"
#include "net/response_text.hpp"

namespace orcamo::mock {

// Doorway is what all sessions of one port share; it outlives them.
struct Doorway {
  Port port;
  Limits limits;
  Handler handler;  // called on `workers`, from several threads at once
  net::thread_pool& workers;
  Observer* observer;       // null: nobody listens
  const pki::Clock& clock;  // for Date where no sandbox is known
  World* world = nullptr;   // with `tls`
  SSL_CTX* tls = nullptr;   // null: plain HTTP
  SandboxRef sandbox = {};  // whose own port this is; null: nobody's
};

// Session is one connection, from its first octet to its last. It lives in the frame of `run`, on the thread of its
// socket; only the handler runs elsewhere.
class Session {
 public:
  Session(tcp::socket socket, const Doorway& doorway);

  net::awaitable<void> run();

  // finish lets a request that is being answered end and nothing follow it; an idle connection closes at once.
  void finish();

  // abandon closes the socket; whatever waits for it ends.
  void abandon();

 private:
  net::awaitable<bool> shake_hands();
  net::awaitable<bool> read_request();
  net::awaitable<void> refuse(Response response);
  net::awaitable<bool> answer(ReadRequest read);
  net::awaitable<bool> send(Response response, std::string method, pki::TimePoint date, bool keep_alive);
  std::optional<Reply> refuse_request(Request& request) const;
  net::awaitable<void> wait(const Waiting* waiting);
  net::awaitable<Reply> on_worker(std::function<Reply()> work);
  net::awaitable<std::size_t> read_some();
  net::awaitable<void> write(std::string text);
  net::awaitable<void> pause(std::chrono::milliseconds length);
  net::awaitable<void> send_raw(RawBytes raw);
  net::awaitable<void> drip(std::string octets, std::uint64_t per_second);
  net::awaitable<void> hang();
  net::awaitable<void> farewell();
  net::awaitable<void> drain();
  void close();
  void reset();
  std::chrono::milliseconds linger() const;
  pki::TimePoint now() const;
  void report(const Request& request, unsigned status, pki::TimePoint date, std::chrono::steady_clock::time_point since,
              Deed deed) const;

  const Doorway& doorway_;
  tcp::socket tcp_;
  Deadline deadline_{tcp_};
  std::optional<HandshakeRecord> record_;  // outlives tls_, which points to it
  std::optional<net::ssl::stream<tcp::socket&>> tls_;
  RequestReader reader_;
  std::array<char, 16 << 10> buffer_;
  std::optional<net::steady_timer> pause_;
  std::shared_ptr<net::steady_timer> waits_;  // null: for nothing
  error_code ec_;                             // of the last operation on the connection
  bool busy_ = false;
  bool last_ = false;
};

}  // namespace orcamo::mock
