#pragma once
#include <openssl/x509_vfy.h>

namespace orcamo::mock {

// verify_client is the certificate verification callback of the HTTPS port (SSL_CTX_set_cert_verify_callback). OpenSSL
// judges the chain and the purpose, against the authority of the connection's sandbox; the rest is the sandbox's own
// ruling, by its clock and its policy. The verdict goes into the connection's HandshakeRecord, and its X.509 code
// decides the alert: certificate_expired, bad_certificate, certificate_revoked, unknown_ca. Where the persona refuses
// over HTTP, the handshake completes all the same.
int verify_client(X509_STORE_CTX* store, void* unused) noexcept;

}  // namespace orcamo::mock
