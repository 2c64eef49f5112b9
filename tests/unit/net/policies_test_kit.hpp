#pragma once
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/err.h>

#include <csignal>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "orcamo/mock/server.hpp"
#include "orcamo/testing/matchers.hpp"
#include "peer.hpp"
#include "world/policy_names.hpp"

namespace orcamo::mock {

// A whole server whose clock stands still, and clients that say what they saw.
class ServerTest : public ::testing::Test {
 protected:
  ServerTest() {
    // A client goes on writing after the server has dropped it.
    std::signal(SIGPIPE, SIG_IGN);
  }
  ~ServerTest() override { EXPECT_EQ(ERR_peek_error(), 0U) << "left in OpenSSL's error queue"; }

  void set(std::string_view key, std::string_view text) {
    ASSERT_THAT(sandbox.change_policy([&](Policy& policy) { return read_policy(policy, key, text); }), testing::IsOk());
  }

  // A certificate that began a day ago.
  GenerationRef issue(pki::Seconds remaining = pki::days(30)) {
    IssueRequest order;
    order.not_before = clock.now() - pki::days(1);
    order.not_after = clock.now() + remaining;
    return sandbox.issue(std::move(order)).value();
  }

  TlsClientOptions client(const GenerationRef& by, int version = 0, SSL_SESSION* session = nullptr) {
    return {.credential = by ? &by->credential : nullptr, .version = version, .session = session};
  }

  static std::string request(const std::string& line, std::string_view body = "", bool keep_alive = false) {
    return line + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\nConnection: " + (keep_alive ? "keep-alive" : "close") + "\r\n\r\n" + std::string(body);
  }

  // What comes back to one request on a connection of its own; empty: nothing.
  std::string converse(const GenerationRef& by, const std::string& line, std::string_view body = "") {
    TlsPeer peer(server->port(), client(by));
    if (peer.shake_hands()) peer.send(request(line, body));
    return peer.receive_all();
  }

  std::vector<HandshakeEntry> journal() { return sandbox.journal().entries(); }

  pki::ManualClock clock{std::chrono::sys_days(std::chrono::year(2031) / 2 / 3)};
  const std::unique_ptr<Server> server = Server::start({}, clock).value();
  Sandbox& sandbox = server->world().default_sandbox();
};

}  // namespace orcamo::mock
