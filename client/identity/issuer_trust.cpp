#include "identity/issuer_trust.hpp"

#include <openssl/err.h>

#include <string>
#include <vector>

#include "orcamo/pki/openssl/handles.hpp"

namespace orcamo::client {
namespace {

using pki::Certificate;
using pki::Errc;
using pki::Error;

constexpr const char* kAskWhetherChanged =
    "keep the old certificate and ask whoever runs the server whether its "
    "authority was changed; name the new one as trusted if it was";

// verify is X509_V_OK where `leaf` leads to one of `trusted`, over `between` where need be: a reason of OpenSSL's else.
int verify(const Certificate& leaf, const std::vector<Certificate>& between, const std::vector<Certificate>& trusted) {
  const pki::X509StoreHandle store(X509_STORE_new());
  const pki::X509StoreContext context(X509_STORE_CTX_new());
  const pki::BorrowingX509Stack untrusted(sk_X509_new_null());
  if (!store || !context || !untrusted) return X509_V_ERR_OUT_OF_MEM;
  for (const Certificate& each : trusted) {
    if (X509_STORE_add_cert(store.get(), pki::NativeAccess::native(each)) != 1) return X509_V_ERR_UNSPECIFIED;
  }
  for (const Certificate& each : between) {
    if (sk_X509_push(untrusted.get(), pki::NativeAccess::native(each)) == 0) return X509_V_ERR_OUT_OF_MEM;
  }
  if (X509_STORE_CTX_init(context.get(), store.get(), pki::NativeAccess::native(leaf), untrusted.get()) != 1 ||
      X509_STORE_CTX_set_purpose(context.get(), X509_PURPOSE_SSL_CLIENT) != 1) {
    return X509_V_ERR_UNSPECIFIED;
  }
  // PARTIAL_CHAIN: an intermediate that is trusted need not lead on to a root.
  X509_STORE_CTX_set_flags(context.get(), X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_NO_CHECK_TIME);
  if (X509_verify_cert(context.get()) == 1) return X509_V_OK;
  const int reason = X509_STORE_CTX_get_error(context.get());
  return reason == X509_V_OK ? X509_V_ERR_UNSPECIFIED : reason;
}

std::string joined_subjects(const std::vector<Certificate>& certificates) {
  std::string out;
  for (const Certificate& each : certificates) out += (out.empty() ? "" : " or ") + each.subject();
  return out;
}

pki::Result<void> check_against_trusted(const pki::Credential& arrived, const std::vector<Certificate>& between,
                                        const std::vector<Certificate>& trusted) {
  const int reason = verify(arrived.certificate, between, trusted);
  if (reason == X509_V_OK) return {};
  return Error(Errc::kIdentityUntrusted,
               "the certificate that arrived was issued by " + arrived.certificate.issuer() + " and should lead to " +
                   joined_subjects(trusted) + ", which it does not: " + X509_verify_cert_error_string(reason),
               kAskWhetherChanged);
}

pki::Result<void> check_same_issuer(const pki::Credential& arrived, const pki::Credential& old,
                                    const std::vector<Certificate>& between) {
  const Certificate& fresh = arrived.certificate;
  if (fresh.issuer() != old.certificate.issuer()) {
    return Error(
        Errc::kIdentityOtherIssuer,
        "the certificate that arrived was issued by " + fresh.issuer() + ", the old one by " + old.certificate.issuer(),
        kAskWhetherChanged);
  }
  // Whoever signed the old certificate is the issuer that is trusted, in whichever of the two files it came.
  std::vector<Certificate> issuers;
  for (const Certificate& each : between) {
    if (old.certificate.is_signed_by(each)) issuers.push_back(each);
  }
  if (issuers.empty()) {
    return Error(Errc::kIdentityUntrusted,
                 "nothing proves who issued the certificate that arrived: neither in its file nor in the old one's is "
                 "the certificate of the issuer, " +
                     old.certificate.issuer(),
                 "name the issuer's certificate as trusted");
  }
  const int reason = verify(fresh, {}, issuers);
  if (reason == X509_V_OK) return {};
  return Error(Errc::kIdentityUntrusted,
               "the certificate that arrived names " + fresh.issuer() +
                   " as its issuer, and the key of the old one's issuer has not signed it: " +
                   X509_verify_cert_error_string(reason),
               kAskWhetherChanged);
}

}  // namespace

pki::Result<void> check_issuer(const pki::Credential& arrived, const pki::Credential& old,
                               const ArrivalPolicy& policy) {
  std::vector<Certificate> between = arrived.chain;
  between.insert(between.end(), old.chain.begin(), old.chain.end());
  auto checked = policy.trusted.empty() ? check_same_issuer(arrived, old, between)
                                        : check_against_trusted(arrived, between, policy.trusted);
  ERR_clear_error();
  return checked;
}

}  // namespace orcamo::client
