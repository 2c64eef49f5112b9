#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <csignal>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "orcamo/mock/server.hpp"
#include "orcamo/testing/matchers.hpp"
#include "peer.hpp"

// Sandboxes that come and go while their clients, and those of others, are connected.
namespace orcamo::mock {
namespace {

constexpr std::size_t kThreads = 8;
constexpr std::size_t kRounds = ORCAMO_LOAD / 200;

std::string ask(TlsPeer& peer) {
  peer.send("HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  return peer.receive_until("\r\n\r\n").substr(0, 12);
}

class PassingSandboxes : public ::testing::Test {
 protected:
  PassingSandboxes() {
    // A client goes on writing after the server has let go of it.
    std::signal(SIGPIPE, SIG_IGN);
  }

  static TlsClientOptions client(const std::string& id, const GenerationRef& by, std::size_t nth) {
    return {.credential = &by->credential,
            .version = nth % 2 == 0 ? TLS1_2_VERSION : TLS1_3_VERSION,
            .server_name = id + ".localhost"};
  }

  // One sandbox's life, as its client sees it.
  std::weak_ptr<Sandbox> live(std::size_t nth) {
    SandboxRef sandbox = server->world().add({}).value();
    const std::string id = sandbox->id();
    const GenerationRef mine = sandbox->issue({}).value();

    TlsPeer open(server->port(), client(id, mine, nth));
    EXPECT_TRUE(open.shake_hands());
    EXPECT_EQ(ask(open), "HTTP/1.1 200");
    EXPECT_EQ(sandbox->journal().entries().size(), 1U);

    EXPECT_THAT(server->world().remove(id), testing::IsOk());
    EXPECT_EQ(ask(open), "HTTP/1.1 421");

    // Whose sandbox is no more has come to the default one, which does not know the certificate.
    TlsPeer late(server->port(), client(id, mine, nth));
    late.shake_hands();
    late.receive_all();
    EXPECT_EQ(late.alert(), SSL_AD_UNKNOWN_CA);
    return sandbox;
  }

  pki::ManualClock real{std::chrono::sys_days(std::chrono::year(2031) / 2 / 3)};
  const std::unique_ptr<Server> server = Server::start({.threads = 2}, real).value();
};

TEST_F(PassingSandboxes, AreGoneForTheNextRequestAndLeaveNothingBehind) {
  std::array<std::vector<std::weak_ptr<Sandbox>>, kThreads> passed;
  std::vector<std::thread> threads;
  for (std::size_t thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([this, thread, &mine = passed.at(thread)] {
      for (std::size_t round = 0; round < kRounds; ++round) mine.push_back(live(thread + round));
    });
  }
  for (std::thread& thread : threads) thread.join();
  server->stop();

  EXPECT_EQ(server->world().all().size(), 1U);
  EXPECT_EQ(server->world().default_sandbox().journal().entries({.reason = Reason::kUnknownCa}).size(),
            kThreads * kRounds);
  for (const auto& of_thread : passed) {
    for (const auto& sandbox : of_thread) EXPECT_TRUE(sandbox.expired());
  }
}

}  // namespace
}  // namespace orcamo::mock
