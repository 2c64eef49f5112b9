#pragma once
#include <openssl/x509_vfy.h>

namespace orcamo::mock {

// verify_client is the certificate verification callback of the HTTPS port (SSL_CTX_set_cert_verify_callback). OpenSSL
// judges the chain and the purpose, against the authority of the connection's sandbox; the dates are judged by the
// sandbox clock through `stands` alone, since OpenSSL itself refuses the notAfter second. The verdict goes into the
// connection's HandshakeRecord, and its X.509 code decides the alert: certificate_expired, bad_certificate, unknown_ca.
int verify_client(X509_STORE_CTX* store, void* unused) noexcept;

}  // namespace orcamo::mock
