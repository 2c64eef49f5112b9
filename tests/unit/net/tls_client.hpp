#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "orcamo/pki/credential.hpp"
#include "orcamo/pki/openssl/handles.hpp"

namespace orcamo::mock {

inline void free_ssl(SSL* ssl) noexcept { SSL_free(ssl); }
using Ssl = pki::Handle<SSL, free_ssl>;
using SslSession = pki::Handle<SSL_SESSION, SSL_SESSION_free>;

struct TlsClientOptions {
  const pki::Credential* credential = nullptr;  // none: presents none
  const pki::Certificate* trusted = nullptr;    // none: trusts every server
  int version = 0;                              // TLS1_2_VERSION, TLS1_3_VERSION; 0: both
  std::string server_name = "localhost";
  std::vector<std::string> protocols = {};  // ALPN
  SSL_SESSION* session = nullptr;           // to be resumed; none: a new one
  std::function<void(SSL*)> prepare = {};   // a last word before the handshake
};

// TlsClient is OpenSSL's client, told what a test is about; it remembers what it saw.
class TlsClient {
 public:
  explicit TlsClient(const TlsClientOptions& options);

  SSL* ssl() const noexcept { return ssl_.get(); }
  int alert() const noexcept { return *alert_; }  // fatal alert received; -1: none
  bool has_resumed() const noexcept { return SSL_session_reused(ssl_.get()) == 1; }
  // A copy: OpenSSL makes the session of a connection that ends without a farewell useless.
  SslSession session() const { return SslSession(SSL_SESSION_dup(SSL_get_session(ssl_.get()))); }

  // Subjects that the server's CertificateRequest listed; what the server sent as its chain.
  std::vector<std::string> requested_authorities() const;
  std::vector<std::string> server_chain() const;

 private:
  std::unique_ptr<int> alert_ = std::make_unique<int>(-1);
  pki::SslContext context_;
  Ssl ssl_;
};

}  // namespace orcamo::mock
