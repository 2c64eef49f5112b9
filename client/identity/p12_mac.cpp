#include "identity/p12_mac.hpp"

#include <openssl/crypto.h>
#include <openssl/err.h>

#include <utility>

#include "identity/p12_library.hpp"
#include "identity/p12_pbmac1.hpp"

namespace orcamo::client {

pki::Result<P12Mac> P12Mac::read(PKCS12* p12, pki::BytesView file, const P12Budget& budget) {
  if (PKCS12_mac_present(p12) != 1) {
    return pki::Error(pki::Errc::kP12MacMissing,
                      "the PKCS#12 file has no MAC, so nobody can tell whether it was changed",
                      "ask for a file with a MAC; openssl pkcs12 -export writes one unless -nomac is given");
  }
  const X509_ALGOR* algorithm = nullptr;
  const ASN1_INTEGER* count = nullptr;
  PKCS12_get0_mac(nullptr, &algorithm, nullptr, &count, p12);
  if (is_pbmac1(*algorithm)) {
    auto terms = pbmac1_terms(*algorithm);
    if (!terms) return terms.error();
    P12Mac mac(p12, file, terms->iterations);
    if (auto affordable = budget.check(terms->iterations); !affordable) return affordable.error();
    mac.pbmac1_ = *std::move(terms);
    return mac;
  }
  if (auto known = check_mac_digest(*algorithm); !known) return known.error();
  if (count == nullptr) return P12Mac(p12, file, 1);  // the DEFAULT of RFC 7292, 4
  const auto iterations = iteration_count(count);
  if (!iterations) return iterations.error();
  if (auto affordable = budget.check(*iterations); !affordable) return affordable.error();
  return P12Mac(p12, file, *iterations);
}

bool P12Mac::takes_alike(const P12Password& a, const P12Password& b) const noexcept {
  return pbmac1_ ? a.octets.equals(b.octets.reveal()) : a.has_text_of(b);
}

pki::Result<bool> P12Mac::proves(const P12Password& password, P12Budget& budget) const {
  for (int times = pbmac1_ ? pbmac1_derivations(*pbmac1_) : 1; times > 0; --times) {
    if (auto affordable = budget.spend(iterations_); !affordable) return affordable.error();
  }
  bool proved = false;
  if (pbmac1_) {
    const ASN1_OCTET_STRING* stated = nullptr;
    PKCS12_get0_mac(&stated, nullptr, nullptr, nullptr, p12_);
    const pki::Bytes made = pbmac1(*pbmac1_, password.octets.reveal(), mac_content(file_));
    proved = !made.empty() && made.size() == static_cast<std::size_t>(ASN1_STRING_length(stated)) &&
             CRYPTO_memcmp(made.data(), ASN1_STRING_get0_data(stated), made.size()) == 0;
  } else {
    const P12Password::View text = password.for_text();
    proved = PKCS12_verify_mac(p12_, text.data, text.size) == 1;
  }
  ERR_clear_error();
  return proved;
}

}  // namespace orcamo::client
