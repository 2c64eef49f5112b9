#pragma once
#include <openssl/ssl.h>

#include "net/options.hpp"
#include "orcamo/pki/credential.hpp"
#include "orcamo/pki/openssl/handles.hpp"
#include "world/world.hpp"

namespace orcamo::mock {

// TlsContext is the TLS side of the HTTPS port: the server's own certificate with its intermediates, client
// certificates demanded and judged by the sandbox that the server name leads to. Each handshake obeys the policy that
// the sandbox has when its ClientHello comes.
// Safe to share between threads once made.
class TlsContext {
 public:
  // `world` outlives the context. A connection's SSL needs a HandshakeRecord attached before its handshake.
  static pki::Result<TlsContext> create(World& world, const pki::Credential& server,
                                        TlsVersions versions = TlsVersions::kBoth);

  SSL_CTX* native() const noexcept { return context_.get(); }

 private:
  explicit TlsContext(pki::SslContext context) : context_(std::move(context)) {}

  pki::SslContext context_;
};

}  // namespace orcamo::mock
