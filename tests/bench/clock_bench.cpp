#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "figures.hpp"
#include "orcamo/testing/mock_server.hpp"
#include "peer.hpp"

// How soon a moved clock is answered while others shake hands and ask; beside it, how soon the cheapest request of the
// same port is. Usage: clock_bench [MOVES]
namespace orcamo::bench {
namespace {

constexpr std::string_view kClock = "/__admin/sandboxes/default/clock";
constexpr std::string_view kHealth = "/__admin/health";

std::string request(std::string_view method, std::string_view path, const std::string& body) {
  return std::string(method) + " " + std::string(path) + " HTTP/1.1\r\nHost: localhost\r\n" +
         "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

// AdminClient keeps one connection, as a test's HTTP client does.
class AdminClient {
 public:
  explicit AdminClient(std::uint16_t port) : peer_(port) {}

  void ask(std::string_view method, std::string_view path, const std::string& body = "") {
    peer_.send(request(method, path, body));
    const std::string head = peer_.receive_until("\r\n\r\n");
    constexpr std::string_view kLength = "Content-Length: ";
    const auto at = head.find(kLength);
    if (!head.starts_with("HTTP/1.1 200 ") || at == std::string::npos) {
      std::fprintf(stderr, "%.*s was answered:\n%s\n", static_cast<int>(path.size()), path.data(), head.c_str());
      std::exit(EXIT_FAILURE);
    }
    peer_.receive(std::stoul(head.substr(at + kLength.size())));
  }

 private:
  mock::Peer peer_;
};

// Load is two clients that never rest: one makes connections, one asks on a connection that it keeps.
class Load {
 public:
  explicit Load(testing::MockServer& server) : by_(server.issue()) {
    const mock::TlsClientOptions options{.credential = &by_.credential};
    const auto port = server.server().port();
    threads_.emplace_back([this, port, options] {
      for (; !over_; ++handshakes) {
        mock::TlsPeer peer(port, options);
        if (!peer.shake_hands() || !has_answer(peer)) failed = true;
      }
    });
    threads_.emplace_back([this, port, options] {
      mock::TlsPeer peer(port, options);
      if (!peer.shake_hands()) failed = true;
      for (; !over_ && !failed; ++requests) {
        if (!has_answer(peer)) failed = true;
      }
    });
  }
  ~Load() {
    over_ = true;
    for (std::thread& thread : threads_) thread.join();
  }
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;

  std::atomic<std::size_t> handshakes = 0;
  std::atomic<std::size_t> requests = 0;
  std::atomic<bool> failed = false;

 private:
  static bool has_answer(mock::TlsPeer& peer) {
    return peer.send("HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n") &&
           peer.receive_until("\r\n\r\n").starts_with("HTTP/1.1 200 ");
  }

  testing::Issued by_;
  std::atomic<bool> over_ = false;
  std::vector<std::thread> threads_;
};

struct Latencies {
  Sample put_clock;
  Sample health;
};

// The two kinds of requests take turns.
Latencies measure(testing::MockServer& server, int count) {
  AdminClient admin(server.server().admin_port());
  Latencies latencies;
  for (int i = 0; i < count; ++i) {
    const std::string body = R"({"now":"now)" + std::string(i % 2 == 0 ? "+1s" : "-1s") + R"("})";
    latencies.put_clock.time([&] { admin.ask("PUT", kClock, body); });
    latencies.health.time([&] { admin.ask("GET", kHealth); });
  }
  return latencies;
}

void print(const char* when, Latencies latencies) {
  for (auto& [what, sample] : {std::pair<const char*, Sample&>{"put_clock", latencies.put_clock},
                               std::pair<const char*, Sample&>{"get_health", latencies.health}}) {
    std::printf("%s load=%s median_milliseconds=%.3f p99_milliseconds=%.3f longest_milliseconds=%.3f\n", what, when,
                sample.at(0.5), sample.at(0.99), sample.at(1.0));
  }
  std::printf("put_clock/get_health load=%s p99_ratio=%.2f\n", when,
              latencies.put_clock.at(0.99) / latencies.health.at(0.99));
}

int run(int count) {
  std::signal(SIGPIPE, SIG_IGN);
  testing::MockServer server({.threads = 2});
  print("none", measure(server, count));

  Load load(server);
  const auto start = SteadyClock::now();
  print("handshakes+requests", measure(server, count));
  const double seconds = milliseconds_since(start) / 1000;
  std::printf("load handshakes_per_second=%.0f requests_per_second=%.0f\n",
              static_cast<double>(load.handshakes) / seconds, static_cast<double>(load.requests) / seconds);
  if (load.failed) std::fprintf(stderr, "a client was refused\n");
  return load.failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

}  // namespace
}  // namespace orcamo::bench

int main(int argc, char** argv) {
  const int count = argc > 1 ? std::atoi(argv[1]) : 5'000;
  if (count < 1) {
    std::fprintf(stderr, "usage: clock_bench [MOVES]\n");
    return 2;
  }
  return orcamo::bench::run(count);
}
