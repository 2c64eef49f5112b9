#include "tls_client.hpp"

#include <stdexcept>

namespace orcamo::mock {
namespace {

void must(bool done, const char* what) {
  if (!done) throw std::runtime_error(pki::take_error(pki::Errc::kCryptoFailed, what).message());
}

void remember_alert(const SSL* ssl, int where, int value) {
  if ((where & SSL_CB_READ_ALERT) == SSL_CB_READ_ALERT && value >> 8 == SSL3_AL_FATAL) {
    *static_cast<int*>(SSL_get_app_data(ssl)) = value & 0xff;
  }
}

std::string name_text(const X509_NAME* name) {
  const pki::Bio out(BIO_new(BIO_s_mem()));
  X509_NAME_print_ex(out.get(), name, 0, XN_FLAG_RFC2253);
  return pki::contents(out.get());
}

}  // namespace

TlsClient::TlsClient(const TlsClientOptions& options) : context_(SSL_CTX_new(TLS_client_method())) {
  SSL_CTX* const raw = context_.get();
  must(raw != nullptr, "SSL_CTX_new");
  if (options.version != 0) {
    must(SSL_CTX_set_min_proto_version(raw, options.version) == 1, "min version");
    must(SSL_CTX_set_max_proto_version(raw, options.version) == 1, "max version");
  }
  if (options.trusted) {
    must(X509_STORE_add_cert(SSL_CTX_get_cert_store(raw), pki::NativeAccess::native(*options.trusted)) == 1, "trust");
    SSL_CTX_set_verify(raw, SSL_VERIFY_PEER, nullptr);
  }
  if (options.credential) {
    must(SSL_CTX_use_certificate(raw, pki::NativeAccess::native(options.credential->certificate)) == 1, "certificate");
    must(SSL_CTX_use_PrivateKey(raw, pki::NativeAccess::native(options.credential->key)) == 1, "key");
    for (const pki::Certificate& link : options.credential->chain) {
      must(SSL_CTX_add1_chain_cert(raw, pki::NativeAccess::native(link)) == 1, "chain");
    }
  }
  SSL_CTX_set_info_callback(raw, remember_alert);
  ssl_.reset(SSL_new(raw));
  must(ssl_ != nullptr, "SSL_new");
  SSL_set_app_data(ssl_.get(), alert_.get());
  if (!options.server_name.empty()) {
    must(SSL_set_tlsext_host_name(ssl_.get(), options.server_name.c_str()) == 1, "server name");
    must(SSL_set1_host(ssl_.get(), options.server_name.c_str()) == 1, "expected name");
  }
  std::string wire;
  for (const std::string& protocol : options.protocols) {
    wire.push_back(static_cast<char>(protocol.size()));
    wire += protocol;
  }
  if (!wire.empty()) {
    must(SSL_set_alpn_protos(ssl_.get(), reinterpret_cast<const unsigned char*>(wire.data()),
                             static_cast<unsigned>(wire.size())) == 0,
         "ALPN");
  }
  if (options.session) must(SSL_set_session(ssl_.get(), options.session) == 1, "session");
  if (options.prepare) options.prepare(ssl_.get());
  SSL_set_connect_state(ssl_.get());
}

std::vector<std::string> TlsClient::requested_authorities() const {
  std::vector<std::string> names;
  const STACK_OF(X509_NAME)* const list = SSL_get_client_CA_list(ssl_.get());
  for (int i = 0; i < sk_X509_NAME_num(list); ++i) names.push_back(name_text(sk_X509_NAME_value(list, i)));
  return names;
}

std::vector<std::string> TlsClient::server_chain() const {
  std::vector<std::string> names;
  const STACK_OF(X509)* const chain = SSL_get_peer_cert_chain(ssl_.get());
  for (int i = 0; i < sk_X509_num(chain); ++i) {
    names.push_back(name_text(X509_get_subject_name(sk_X509_value(chain, i))));
  }
  return names;
}

}  // namespace orcamo::mock
