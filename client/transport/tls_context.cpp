#include "transport/tls_context.hpp"

namespace orcamo::client {

pki::Result<pki::SslContext> make_tls_context(const HttpsOptions& options) {
  pki::SslContext context(SSL_CTX_new(TLS_client_method()));
  if (!context) return pki::take_error(pki::Errc::kCryptoFailed, "preparing TLS");
  const int lowest = options.tls_versions == TlsVersions::kOnly13 ? TLS1_3_VERSION : TLS1_2_VERSION;
  const int highest = options.tls_versions == TlsVersions::kOnly12 ? TLS1_2_VERSION : TLS1_3_VERSION;
  SSL_CTX_set_min_proto_version(context.get(), lowest);
  SSL_CTX_set_max_proto_version(context.get(), highest);
  SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET);
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);  // each connection proves its certificate anew
  SSL_CTX_set_mode(context.get(), SSL_MODE_NO_AUTO_CHAIN);
  X509_STORE* store = SSL_CTX_get_cert_store(context.get());
  for (const pki::Certificate& root : options.trusted) {
    if (X509_STORE_add_cert(store, pki::NativeAccess::native(root)) != 1) {
      return pki::take_error(pki::Errc::kCryptoFailed, "trusting the certificate " + root.subject());
    }
  }
  return context;
}

}  // namespace orcamo::client
