#pragma once
#include "orcamo/pki/credential.hpp"
#include "orcamo/pki/time.hpp"

namespace orcamo::mock {

enum class Purpose { kTlsClient, kTlsServer };

// verify judges the credential's certificate as OpenSSL does in a handshake, strictly, with `root` alone trusted and
// the chain as sent along. Returns OpenSSL's verify code: X509_V_OK, X509_V_ERR_CERT_HAS_EXPIRED and so on.
int verify(const pki::Credential& credential, const pki::Certificate& root, Purpose purpose, pki::TimePoint now);

// name_constraints_verdict holds `leaf` against the name constraints of `authority` alone.
int name_constraints_verdict(const pki::Certificate& leaf, const pki::Certificate& authority);

}  // namespace orcamo::mock
