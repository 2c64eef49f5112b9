#include "cli/serve.hpp"

#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <memory>
#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "cli/files.hpp"
#include "orcamo/pki/time_expression.hpp"
#include "surfaces/fault_json.hpp"
#include "surfaces/sandbox_opening.hpp"
#include "surfaces/sandbox_order.hpp"

namespace orcamo::mock {
namespace {

namespace fs = std::filesystem;

// EndSignals are SIGTERM and SIGINT, kept from every thread and waited for by this one.
class EndSignals {
 public:
  EndSignals() {
    ::signal(SIGPIPE, SIG_IGN);
    sigemptyset(&set_);
    sigaddset(&set_, SIGTERM);
    sigaddset(&set_, SIGINT);
    ::pthread_sigmask(SIG_BLOCK, &set_, nullptr);
  }

  const char* wait() const {
    int number = 0;
    while (::sigwait(&set_, &number) != 0) {
    }
    return number == SIGTERM ? "SIGTERM" : "SIGINT";
  }

 private:
  sigset_t set_;
};

// ReadyFile is there while the server is ready.
class ReadyFile {
 public:
  explicit ReadyFile(fs::path path) : path_(std::move(path)) { remove_stale(); }
  ~ReadyFile() { remove(); }
  ReadyFile(const ReadyFile&) = delete;
  ReadyFile& operator=(const ReadyFile&) = delete;

  pki::Result<void> announce(const std::string& line) {
    if (path_.empty()) return {};
    auto written = write_file(path_, line, Access::kPublic, Existing::kReplaced);
    announced_ = written.has_value();
    return written;
  }

  void remove() {
    std::error_code ignored;
    if (std::exchange(announced_, false)) fs::remove(path_, ignored);
  }

 private:
  // A server that was killed leaves its file: whoever waits for ours must not find that. A living one's stays.
  // Our own number in it is stale too: in a container every server has the same one.
  void remove_stale() const {
    std::error_code ignored;
    if (!fs::is_regular_file(path_, ignored)) return;
    std::ifstream in(path_);
    const Json old = Json::parse(in, nullptr, false);
    if (!old.is_object() || old.value("event", Json()) != "ready") return;
    const Json pid = old.value("pid", Json());
    if (!pid.is_number_integer()) return;
    const auto number = pid.get<pid_t>();
    const bool alive = number != ::getpid() && (::kill(number, 0) == 0 || errno != ESRCH);
    if (!alive) fs::remove(path_, ignored);
  }

  fs::path path_;
  bool announced_ = false;
};

enum class Keeping { kNothing, kState };

pki::Result<void> place(Sandbox& sandbox, std::vector<Fault> faults) {
  for (auto& fault : faults) {
    if (const auto placed = sandbox.faults().add(std::move(fault)); !placed) return placed.error();
  }
  return {};
}

// open_or_find opens the sandbox of an order, unless --state has kept it: then only its port is opened again, and its
// faults are placed.
pki::Result<void> open_or_find(Server& server, SandboxOrder order, Keeping keeping) {
  if (keeping == Keeping::kState && order.plan.id.empty()) {
    return pki::Error(pki::Errc::kRequestBadValue, "a sandbox without an id cannot be found again in the state file",
                      "give it an \"id\"");
  }
  const auto kept = keeping == Keeping::kState ? server.world().find(order.plan.id) : nullptr;
  if (!kept) {
    const auto opened = open_sandbox(server.world(), server.ports(), std::move(order));
    return opened ? pki::Result<void>() : opened.error();
  }
  if (auto placed = place(*kept, std::move(order.faults)); !placed) return placed;
  if (!order.port) return {};
  const auto port = server.ports().open(kept, *order.port);
  return port ? pki::Result<void>() : port.error();
}

// Those with an id first: what the others are called is what is left. Times in an order are by the moment at which its
// sandbox is opened.
pki::Result<void> open_sandboxes(Server& server, const Json& orders, Keeping keeping, const pki::Clock& real) {
  for (const bool named : {true, false}) {
    for (std::size_t i = 0; i < orders.size(); ++i) {
      const std::string place = "opening /sandboxes/" + std::to_string(i);
      auto order = read_sandbox_order(orders[i], real.now());
      if (!order) return std::move(order).error().while_doing(place);
      if (order->plan.id.empty() == named) continue;
      if (auto opened = open_or_find(server, *std::move(order), keeping); !opened) {
        return std::move(opened).error().while_doing(place);
      }
    }
  }
  return {};
}

}  // namespace

pki::Result<void> serve(ServeOptions options) {
  const EndSignals signals;
  Log log(options.log_format, options.log_level);
  const pki::SystemClock real;
  if (!options.now.empty()) {
    const auto now = pki::evaluate_time(options.now, {.now = real.now()});
    if (!now) return pki::Error(now.error()).while_doing("reading --now");
    options.server.now = *now;
  }
  if (!options.admin_token_file.empty()) {
    auto token = read_secret_file(options.admin_token_file);
    if (!token) return std::move(token).error().while_doing("reading --admin-token-file");
    options.server.admin_token = std::make_shared<const pki::Secret>(*std::move(token));
  }
  ReadyFile ready(options.ready_file);

  options.server.observer = &log;
  options.server.on_shutdown = [] { ::kill(::getpid(), SIGTERM); };
  auto started = Server::start(options.server, real);
  if (!started) return std::move(started).error();
  Server& server = **started;

  std::optional<TemporaryFolder> folder;
  if (options.ca_file.empty()) {
    auto made = TemporaryFolder::create();
    if (!made) return std::move(made).error();
    folder.emplace(std::move(*made));
    options.ca_file = folder->path() / "ca.pem";
  }
  const fs::path ca_file = fs::absolute(options.ca_file);
  if (auto written = write_file(ca_file, server.ca_pem(), Access::kPublic, Existing::kReplaced); !written) {
    return std::move(written).error();
  }

  const auto keeping = options.server.state_file.empty() ? Keeping::kNothing : Keeping::kState;
  if (auto opened = open_sandboxes(server, options.sandboxes, keeping, real); !opened) return opened;
  auto faults = read_faults(options.faults);
  if (!faults) return std::move(faults).error();
  if (auto placed = place(server.world().default_sandbox(), *std::move(faults)); !placed) return placed;

  const auto seed = options.server.seed ? Json(*options.server.seed) : Json();
  const Json announcement{{"event", "ready"},
                          {"https", server.https_url()},
                          {"admin", server.admin_url()},
                          {"ca", ca_file.string()},
                          {"seed", seed},
                          {"version", ORCAMO_VERSION},
                          {"pid", ::getpid()}};
  const std::string line = announcement.dump() + "\n";
  if (auto announced = ready.announce(line); !announced) return std::move(announced).error();
  std::fputs(line.c_str(), stdout);
  std::fflush(stdout);
  log.write(LogLevel::kInfo, "ready",
            {{"clock", pki::format_rfc3339(server.world().default_sandbox().clock().now())},
             {"https", server.https_url()},
             {"admin", server.admin_url()},
             {"ca", ca_file.string()},
             {"seed", options.server.seed ? std::to_string(*options.server.seed) : "none"}});

  const char* const signal = signals.wait();
  ready.remove();
  log.write(LogLevel::kInfo, "stopping", {{"signal", signal}});
  server.stop();
  log.write(LogLevel::kInfo, "stopped", {});
  return {};
}

}  // namespace orcamo::mock
