#include "net/tls_context.hpp"

#include <openssl/err.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <exception>
#include <string>
#include <string_view>

#include "net/alert_name.hpp"
#include "net/client_verification.hpp"
#include "net/handshake_record.hpp"
#include "net/sandbox_host.hpp"

namespace orcamo::mock {
namespace {

constexpr std::string_view kSuites12 = "ECDHE+AESGCM:ECDHE+CHACHA20";
constexpr std::string_view kHttp11 = "http/1.1";
constexpr std::string_view kSessionIdContext = "orcamo-mock";

inline void free_name_stack(STACK_OF(X509_NAME) * stack) noexcept { sk_X509_NAME_pop_free(stack, X509_NAME_free); }
using NameStack = pki::Handle<STACK_OF(X509_NAME), free_name_stack>;

// authority_names is what CertificateRequest lists. Without the issuing authority Java and browsers hide certificates
// whose p12 lacks it; an empty list hides none.
NameStack authority_names(const Sandbox& sandbox, CaList list) {
  NameStack names(sk_X509_NAME_new_null());
  const auto add = [&](const pki::Certificate& authority) {
    pki::X509NameHandle name(X509_NAME_dup(X509_get_subject_name(pki::NativeAccess::native(authority))));
    if (name && sk_X509_NAME_push(names.get(), name.get()) > 0) (void)name.release();
  };
  if (list != CaList::kEmpty) add(sandbox.authority().root());
  if (list == CaList::kRootAndIssuing) add(sandbox.authority().issuing());
  return names;
}

// server_name_of reads the host name of a ClientHello (RFC 6066, 3); empty: none, or one that cannot be read.
std::string server_name_of(SSL* ssl) {
  const unsigned char* octets = nullptr;
  std::size_t length = 0;
  constexpr std::size_t kHead = 5;  // length of the list, type of the name, length of the name
  if (SSL_client_hello_get0_ext(ssl, TLSEXT_TYPE_server_name, &octets, &length) != 1 || length < kHead) return {};
  const std::size_t name_length = static_cast<std::size_t>(octets[3]) << 8 | octets[4];
  if (octets[2] != TLSEXT_NAMETYPE_host_name || name_length > length - kHead) return {};
  return {reinterpret_cast<const char*>(octets) + kHead, name_length};
}

struct VersionRange {
  int lowest;
  int highest;
};

VersionRange range_of(TlsVersions versions) noexcept {
  return {versions == TlsVersions::kOnly13 ? TLS1_3_VERSION : TLS1_2_VERSION,
          versions == TlsVersions::kOnly12 ? TLS1_2_VERSION : TLS1_3_VERSION};
}

// show_certificate has the server prove itself under the sandbox's own host name. Null changes nothing.
bool show_certificate(SSL* ssl, const pki::Credential* server) {
  if (!server) return true;
  const pki::BorrowingX509Stack chain(sk_X509_new_null());
  for (const pki::Certificate& link : server->chain) sk_X509_push(chain.get(), pki::NativeAccess::native(link));
  return SSL_use_cert_and_key(ssl, pki::NativeAccess::native(server->certificate),
                              pki::NativeAccess::native(server->key), chain.get(), 1) == 1;
}

// obey makes this one handshake follow the policy of its sandbox.
void obey(SSL* ssl, const HandshakeRecord& record) {
  const Policy& policy = *record.policy;
  SSL_CTX* const port = SSL_get_SSL_CTX(ssl);
  const auto [lowest, highest] = range_of(policy.tls_versions);
  SSL_set_min_proto_version(ssl, std::max(lowest, static_cast<int>(SSL_CTX_get_min_proto_version(port))));
  SSL_set_max_proto_version(ssl, std::min(highest, static_cast<int>(SSL_CTX_get_max_proto_version(port))));

  SSL_set_verify(
      ssl, answers_over_http(policy.persona) ? SSL_VERIFY_PEER : SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
      nullptr);
  if (record.sandbox.get() != &record.world.default_sandbox() || policy.ca_list != CaList::kRootAndIssuing) {
    SSL_set_client_CA_list(ssl, authority_names(*record.sandbox, policy.ca_list).release());
  }

  if (policy.resumption == Resumption::kOff) return;
  SSL_clear_options(ssl, SSL_OP_NO_TICKET);
  SSL_set_num_tickets(ssl, 1);
}

int on_client_hello(SSL* ssl, int* alert, void*) noexcept {
  HandshakeRecord* const record = HandshakeRecord::of(ssl);
  if (!record) return SSL_CLIENT_HELLO_SUCCESS;
  record->hello_seen = true;
  try {
    record->entry.server_name = server_name_of(ssl);
    const std::string label = sandbox_label(record->entry.server_name);
    auto named = record->found_by == FoundBy::kPort ? nullptr : record->world.find(label);
    if (named) {
      record->enter(std::move(named), FoundBy::kServerName);
    } else {
      record->enter(record->sandbox, record->found_by);
    }
    obey(ssl, *record);
    if (show_certificate(ssl, record->world.server_credential(label).get())) return SSL_CLIENT_HELLO_SUCCESS;
    *alert = SSL_AD_INTERNAL_ERROR;
    return SSL_CLIENT_HELLO_ERROR;
  } catch (const std::exception&) {
    *alert = SSL_AD_INTERNAL_ERROR;
    return SSL_CLIENT_HELLO_ERROR;
  }
}

// OpenSSL calls this for every ClientHello whose version it accepts, with or without a server name in it.
int on_server_name(SSL* ssl, int*, void*) noexcept {
  HandshakeRecord* const record = HandshakeRecord::of(ssl);
  if (!record) return SSL_TLSEXT_ERR_NOACK;
  record->negotiated = true;
  return record->entry.server_name.empty() ? SSL_TLSEXT_ERR_NOACK : SSL_TLSEXT_ERR_OK;
}

// A ticket carries the authority of the sandbox that accepted its certificate. One without is never resumed: that of a
// certificate that was refused, or is good for its renewal only, or whose issuer led to the sandbox, which is not known
// any more when a session is to be resumed.
std::string_view mark_of(const Sandbox& sandbox) { return sandbox.authority().issuing().subject(); }

int on_ticket_made(SSL* ssl, void*) noexcept {
  const HandshakeRecord* const record = HandshakeRecord::of(ssl);
  if (!record || record->entry.verdict != Verdict::kAccepted || record->ruling.admission != Admission::kFull ||
      record->found_by == FoundBy::kIssuer) {
    return 1;
  }
  const std::string_view mark = mark_of(*record->sandbox);
  return SSL_SESSION_set1_ticket_appdata(SSL_get_session(ssl), mark.data(), mark.size());
}

SSL_TICKET_RETURN on_ticket_seen(SSL* ssl, SSL_SESSION* session, const unsigned char*, std::size_t,
                                 SSL_TICKET_STATUS status, void*) noexcept {
  const HandshakeRecord* const record = HandshakeRecord::of(ssl);
  if (!record || (status != SSL_TICKET_SUCCESS && status != SSL_TICKET_SUCCESS_RENEW)) {
    return SSL_TICKET_RETURN_IGNORE_RENEW;
  }
  void* octets = nullptr;
  std::size_t length = 0;
  if (SSL_SESSION_get0_ticket_appdata(session, &octets, &length) != 1 || length == 0 ||
      std::string_view(static_cast<const char*>(octets), length) != mark_of(*record->sandbox)) {
    return SSL_TICKET_RETURN_IGNORE_RENEW;
  }
  return status == SSL_TICKET_SUCCESS ? SSL_TICKET_RETURN_USE : SSL_TICKET_RETURN_USE_RENEW;
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

// telling_error is the oldest error of the queue where that is TLS's own or tells of a certificate that cannot be read;
// what else comes first is a detail, such as of RSA, and the newest says what it means for TLS.
unsigned long telling_error() noexcept {
  const unsigned long oldest = ERR_peek_error();
  const int library = ERR_GET_LIB(oldest);
  return library == ERR_LIB_SSL || library == ERR_LIB_ASN1 ? oldest : ERR_peek_last_error();
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
      record->conclude(ssl, HandshakeEnd::kFailed, telling_error());
      // The alert is still in the memory between OpenSSL and the socket.
      if (record->drops_silently()) BIO_reset(SSL_get_wbio(ssl));
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
  const auto [lowest, highest] = range_of(versions);
  return SSL_CTX_set_min_proto_version(context, lowest) == 1 && SSL_CTX_set_max_proto_version(context, highest) == 1;
}

}  // namespace

pki::Result<TlsContext> TlsContext::create(World& world, TlsVersions versions) {
  pki::SslContext context(SSL_CTX_new(TLS_server_method()));
  if (!context || !limit_versions(context.get(), versions) ||
      SSL_CTX_set_cipher_list(context.get(), kSuites12.data()) != 1) {
    return pki::take_error(pki::Errc::kCryptoFailed, "making the TLS context");
  }
  SSL_CTX* const raw = context.get();
  SSL_CTX_set_mode(raw, SSL_MODE_NO_AUTO_CHAIN | SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_options(raw, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);

  // No resumption unless a policy wants it: a resumed handshake skips the verification of the certificate. The context
  // is set all the same: without it a client that tries to resume dies with internal_error.
  SSL_CTX_set_session_cache_mode(raw, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_options(raw, SSL_OP_NO_TICKET);
  SSL_CTX_set_num_tickets(raw, 0);
  SSL_CTX_set_session_ticket_cb(raw, on_ticket_made, on_ticket_seen, nullptr);
  SSL_CTX_set_session_id_context(raw, reinterpret_cast<const unsigned char*>(kSessionIdContext.data()),
                                 static_cast<unsigned>(kSessionIdContext.size()));

  if (!use_credential(raw, *world.server_credential(world.default_sandbox().id()))) {
    return pki::take_error(pki::Errc::kCryptoFailed, "taking the server's certificate into use");
  }
  SSL_CTX_set_verify(raw, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  SSL_CTX_set_cert_verify_callback(raw, verify_client, nullptr);
  SSL_CTX_set_client_CA_list(raw, authority_names(world.default_sandbox(), CaList::kRootAndIssuing).release());

  SSL_CTX_set_client_hello_cb(raw, on_client_hello, nullptr);
  SSL_CTX_set_tlsext_servername_callback(raw, on_server_name);
  SSL_CTX_set_alpn_select_cb(raw, on_application_protocols, nullptr);
  SSL_CTX_set_info_callback(raw, on_event);
  return TlsContext(std::move(context));
}

}  // namespace orcamo::mock
