#include "identity/purpose.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include "orcamo/pki/openssl/handles.hpp"

namespace orcamo::client {
namespace {

// A client signs its handshake (RFC 8446, 4.4.3); OpenSSL's servers take keyAgreement for it as well. UINT32_MAX: there
// is no key usage, so that everything is allowed.
bool may_sign(const pki::Certificate& certificate) noexcept {
  return (X509_get_key_usage(pki::NativeAccess::native(certificate)) & (KU_DIGITAL_SIGNATURE | KU_KEY_AGREEMENT)) != 0;
}

// Of a certificate with an extension that is there twice, or that it cannot read, OpenSSL knows no key usage at all.
bool has_readable_extensions(const pki::Certificate& certificate) noexcept {
  return (X509_get_extension_flags(pki::NativeAccess::native(certificate)) & EXFLAG_INVALID) == 0;
}

}  // namespace

bool is_for_login(const pki::Certificate& certificate) noexcept {
  return !certificate.is_authority() && certificate.is_for_clients();
}

std::optional<std::string_view> unfit_for_login(const pki::Certificate& certificate) noexcept {
  if (!has_readable_extensions(certificate)) return "an extension is there twice, or cannot be read";
  if (!certificate.is_for_clients()) return "its extended key usage lacks clientAuth";
  if (!may_sign(certificate)) return "its key usage lacks digitalSignature";
  return std::nullopt;
}

bool is_weak(const pki::Certificate& certificate) noexcept {
  constexpr int kEnough = 112;  // NIST SP 800-57, part 1, 5.6.3
  X509* native = pki::NativeAccess::native(certificate);
  const EVP_PKEY* key = X509_get0_pubkey(native);
  int signature = 0;
  const bool is_known = X509_get_signature_info(native, nullptr, nullptr, &signature, nullptr) == 1;
  const bool is_weak =
      (key != nullptr && EVP_PKEY_get_security_bits(key) < kEnough) || (is_known && signature < kEnough);
  ERR_clear_error();
  return is_weak;
}

}  // namespace orcamo::client
