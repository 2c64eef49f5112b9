#include "net/listener.hpp"

#include <algorithm>
#include <exception>
#include <future>
#include <list>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_set>
#include <utility>
#include <vector>

#include "net/net.hpp"
#include "net/session.hpp"

namespace orcamo::mock {
namespace {

constexpr std::chrono::milliseconds kGrace{1'000};     // for requests being answered when the server stops
constexpr std::chrono::milliseconds kAcceptPause{50};  // after a failed accept, most likely for want of descriptors
constexpr std::size_t kWorkers = 8;  // most of them wait: for each other's renewals, or while an RSA key is made

// Lane is one thread with its io_context and the connections that live there. Touched on its own thread only.
struct Lane {
  net::io_context io{1};
  net::executor_work_guard<net::io_context::executor_type> work{io.get_executor()};
  net::steady_timer grace{io};
  std::unordered_set<Session*> sessions;
  bool stopping = false;
  std::thread thread;
};

// Uncaught is where an exception out of a connection or a port ends: told to the observer, never lost.
class Uncaught {
 public:
  Uncaught(Observer* observer, const char* what) : observer_(observer), what_(what) {}

  void operator()(const std::exception_ptr& thrown) const {
    if (!thrown || !observer_) return;
    try {
      std::rethrow_exception(thrown);
    } catch (const std::exception& e) {
      observer_->on_trouble(std::string(what_) + " came to grief: " + e.what());
    }
  }

 private:
  Observer* observer_;
  const char* what_;
};

// Residence enters a session in its lane's list for as long as it lives.
class Residence {
 public:
  Residence(Lane& lane, Session& session) : lane_(lane), session_(session) { lane_.sessions.insert(&session_); }
  ~Residence() {
    lane_.sessions.erase(&session_);
    if (lane_.stopping && lane_.sessions.empty()) lane_.grace.cancel();
  }
  Residence(const Residence&) = delete;
  Residence& operator=(const Residence&) = delete;

 private:
  Lane& lane_;
  Session& session_;
};

// Entrance is one port. Its sessions keep it.
struct Entrance {
  tcp::acceptor acceptor;  // once connections are accepted, the first lane's thread alone touches it
  std::uint16_t port;
  Doorway doorway;
};
using EntranceRef = std::shared_ptr<Entrance>;

// is_abandoned tells whether the port belonged to a sandbox that is not of the world any more.
bool is_abandoned(const Entrance& entrance) {
  const SandboxRef& sandbox = entrance.doorway.sandbox;
  // Looking for it lets it end, where its time to live is over.
  return sandbox && entrance.doorway.world->find(sandbox->id()) != sandbox;
}

net::awaitable<void> serve(tcp::socket socket, Lane& lane, EntranceRef entrance) {
  if (lane.stopping) co_return;
  Session session(std::move(socket), entrance->doorway);
  const Residence residence(lane, session);
  co_await session.run();
}

net::awaitable<void> end_of_grace(Lane& lane) {
  error_code ec;
  lane.grace.expires_after(kGrace);
  co_await lane.grace.async_wait(into(ec));
  if (ec) co_return;
  for (Session* const session : lane.sessions) session->abandon();
}

void wind_up(Lane& lane) {
  lane.stopping = true;
  lane.work.reset();
  for (Session* const session : lane.sessions) session->finish();
  if (!lane.sessions.empty()) net::co_spawn(lane.io, end_of_grace(lane), net::detached);
}

pki::Error why_not(error_code ec, const std::string& address, std::uint16_t port) {
  const std::string where = address + " port " + std::to_string(port);
  if (ec == net::error::address_in_use) {
    return pki::Error(pki::Errc::kPortInUse, where + " is in use",
                      "choose another port, or 0 to let the system choose");
  }
  if (ec == net::error::access_denied) {
    return pki::Error(pki::Errc::kPortInUse, where + " may not be opened by this user",
                      "choose a port above 1023, or 0 to let the system choose");
  }
  return pki::Error(pki::Errc::kRequestBadValue, where + " cannot be opened: " + ec.message(),
                    "bind to an address of this machine, for example 127.0.0.1");
}

}  // namespace

pki::Result<std::string> check_address(const std::string& address, Reach reach) {
  error_code ec;
  const net::ip::address parsed = net::ip::make_address(address == "localhost" ? "127.0.0.1" : address, ec);
  if (ec) {
    return pki::Error(pki::Errc::kRequestBadValue, "\"" + address + "\" is not an IP address",
                      "bind to 127.0.0.1 or ::1");
  }
  if (reach == Reach::kLoopbackOnly && !parsed.is_loopback()) {
    return pki::Error(pki::Errc::kAddressNotLoopback,
                      address + " is not a loopback address: other machines could reach it",
                      "bind to 127.0.0.1 or ::1, or say --allow-remote if that is what you want");
  }
  return parsed.to_string();
}

struct Listener::Body {
  Body(std::size_t threads, const Limits& chosen, Observer* heard_by) : limits(chosen), observer(heard_by) {
    for (std::size_t i = 0; i < std::max<std::size_t>(threads, 1); ++i) lanes.emplace_back();
  }

