#pragma once
#include <openssl/ssl.h>

#include "net/options.hpp"
#include "orcamo/pki/credential.hpp"
#include "orcamo/pki/openssl/handles.hpp"
#include "world/world.hpp"

namespace orcamo::mock {

// TlsContext is the TLS side of the HTTPS ports: the server's own certificate with its intermediates, client
// certificates demanded and judged by the connection's sandbox. Which that is, the port says, or the server name, or,
// where neither does, the issuer of the client's certificate; else it is the default one. Each handshake obeys the
// policy that the sandbox has when its ClientHello comes; where the issuer leads to it, versions and CA list
// are those of the default sandbox, because they are settled before the certificate comes, and nothing is resumed.
// Safe to share between threads once made.
class TlsContext {
 public:
  // `world` outlives the context. A connection's SSL needs a HandshakeRecord attached before its handshake.
  static pki::Result<TlsContext> create(World& world, TlsVersions versions = TlsVersions::kBoth);

  SSL_CTX* native() const noexcept { return context_.get(); }

 private:
  explicit TlsContext(pki::SslContext context) : context_(std::move(context)) {}

  pki::SslContext context_;
};

}  // namespace orcamo::mock
