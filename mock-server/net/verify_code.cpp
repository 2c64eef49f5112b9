#include "net/verify_code.hpp"

#include <openssl/x509_vfy.h>

namespace orcamo::mock {

int verify_code(Reason reason) noexcept {
  switch (reason) {
    case Reason::kExpired:
      return X509_V_ERR_CERT_HAS_EXPIRED;
    case Reason::kNotYetValid:
      return X509_V_ERR_CERT_NOT_YET_VALID;
    case Reason::kRevoked:
    case Reason::kSuperseded:  // one of the reasons of a revocation (RFC 5280, 5.3.1)
      return X509_V_ERR_CERT_REVOKED;
    default:
      return X509_V_OK;
  }
}

}  // namespace orcamo::mock