  pki::Result<std::uint16_t> open(const std::string& address, std::uint16_t port, Doorway doorway) {
    error_code ec;
    const tcp::endpoint endpoint(net::ip::make_address(address, ec), port);
    tcp::acceptor acceptor(lanes.front().io);
    if (!ec) acceptor.open(endpoint.protocol(), ec);
    if (!ec) acceptor.set_option(tcp::acceptor::reuse_address(true), ec);
    if (!ec) acceptor.bind(endpoint, ec);
    if (!ec) acceptor.listen(net::socket_base::max_listen_connections, ec);
    const tcp::endpoint bound = ec ? endpoint : acceptor.local_endpoint(ec);
    if (ec) return why_not(ec, address, port);
    const EntranceRef entrance(new Entrance{std::move(acceptor), bound.port(), std::move(doorway)});
    const std::lock_guard lock(mutex);
    if (stage == Stage::kStopping) return pki::Error(pki::Errc::kInternal, "the server is about to end");
    entrances.push_back(entrance);
    if (stage == Stage::kRunning) begin(entrance);
    return entrance->port;
  }

  void begin(const EntranceRef& entrance) {
    net::co_spawn(lanes.front().io, accept(entrance), Uncaught(observer, "a port"));
  }

  net::awaitable<void> accept(EntranceRef entrance) {
    while (entrance->acceptor.is_open()) {
      Lane& lane = *next_lane();
      tcp::socket socket(lane.io);
      error_code ec;
      co_await entrance->acceptor.async_accept(socket, into(ec));
      if (!ec && is_abandoned(*entrance)) {
        entrance->acceptor.close(ec);
        const std::lock_guard lock(mutex);
        std::erase(entrances, entrance);
      } else if (!ec) {
        net::co_spawn(lane.io, serve(std::move(socket), lane, entrance), Uncaught(observer, "a connection"));
      } else if (ec != net::error::operation_aborted) {
        if (observer) observer->on_trouble("a connection could not be accepted: " + ec.message());
        net::steady_timer pause(lanes.front().io, kAcceptPause);
        co_await pause.async_wait(into(ec));
      }
    }
  }

  std::optional<std::uint16_t> port_of(const Sandbox& sandbox) const {
    const std::lock_guard lock(mutex);
    const auto found = std::find_if(entrances.begin(), entrances.end(),
                                    [&](const EntranceRef& each) { return each->doorway.sandbox.get() == &sandbox; });
    return found == entrances.end() ? std::nullopt : std::optional((*found)->port);
  }

  void close_unused() {
    const auto closed = std::make_shared<std::promise<void>>();
    {
      const std::lock_guard lock(mutex);
      if (stage != Stage::kRunning) return;
      const auto abandoned = std::stable_partition(entrances.begin(), entrances.end(), [](const EntranceRef& each) {
        return !each->doorway.sandbox || !each->doorway.sandbox->is_closed();
      });
      const std::vector<EntranceRef> unused(abandoned, entrances.end());
      entrances.erase(abandoned, entrances.end());
      if (unused.empty()) return;
      // With the mutex held: what is posted before the server stops is done before its threads end.
      net::post(lanes.front().io, [unused, closed] {
        error_code ignored;
        for (const EntranceRef& each : unused) each->acceptor.close(ignored);
        closed->set_value();
      });
    }
    closed->get_future().wait();
  }

  void start() {
    const std::lock_guard lock(mutex);
    stage = Stage::kRunning;
    for (const EntranceRef& each : entrances) begin(each);
  }

  void close_all() {
    const std::lock_guard lock(mutex);
    stage = Stage::kStopping;
    net::post(lanes.front().io, [all = entrances] {
      error_code ignored;
      for (const EntranceRef& each : all) each->acceptor.close(ignored);
    });
  }

  // next_lane deals connections out in turn. Called on the first lane's thread only.
  Lane* next_lane() {
    if (next == lanes.end()) next = lanes.begin();
    return &*next++;
  }

  void carry(Lane& lane) {
    for (;;) {
      try {
        lane.io.run();
        return;
      } catch (const std::exception& e) {
        if (observer) observer->on_trouble(std::string("a connection came to grief: ") + e.what());
      }
    }
  }

  Limits limits;
  Observer* observer;
  std::list<Lane> lanes;
  std::list<Lane>::iterator next = lanes.end();

  mutable std::mutex mutex;  // of what follows
  enum class Stage { kPreparing, kRunning, kStopping } stage = Stage::kPreparing;
  std::vector<EntranceRef> entrances;

  net::thread_pool workers{kWorkers};
};

Listener::Listener(std::size_t threads, const Limits& limits, Observer* observer)
    : body_(std::make_unique<Body>(threads, limits, observer)) {}

Listener::~Listener() { stop(); }

pki::Result<std::uint16_t> Listener::open_https(const std::string& address, std::uint16_t port, const TlsContext& tls,
                                                World& world, Handler handler, SandboxRef sandbox) {
  return body_->open(address, port,
                     Doorway{Port::kHttps, body_->limits, std::move(handler), body_->workers, body_->observer,
                             world.default_sandbox().clock(), &world, tls.native(), std::move(sandbox)});
}

pki::Result<std::uint16_t> Listener::open_plain(const std::string& address, std::uint16_t port, const pki::Clock& clock,
                                                Handler handler) {
  return body_->open(address, port,
                     Doorway{Port::kAdmin, body_->limits, std::move(handler), body_->workers, body_->observer, clock,
                             nullptr, nullptr, nullptr});
}

std::optional<std::uint16_t> Listener::port_of(const Sandbox& sandbox) const { return body_->port_of(sandbox); }

void Listener::close_unused() { body_->close_unused(); }

void Listener::start() {
  body_->start();
  for (Lane& lane : body_->lanes) {
    lane.thread = std::thread([this, &lane] { body_->carry(lane); });
  }
}

void Listener::stop() {
  body_->close_all();
  for (Lane& lane : body_->lanes) {
    net::post(lane.io, [&lane] { wind_up(lane); });
  }
  for (Lane& lane : body_->lanes) {
    if (lane.thread.joinable()) lane.thread.join();
  }
  body_->workers.join();
}

}  // namespace orcamo::mock
