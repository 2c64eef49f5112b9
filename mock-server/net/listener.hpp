#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "net/message.hpp"
#include "net/observer.hpp"
#include "net/options.hpp"
#include "net/tls_context.hpp"
#include "orcamo/pki/clock.hpp"
#include "orcamo/pki/result.hpp"
#include "world/world.hpp"

namespace orcamo::mock {

// Handler answers one request; called from several threads at once, never from one that carries connections.
using Handler = std::function<Reply(const Request&)>;

enum class Reach { kLoopbackOnly, kAnywhere };

// check_address reads an IP address; "localhost" is 127.0.0.1. Fails with kRequestBadValue, and with
// kAddressNotLoopback where `reach` forbids it.
pki::Result<std::string> check_address(const std::string& address, Reach reach);

// Listener is the ports of one server, the threads that carry their connections, and the workers that run handlers.
class Listener {
 public:
  // `observer` may be null; it outlives the listener.
  Listener(std::size_t threads, const Limits& limits, Observer* observer);
  ~Listener();  // stops
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  // The ports; 0 lets the system choose, the result is the port. References outlive the listener. The plain one is
  // opened before `start`. What comes to a `sandbox`'s port is the sandbox's; null: it is found by name and
  // certificate. Fail with kPortInUse, kRequestBadValue.
  pki::Result<std::uint16_t> open_https(const std::string& address, std::uint16_t port, const TlsContext& tls,
                                        World& world, Handler handler, SandboxRef sandbox = nullptr);
  pki::Result<std::uint16_t> open_plain(const std::string& address, std::uint16_t port, const pki::Clock& clock,
                                        Handler handler);

  std::optional<std::uint16_t> port_of(const Sandbox& sandbox) const;  // unset: it has none of its own

  // close_unused closes the ports of sandboxes that have been closed, and returns when they are free. Their connections
  // stay. Not from a thread that carries connections.
  void close_unused();

  void start();

  // stop closes the ports and idle connections, lets requests that are being answered end (for a second at most),
  // and returns when the threads have.
  void stop();

 private:
  struct Body;
  std::unique_ptr<Body> body_;
};

}  // namespace orcamo::mock
