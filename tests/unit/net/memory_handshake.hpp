#pragma once
#include <openssl/err.h>

#include "net/handshake_record.hpp"
#include "net/tls_context.hpp"
#include "tls_client.hpp"

namespace orcamo::mock {

// Handshake is client and server in one thread, joined by memory: by `room` octets of it at a time; 0: as many as come.
class Handshake {
 public:
  Handshake(World& world, const TlsContext& context, const TlsClientOptions& options, SandboxRef of_port = nullptr,
            std::size_t room = 0)
      : client(options), record(world, std::move(of_port)), server_(SSL_new(context.native())) {
    record.attach(server_.get());
    SSL_set_accept_state(server_.get());
    BIO* client_end = nullptr;
    BIO* server_end = nullptr;
    BIO_new_bio_pair(&client_end, room, &server_end, room);
    SSL_set_bio(client.ssl(), client_end, client_end);
    SSL_set_bio(server_.get(), server_end, server_end);
  }

  // run goes on until the server has decided and the client has read what it was told.
  void run() {
    bool decided = false;
    for (int round = 0; round < 500; ++round) {
      step(client.ssl());
      if (decided) continue;
      const int done = step(server_.get());
      if (done == 1) {
        record.conclude(server_.get(), HandshakeEnd::kComplete, 0);
        decided = true;
      } else if (done < 0) {
        record.conclude(server_.get(), HandshakeEnd::kFailed, error_);
        decided = true;
      }
    }
    ERR_clear_error();
  }

  SSL* server() const { return server_.get(); }

  TlsClient client;
  HandshakeRecord record;

 private:
  // step: 1 done, 0 waits, -1 failed. A finished client reads: in TLS 1.3 a refusal comes then.
  int step(SSL* ssl) {
    ERR_clear_error();
    char octet = 0;
    const int result = SSL_is_init_finished(ssl) ? SSL_read(ssl, &octet, 1) : SSL_do_handshake(ssl);
    const int problem = SSL_get_error(ssl, result);
    if (ssl == server_.get() && problem == SSL_ERROR_SSL) error_ = ERR_peek_error();
    if (problem == SSL_ERROR_WANT_READ || problem == SSL_ERROR_WANT_WRITE) return SSL_is_init_finished(ssl) ? 1 : 0;
    return problem == SSL_ERROR_NONE ? 1 : -1;
  }

  Ssl server_;
  unsigned long error_ = 0;
};

}  // namespace orcamo::mock
