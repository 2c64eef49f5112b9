#include "identity/p12_mac.hpp"

#include <openssl/err.h>

#include "identity/p12_algorithms.hpp"

namespace orcamo::client {

pki::Result<long> check_mac_terms(const PKCS12& p12, const P12Budget& budget) {
  if (PKCS12_mac_present(&p12) != 1) {
    return pki::Error(pki::Errc::kP12MacMissing,
                      "the PKCS#12 file has no MAC, so nobody can tell whether it was changed",
                      "ask for a file with a MAC; openssl pkcs12 -export writes one unless -nomac is given");
  }
  const X509_ALGOR* digest = nullptr;
  const ASN1_INTEGER* count = nullptr;
  PKCS12_get0_mac(nullptr, &digest, nullptr, &count, &p12);
  if (auto known = check_mac_digest(*digest); !known) return known.error();
  if (count == nullptr) return 1;  // the DEFAULT of RFC 7292, 4
  auto iterations = iteration_count(count);
  if (!iterations) return iterations;
  if (auto affordable = budget.check(*iterations); !affordable) return affordable.error();
  return iterations;
}

pki::Result<bool> mac_proves(PKCS12* p12, const P12Password& password, long iterations, P12Budget& budget) {
  if (auto affordable = budget.spend(iterations); !affordable) return affordable.error();
  const P12Password::View text = password.for_text();
  const bool proved = PKCS12_verify_mac(p12, text.data, text.size) == 1;
  ERR_clear_error();
  return proved;
}

}  // namespace orcamo::client
