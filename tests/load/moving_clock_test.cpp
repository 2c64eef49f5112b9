#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <csignal>
#include <ctime>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "orcamo/mock/server.hpp"
#include "peer.hpp"

// A clock that is moved while others talk: the very next handshake and the very next request obey it.
namespace orcamo::mock {
namespace {

using pki::days;
using pki::Seconds;

constexpr std::size_t kThreads = 8;
constexpr std::size_t kRounds = ORCAMO_LOAD / 50;
constexpr int kRequests = 5;  // at most, on one connection

const pki::TimePoint kStart = std::chrono::sys_days(std::chrono::year(2031) / 2 / 3);

// Moments of the life of a certificate that is good from an hour before `kStart` to an hour after, in order.
struct Moment {
  Seconds from_start;
  Reason reason;  // of what becomes of it then

  pki::TimePoint time() const { return kStart + from_start; }
};
constexpr std::array<Moment, 7> kMoments{{{-days(3650), Reason::kNotYetValid},
                                          {-Seconds(3601), Reason::kNotYetValid},
                                          {-Seconds(3600), Reason::kOk},
                                          {Seconds(0), Reason::kOk},
                                          {Seconds(3600), Reason::kOk},
                                          {Seconds(3601), Reason::kExpired},
                                          {days(3650), Reason::kExpired}}};

GenerationRef issue(Sandbox& sandbox) {
  IssueRequest order;
  order.not_before = kStart - Seconds(3600);
  order.not_after = kStart + Seconds(3600);
  return sandbox.issue(std::move(order)).value();
}

// Answer is what a client sees of one; status 0: there was none.
struct Answer {
  int status = 0;
  pki::TimePoint date;
};

Answer read_answer(TlsPeer& peer) {
  const std::string head = peer.receive_until("\r\n\r\n");
  if (head.size() < 12) return {};
  std::tm parts{};
  ::strptime(head.c_str() + head.find("Date: "), "Date: %a, %d %b %Y %H:%M:%S GMT", &parts);
  return {std::stoi(head.substr(9, 3)), pki::TimePoint(Seconds(::timegm(&parts)))};
}

Answer ask(TlsPeer& peer, const std::string& path) {
  peer.send("HEAD " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
  return read_answer(peer);
}

std::string text(pki::TimePoint time) { return pki::format_rfc3339(time); }

class MovingClock : public ::testing::Test {
 protected:
  MovingClock() {
    // A client goes on writing after the server has let go of it.
    std::signal(SIGPIPE, SIG_IGN);
  }

  static TlsClientOptions client(const Sandbox& of, const GenerationRef& by, std::size_t nth) {
    return {.credential = &by->credential,
            .version = nth % 2 == 0 ? TLS1_2_VERSION : TLS1_3_VERSION,
            .server_name = of.id() + ".localhost"};
  }

  void move(Sandbox& sandbox, const Moment& to, std::size_t nth) const {
    if (nth % 2 == 0) {
      sandbox.clock().set(to.time(), ClockMode::kFrozen);
      return;
    }
    const std::string body = R"({"now":")" + pki::format_rfc3339(to.time()) + R"("})";
    const std::string answer = converse(
        server->admin_port(), "PUT /__admin/sandboxes/" + sandbox.id() +
                                  "/clock HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: " +
                                  std::to_string(body.size()) + "\r\n\r\n" + body);
    EXPECT_EQ(answer.substr(0, 12), "HTTP/1.1 200") << answer;
  }

  pki::ManualClock real{kStart};
  const std::unique_ptr<Server> server = Server::start({.threads = 2}, real).value();
};

// Every client has a sandbox, and moves its clock by the admin API every other time.
TEST_F(MovingClock, IsObeyedByTheNextHandshakeAndTheNextRequest) {
  const auto live = [this](std::size_t thread) {
    const SandboxRef sandbox = server->world().add({.id = "moving" + std::to_string(thread)}).value();
    const GenerationRef mine = issue(*sandbox);
    std::mt19937 random(static_cast<std::mt19937::result_type>(thread));
    for (std::size_t round = 0; round < kRounds; ++round) {
      const Moment& first = kMoments.at(random() % kMoments.size());
      const Moment& then = kMoments.at(random() % kMoments.size());

      move(*sandbox, first, round);
      TlsPeer peer(server->port(), client(*sandbox, mine, round / 2));
      const Answer welcome = peer.shake_hands() ? ask(peer, "/") : Answer{};
      const HandshakeEntry entry = sandbox->journal().entries().back();
      EXPECT_EQ(reason_name(entry.reason), reason_name(first.reason)) << entry.detail;
      EXPECT_EQ(text(entry.clock), text(first.time()));
      EXPECT_EQ(welcome.status, first.reason == Reason::kOk ? 200 : 0);
      if (first.reason != Reason::kOk) continue;
      EXPECT_EQ(text(welcome.date), text(first.time()));

      move(*sandbox, then, round + 1);
      const Answer answer = ask(peer, "/");
      EXPECT_EQ(answer.status, then.reason == Reason::kOk ? 200 : 403);
      EXPECT_EQ(text(answer.date), text(then.time()));
    }
  };

  std::vector<std::thread> threads;
  for (std::size_t thread = 0; thread < kThreads; ++thread) threads.emplace_back(live, thread);
  for (std::thread& thread : threads) thread.join();
}

// One clock, and nobody knows what it says at the moment: what the journal and the answers say belongs together.
TEST_F(MovingClock, IsReadOnceForEachVerdictAndOnceForEachAnswer) {
  Sandbox& sandbox = server->world().default_sandbox();
  const GenerationRef mine = issue(sandbox);
  std::mutex mutex;
  std::map<std::string, pki::TimePoint> dates;  // of the answers, by path
  std::atomic<bool> over = false;
  std::thread mover([&] {
    for (std::mt19937 random(2031); !over;) {
      sandbox.clock().set(kMoments.at(random() % kMoments.size()).time(), ClockMode::kFrozen);
    }
  });

  std::vector<std::thread> threads;
  for (std::size_t thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      for (std::size_t round = 0; round < kRounds; ++round) {
        TlsPeer peer(server->port(), client(sandbox, mine, round));
        if (!peer.shake_hands()) continue;
        for (int request = 0; request < kRequests; ++request) {
          const std::string path =
              "/" + std::to_string(thread) + "/" + std::to_string(round) + "/" + std::to_string(request);
          const Answer answer = ask(peer, path);
          if (answer.status == 0) break;
          const std::lock_guard lock(mutex);
          dates[path] = answer.date;
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  over = true;
  mover.join();

  const auto handshakes = sandbox.journal().entries();
  EXPECT_EQ(handshakes.size(), kThreads * kRounds);
  std::map<pki::TimePoint, Reason> reasons;
  for (const Moment& moment : kMoments) reasons[moment.time()] = moment.reason;
  for (const HandshakeEntry& entry : handshakes) {
    EXPECT_EQ(reason_name(entry.reason), reason_name(reasons.at(entry.clock))) << entry.detail;
  }
  const auto requests = sandbox.journal().requests();
  EXPECT_EQ(requests.size(), dates.size());
  for (const RequestEntry& entry : requests) {
    EXPECT_EQ(text(entry.clock), text(dates[entry.path])) << entry.path;
  }
}

}  // namespace
}  // namespace orcamo::mock
