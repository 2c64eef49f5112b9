#pragma once
#include "orcamo/client/https_transport.hpp"
#include "orcamo/pki/openssl/handles.hpp"

namespace orcamo::client {

// make_tls_context prepares what all connections of one transport share: versions, trusted roots, no resumption. It
// holds no credential. Fails with kCryptoFailed.
pki::Result<pki::SslContext> make_tls_context(const HttpsOptions& options);

}  // namespace orcamo::client
