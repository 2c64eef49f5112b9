#include "orcamo/mock/server.hpp"

#include <functional>
#include <utility>

#include "admin_door.hpp"
#include "metrics/metrics.hpp"
#include "net/listener.hpp"
#include "net/ports.hpp"
#include "net/tls_context.hpp"
#include "state/state.hpp"
#include "surfaces/surfaces.hpp"

namespace orcamo::mock {
namespace {

// The name under which the server's certificate is good, where the address has one.
std::string https_name(const std::string& address) {
  if (address == "127.0.0.1" || address == "::1" || address == "0.0.0.0" || address == "::") return "localhost";
  return address.find(':') == std::string::npos ? address : "[" + address + "]";
}

// bound_address is what the certificate must name besides 127.0.0.1 and ::1. It may name loopback addresses only.
std::string bound_address(const std::string& address) {
  const bool named_anyway = https_name(address) == "localhost";
  return !named_anyway && check_address(address, Reach::kLoopbackOnly) ? address : std::string();
}

// ServedPorts opens ports beside the one for all, in the same manner.
class ServedPorts final : public Ports {
 public:
  using Open = std::function<pki::Result<std::uint16_t>(SandboxRef, std::uint16_t)>;
  ServedPorts(Listener& listener, const std::uint16_t& for_all, Open open)
      : listener_(listener), for_all_(for_all), open_(std::move(open)) {}

  std::uint16_t for_all() const override { return for_all_; }
  pki::Result<std::uint16_t> open(const SandboxRef& sandbox, std::uint16_t port) override {
    return open_(sandbox, port);
  }
  std::optional<std::uint16_t> own(const Sandbox& sandbox) const override { return listener_.port_of(sandbox); }
  void close_unused() override { listener_.close_unused(); }

 private:
  Listener& listener_;
  const std::uint16_t& for_all_;
  Open open_;
};

// Audience is two observers as one.
class Audience final : public Observer {
 public:
  Audience(Observer& first, Observer* second) : first_(first), second_(second) {}

  void on_handshake(const HandshakeEvent& event) override {
    first_.on_handshake(event);
    if (second_) second_->on_handshake(event);
  }
  void on_request(const RequestEvent& event) override {
    first_.on_request(event);
    if (second_) second_->on_request(event);
  }
  void on_trouble(std::string_view what) override {
    first_.on_trouble(what);
    if (second_) second_->on_trouble(what);
  }

 private:
  Observer& first_;
  Observer* second_;  // null: none
};

}  // namespace

struct Server::Body {
  Body(std::unique_ptr<World> made, TlsContext context, std::string bound, const ServerOptions& options,
       AdminAccess access)
      : address(std::move(bound)),
        world(std::move(made)),
        metrics(*world),
        audience(metrics, options.observer),
        tls(std::move(context)),
        https(https_router()),
        ports(listener, port,
              [this](SandboxRef sandbox, std::uint16_t wanted) { return open_https(wanted, std::move(sandbox)); }),
        admin(admin_router(*world, ports,
                           {.access = std::move(access),
                            .metrics = [this] { return metrics.text(); },
                            .shutdown = options.on_shutdown})),
        listener(options.threads, {options.patience, options.max_body, options.max_header}, &audience) {}

  pki::Result<std::uint16_t> open_https(std::uint16_t wanted, SandboxRef sandbox) {
    return listener.open_https(
        address, wanted, tls, *world, [this](const Request& request) { return https.dispatch(request); },
        std::move(sandbox));
  }

  pki::Result<void> open(const ServerOptions& options, const AdminDoor& door, const pki::Clock& real) {
    const auto https_port = open_https(options.port, nullptr);
    if (!https_port) return https_port.error();
    const auto plain_port = listener.open_plain(door.address, options.admin_port, real,
                                                [this](const Request& request) { return admin.dispatch(request); });
    if (!plain_port) return plain_port.error();
    port = *https_port;
    admin_port = *plain_port;
    https_url = "https://" + https_name(address) + ":" + std::to_string(port);
    admin_url = "http://" + door.name + ":" + std::to_string(admin_port);
    return {};
  }

  const std::string address;
  std::unique_ptr<World> world;
  Metrics metrics;
  Audience audience;
  TlsContext tls;
  Router https;
  ServedPorts ports;
  Router admin;
  std::uint16_t port = 0;
  std::uint16_t admin_port = 0;
  std::string https_url;
  std::string admin_url;
  Listener listener;  // last: it ends before what its handlers use
};

pki::Result<std::unique_ptr<Server>> Server::start(const ServerOptions& options, const pki::Clock& real) {
  const auto address = check_address(options.bind, options.allow_remote ? Reach::kAnywhere : Reach::kLoopbackOnly);
  if (!address) return address.error();
  auto door = admin_door(options, *address);
  if (!door) return std::move(door).error();
  std::shared_ptr<Archive> archive;
  if (!options.state_file.empty()) {
    auto opened = open_state(options.state_file);
    if (!opened) return std::move(opened).error();
    archive = *std::move(opened);
  }
  auto world = World::create(real, {.server_names = options.server_names,
                                    .bound = bound_address(*address),
                                    .max_sandboxes = options.max_sandboxes,
                                    .seed = options.seed,
                                    .archive = std::move(archive),
                                    .policy = options.policy});
  if (!world) return std::move(world).error();
  if (options.now) {
    auto& clock = (*world)->default_sandbox().clock();
    if (auto started = clock.start_at(*options.now, ClockMode::kFrozen); !started) return started.error();
  }
  auto tls = TlsContext::create(**world, options.tls_versions);
  if (!tls) return std::move(tls).error();

  auto body = std::make_unique<Body>(std::move(*world), std::move(*tls), *address, options, door->access);
  if (auto opened = body->open(options, *door, real); !opened) return std::move(opened).error();
  body->listener.start();
  return std::unique_ptr<Server>(new Server(std::move(body)));
}

Server::Server(std::unique_ptr<Body> body) : body_(std::move(body)) {}
Server::~Server() { stop(); }

std::string Server::https_url() const { return body_->https_url; }
std::string Server::admin_url() const { return body_->admin_url; }
std::uint16_t Server::port() const { return body_->port; }
std::uint16_t Server::admin_port() const { return body_->admin_port; }
World& Server::world() { return *body_->world; }
Ports& Server::ports() { return body_->ports; }
std::string Server::ca_pem() const { return body_->world->server_authority().root().pem(); }
void Server::stop() { body_->listener.stop(); }

}  // namespace orcamo::mock
