#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "net/observer.hpp"
#include "net/options.hpp"
#include "orcamo/pki/clock.hpp"
#include "orcamo/pki/result.hpp"
#include "orcamo/pki/secret.hpp"
#include "world/world.hpp"

namespace orcamo::mock {

class Ports;

struct ServerOptions {
  std::string bind = "127.0.0.1";                            // any loopback address; others need `allow_remote`
  bool allow_remote = false;                                 // of `admin_bind` too
  std::uint16_t port = 0;                                    // HTTPS; 0: the system chooses
  std::uint16_t admin_port = 0;                              // plain HTTP, /__admin
  std::string admin_bind = {};                               // empty: as `bind` where that is loopback, or 127.0.0.1
  std::vector<std::string> server_names = {};                // beside localhost, *.localhost, 127.0.0.1 and ::1
  std::shared_ptr<const pki::Secret> admin_token = nullptr;  // null: none; needed where other machines reach the API
  std::optional<pki::TimePoint> now = std::nullopt;  // where the default clock stands still; unset: the wall clock
  Policy policy = {};                                // of the default sandbox
  std::size_t max_sandboxes = 2'000;                 // the default one included
  std::optional<std::uint64_t> seed = std::nullopt;  // of sandboxes that have none of their own; unset: random
  std::filesystem::path state_file = {};             // where the world is kept; empty: in memory only
  TlsVersions tls_versions = TlsVersions::kBoth;
  std::size_t threads = 1;
  std::chrono::milliseconds patience{30'000};  // a peer that is slower or silent for longer is let go
  std::size_t max_body = 1 << 20;              // octets of one request
  std::size_t max_header = 16 << 10;
  Observer* observer = nullptr;  // outlives the server

  // What POST /__admin/shutdown calls, on a thread of the server: it has somebody else stop the server, and returns at
  // once. Empty: nobody may ask for that.
  std::function<void()> on_shutdown = {};
};

// Server is a whole mock in this process: listening when `start` returns, gone when it is destroyed.
class Server {
 public:
  // Fails with kPortInUse, kAddressNotLoopback, kAdminTokenMissing, kAdminTokenUnusable, kRequestBadValue, and as
  // open_state does. `real` is the wall clock in production and outlives the server.
  static pki::Result<std::unique_ptr<Server>> start(const ServerOptions& options, const pki::Clock& real);

  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::string https_url() const;  // https://localhost:PORT
  std::string admin_url() const;  // http://127.0.0.1:PORT
  std::uint16_t port() const;
  std::uint16_t admin_port() const;
  World& world();
  Ports& ports();
  std::string ca_pem() const;  // the root that the server's certificate chains to

  // stop lets go of every connection and returns when the threads have ended. Done by the destructor too.
  void stop();

 private:
  struct Body;
  explicit Server(std::unique_ptr<Body> body);
  std::unique_ptr<Body> body_;
};

}  // namespace orcamo::mock
