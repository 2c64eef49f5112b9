#pragma once
#include <gtest/gtest.h>
#include <openssl/err.h>

#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

#include "authority/certificate_authority.hpp"
#include "orcamo/client/https_transport.hpp"
#include "orcamo/testing/matchers.hpp"
#include "scripted_server.hpp"

namespace orcamo::client {

using pki::Errc;
using testing::FailsWith;
using testing::IsOk;
using testing::Says;

// What every test of the transport starts from: an authority, a server's and a client's credential under it, a clock
// that stands still, and an error queue that is empty again at the end.
class TransportTest : public ::testing::Test {
 protected:
  void TearDown() override { EXPECT_EQ(ERR_peek_error(), 0U) << "left in OpenSSL's error queue"; }

  ServerSide server_side(int lowest = TLS1_2_VERSION, int highest = TLS1_3_VERSION) const {
    return {.credential = authority.issue_server(life).value(), .lowest = lowest, .highest = highest};
  }

  // on_ipv6 is a server that listens on the IPv6 loopback alone; none where this machine has none.
  std::unique_ptr<ScriptedServer> on_ipv6(ScriptedServer::Script script) const {
    ServerSide side = server_side();
    side.address = "::1";
    try {
      return std::make_unique<ScriptedServer>(side, std::move(script));
    } catch (const std::runtime_error&) {
      return nullptr;
    }
  }

  HttpsOptions trusting() const {
    HttpsOptions options;
    options.trusted = {authority.root()};
    return options;
  }

  pki::Credential client_credential(const std::string& name = "client001") const {
    return authority
        .issue_client({.organization = "u00000001", .common_name = name}, life,
                      pki::PrivateKey::generate(pki::KeyType::kP256).value(), mock::random_serial())
        .value();
  }

  static HttpRequest get(std::string url) {
    return {.method = "GET", .url = std::move(url), .headers = {}, .body = {}};
  }
  static HttpRequest post(std::string url, std::string body) {
    return {.method = "POST",
            .url = std::move(url),
            .headers = {{"Content-Type", "application/json"}},
            .body = std::move(body)};
  }

  const pki::TimePoint now{std::chrono::sys_days(std::chrono::year(2030) / 4 / 1)};
  const pki::Validity life{now - pki::days(10), now + pki::days(10)};
  pki::ManualClock clock{now};
  mock::CertificateAuthority authority = mock::CertificateAuthority::create("Transport Test").value();
};

// answers returns a script that gives `response` to every request of a connection until the client leaves.
inline ScriptedServer::Script answers(std::string response) {
  return [response = std::move(response)](Peer& peer) {
    if (!peer.shake_hands()) return;
    while (!peer.read_request().empty()) peer.write(response);
  };
}

// says returns a script that answers the first request with `octets`, then takes its leave in good order.
inline ScriptedServer::Script says(std::string octets) {
  return [octets = std::move(octets)](Peer& peer) {
    if (!peer.shake_hands() || peer.read_request().empty()) return;
    peer.write(octets);
    peer.say_farewell();
    peer.wait_for_client();
  };
}

}  // namespace orcamo::client
