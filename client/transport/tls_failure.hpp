#pragma once
#include <string>

#include "orcamo/pki/openssl/handles.hpp"
#include "transport/server_judgement.hpp"

namespace orcamo::client {

enum class Presented { kNothing, kCertificate };

// TlsFailure is what is known when TLS fails, in the handshake or after it.
struct TlsFailure {
  unsigned long code = 0;  // OpenSSL's packed error
  const SSL* ssl = nullptr;
  const ServerJudgement& judgement;
  std::string endpoint;
  Presented presented = Presented::kNothing;
};

// classify names the cause: a server alert about the client certificate (RFC 8446, 6.2) becomes its tls.* code, whether
// it came in the handshake (TLS 1.2) or with the first read (TLS 1.3); a server certificate that did not pass becomes
// kServerNotTrusted; what is no TLS at all kServerNotTls.
pki::Error classify(const TlsFailure& failure);

}  // namespace orcamo::client
