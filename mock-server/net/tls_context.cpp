#include "net/tls_context.hpp"

#include <openssl/err.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <exception>
#include <string>
#include <string_view>

#include "net/client_verification.hpp"
#include "net/handshake_record.hpp"

namespace orcamo::mock {
namespace {

constexpr std::string_view kSuites12 = "ECDHE+AESGCM:ECDHE+CHACHA20";
constexpr std::string_view kHttp11 = "http/1.1";
constexpr std::string_view kSessionIdContext = "orcamo-mock";

inline void free_name_stack(STACK_OF(X509_NAME) * stack) noexcept { sk_X509_NAME_pop_free(stack, X509_NAME_free); }
using NameStack = pki::Handle<STACK_OF(X509_NAME), free_name_stack>;

// authority_names is what CertificateRequest lists: without the issuing authority Java and browsers would hide
// certificates whose p12 lacks it.
NameStack authority_names(const Sandbox& sandbox) {
  NameStack names(sk_X509_NAME_new_null());
  for (const pki::Certificate* authority : {&sandbox.authority().root(), &sandbox.authority().issuing()}) {
    pki::X509NameHandle name(X509_NAME_dup(X509_get_subject_name(pki::NativeAccess::native(*authority))));
    if (name && sk_X509_NAME_push(names.get(), name.get()) > 0) (void)name.release();
  }
  return names;
}

// sandbox_label is NAME of "NAME.localhost", in small letters; empty for other names.
std::string sandbox_label(std::string_view server_name) {
  constexpr std::string_view kSuffix = ".localhost";
  std::string name(server_name);
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  if (!name.ends_with(kSuffix)) return {};
  name.resize(name.size() - kSuffix.size());
  return name;
}

int on_client_hello(SSL* ssl, int*, void*) noexcept {
  if (HandshakeRecord* const record = HandshakeRecord::of(ssl)) record->hello_seen = true;
  return SSL_CLIENT_HELLO_SUCCESS;
}

// OpenSSL calls this for every ClientHello whose version it accepts, with or without a server name in it.
int on_server_name(SSL* ssl, int* alert, void*) noexcept {
  HandshakeRecord* const record = HandshakeRecord::of(ssl);
  if (!record) return SSL_TLSEXT_ERR_NOACK;
  record->negotiated = true;
  const char* const server_name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
  if (!server_name) return SSL_TLSEXT_ERR_NOACK;
  try {
    record->entry.server_name = server_name;
    Sandbox* const found = record->world.find(sandbox_label(server_name));
    if (found && found != record->sandbox) {
      record->sandbox = found;
      SSL_set_client_CA_list(ssl, authority_names(*found).release());
    }
  } catch (const std::exception&) {
    *alert = SSL_AD_INTERNAL_ERROR;
    return SSL_TLSEXT_ERR_ALERT_FATAL;
  }
  return SSL_TLSEXT_ERR_OK;
}

int on_application_protocols(SSL*, const unsigned char** chosen, unsigned char* length, const unsigned char* offered,
                             unsigned offered_length, void*) noexcept {
  for (unsigned at = 0; at < offered_length; at += 1U + offered[at]) {
    if (offered_length - at - 1 < offered[at]) break;
    const std::string_view name(reinterpret_cast<const char*>(offered + at + 1), offered[at]);
    if (name != kHttp11) continue;
    *chosen = offered + at + 1;
    *length = offered[at];
    return SSL_TLSEXT_ERR_OK;
  }
  return SSL_TLSEXT_ERR_NOACK;
}

void on_event(const SSL* ssl, int where, int value) noexcept {
  if ((where & SSL_CB_ALERT) == 0 || value >> 8 != SSL3_AL_FATAL) return;
  HandshakeRecord* const record = HandshakeRecord::of(ssl);
  if (!record) return;
  const std::string_view name = alert_name(value & 0xff);
  try {
    if ((where & SSL_CB_WRITE) == 0) {
      record->client_alert = name;
    } else {
      record->entry.alert = name;
      record->conclude(ssl, HandshakeEnd::kFailed, ERR_peek_error());
    }
  } catch (const std::exception&) {
    // Out of memory for the journal; the client gets its alert all the same.
  }
}

bool use_credential(SSL_CTX* context, const pki::Credential& server) {
  if (SSL_CTX_use_certificate(context, pki::NativeAccess::native(server.certificate)) != 1) return false;
  if (SSL_CTX_use_PrivateKey(context, pki::NativeAccess::native(server.key)) != 1) return false;
  return std::all_of(server.chain.begin(), server.chain.end(), [&](const pki::Certificate& link) {
    return SSL_CTX_add1_chain_cert(context, pki::NativeAccess::native(link)) == 1;
  });
}

bool limit_versions(SSL_CTX* context, TlsVersions versions) {
  const int lowest = versions == TlsVersions::kOnly13 ? TLS1_3_VERSION : TLS1_2_VERSION;
  const int highest = versions == TlsVersions::kOnly12 ? TLS1_2_VERSION : TLS1_3_VERSION;
  return SSL_CTX_set_min_proto_version(context, lowest) == 1 && SSL_CTX_set_max_proto_version(context, highest) == 1;
}

}  // namespace

pki::Result<TlsContext> TlsContext::create(World& world, const pki::Credential& server, TlsVersions versions) {
  pki::SslContext context(SSL_CTX_new(TLS_server_method()));
  if (!context || !limit_versions(context.get(), versions) ||
      SSL_CTX_set_cipher_list(context.get(), kSuites12.data()) != 1) {
    return pki::take_error(pki::Errc::kCryptoFailed, "making the TLS context");
  }
  SSL_CTX* const raw = context.get();
  SSL_CTX_set_mode(raw, SSL_MODE_NO_AUTO_CHAIN | SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_options(raw, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);

  // No resumption: a resumed handshake would skip the judgement of the certificate. The context is set all the same:
  // without it a client that tries to resume dies with internal_error.
  SSL_CTX_set_session_cache_mode(raw, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_options(raw, SSL_OP_NO_TICKET);
  SSL_CTX_set_num_tickets(raw, 0);
  SSL_CTX_set_session_id_context(raw, reinterpret_cast<const unsigned char*>(kSessionIdContext.data()),
                                 static_cast<unsigned>(kSessionIdContext.size()));

  if (!use_credential(raw, server)) {
    return pki::take_error(pki::Errc::kCryptoFailed, "taking the server's certificate into use");
  }
  SSL_CTX_set_verify(raw, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  SSL_CTX_set_cert_verify_callback(raw, verify_client, nullptr);
  SSL_CTX_set_client_CA_list(raw, authority_names(world.default_sandbox()).release());

  SSL_CTX_set_client_hello_cb(raw, on_client_hello, nullptr);
  SSL_CTX_set_tlsext_servername_callback(raw, on_server_name);
  SSL_CTX_set_alpn_select_cb(raw, on_application_protocols, nullptr);
  SSL_CTX_set_info_callback(raw, on_event);
  return TlsContext(std::move(context));
}

}  // namespace orcamo::mock
