#include "verification.hpp"

#include <openssl/err.h>

#include "orcamo/pki/openssl/handles.hpp"

namespace orcamo::mock {

using pki::NativeAccess;

int verify(const pki::Credential& credential, const pki::Certificate& root, Purpose purpose, pki::TimePoint now) {
  const pki::X509StoreHandle store(X509_STORE_new());
  X509_STORE_add_cert(store.get(), NativeAccess::native(root));

  const pki::Handle<STACK_OF(X509), [](STACK_OF(X509) * s) { sk_X509_free(s); }> chain(sk_X509_new_null());
  for (const pki::Certificate& link : credential.chain) sk_X509_push(chain.get(), NativeAccess::native(link));

  const pki::X509StoreContext context(X509_STORE_CTX_new());
  X509_STORE_CTX_init(context.get(), store.get(), NativeAccess::native(credential.certificate), chain.get());
  X509_STORE_CTX_set_purpose(context.get(),
                             purpose == Purpose::kTlsClient ? X509_PURPOSE_SSL_CLIENT : X509_PURPOSE_SSL_SERVER);
  X509_STORE_CTX_set_flags(context.get(), X509_V_FLAG_X509_STRICT);
  X509_VERIFY_PARAM_set_time(X509_STORE_CTX_get0_param(context.get()), now.time_since_epoch().count());
  X509_verify_cert(context.get());
  ERR_clear_error();
  return X509_STORE_CTX_get_error(context.get());
}

int name_constraints_verdict(const pki::Certificate& leaf, const pki::Certificate& authority) {
  const pki::Handle<NAME_CONSTRAINTS, NAME_CONSTRAINTS_free> constraints(static_cast<NAME_CONSTRAINTS*>(
      X509_get_ext_d2i(NativeAccess::native(authority), NID_name_constraints, nullptr, nullptr)));
  return constraints ? NAME_CONSTRAINTS_check(NativeAccess::native(leaf), constraints.get()) : X509_V_OK;
}

}  // namespace orcamo::mock
