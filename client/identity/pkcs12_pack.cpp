#include "identity/pkcs12_pack.hpp"

#include <string>

#include "orcamo/pki/openssl/handles.hpp"

namespace orcamo::client {
namespace {

constexpr int kIterations = 2048;
constexpr int kIterationsForPerson = 600'000;  // OWASP's figure of 2023 for HMAC-SHA-256

pki::Error failed() { return pki::take_error(pki::Errc::kCryptoFailed, "making a PKCS#12 file"); }

}  // namespace

pki::Result<pki::Bytes> pack_pkcs12(const pki::Credential& credential, std::string_view password, PasswordOf whose) {
  const pki::BorrowingX509Stack chain(sk_X509_new_null());
  if (!chain) return failed();
  for (const pki::Certificate& certificate : credential.chain) {
    if (sk_X509_push(chain.get(), pki::NativeAccess::native(certificate)) <= 0) return failed();
  }
  const pki::Secret text = pki::Secret::copy_of(password);  // with the NUL that OpenSSL wants behind it
  const int iterations = whose == PasswordOf::kPerson ? kIterationsForPerson : kIterations;
  const std::string& name = credential.certificate.common_name();
  const pki::Pkcs12 p12(PKCS12_create(text.reveal().data(), name.c_str(), pki::NativeAccess::native(credential.key),
                                      pki::NativeAccess::native(credential.certificate), chain.get(), NID_aes_256_cbc,
                                      NID_aes_256_cbc, iterations, iterations, 0));
  if (!p12) return failed();
  const int size = i2d_PKCS12(p12.get(), nullptr);
  if (size <= 0) return failed();
  pki::Bytes octets(static_cast<std::size_t>(size));
  unsigned char* end = octets.data();
  if (i2d_PKCS12(p12.get(), &end) != size) return failed();
  return octets;
}

}  // namespace orcamo::client
