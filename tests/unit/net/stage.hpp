#pragma once
#include <gtest/gtest.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <chrono>
#include <future>
#include <memory>
#include <optional>
#include <string>

#include "orcamo/mock/server.hpp"
#include "peer.hpp"

namespace orcamo::mock {

inline const pki::TimePoint kNow = std::chrono::sys_days(std::chrono::year(2031) / 2 / 3);
inline const pki::Validity kCurrent{kNow - pki::days(1), kNow + pki::days(89)};

// Stage is a server with what a client needs to provoke it.
struct Stage {
  explicit Stage(ServerOptions options = {}) : server(Server::start(options, clock).value()) {}

  Sandbox& sandbox() { return server->world().default_sandbox(); }
  const CertificateAuthority& authority() { return sandbox().authority(); }
  pki::Credential issue(pki::Validity validity = kCurrent, std::optional<pki::PrivateKey> key = std::nullopt) {
    return authority()
        .issue_client({.organization = "u00000001", .common_name = "client001"}, validity,
                      key ? *key : pki::PrivateKey::generate(pki::KeyType::kP256).value(), "482913")
        .value();
  }

  // The entry that `provoke` leaves; there is none before.
  template <class Provoke>
  HandshakeEntry entry_of(Provoke provoke) {
    return entry_of(provoke, sandbox());
  }
  template <class Provoke>
  static HandshakeEntry entry_of(Provoke provoke, Sandbox& in) {
    std::promise<void> written;
    const Watch watch = in.journal().watch(HandshakeFilter{}, 1, [&written] { written.set_value(); });
    provoke();
    written.get_future().wait();
    return in.journal().entries().front();
  }
  HandshakeEntry entry_of_client(const TlsClientOptions& options) { return entry_of_client(options, sandbox()); }
  HandshakeEntry entry_of_client(const TlsClientOptions& options, Sandbox& in) const {
    return entry_of(
        [&] {
          TlsPeer peer(server->port(), options);
          // In TLS 1.3 a refusal reaches a client that takes the handshake for done.
          if (peer.shake_hands()) peer.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
          peer.receive_all();
        },
        in);
  }
  HandshakeEntry entry_of_octets(const std::string& octets) {
    return entry_of([&] {
      Peer peer(server->port());
      peer.send(octets);
      peer.finish_sending();
      peer.receive_all();
    });
  }

  pki::ManualClock clock{kNow};
  std::unique_ptr<Server> server;
};

// present has the client show a certificate that its OpenSSL would not take otherwise.
inline void present(SSL* ssl, X509* certificate, EVP_PKEY* key) {
  SSL_set_security_level(ssl, 0);
  ASSERT_EQ(SSL_use_certificate(ssl, certificate), 1);
  ASSERT_EQ(SSL_use_PrivateKey(ssl, key), 1);
}

// client_hello is the first message of a client of that version.
inline std::string client_hello(int version) {
  TlsClient client({.version = version});
  BIO* const sent = BIO_new(BIO_s_mem());
  SSL_set_bio(client.ssl(), BIO_new(BIO_s_mem()), sent);
  SSL_do_handshake(client.ssl());
  ERR_clear_error();
  return pki::contents(sent);
}

}  // namespace orcamo::mock
