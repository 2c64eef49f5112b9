#include "net/handshake_failure.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <array>

namespace orcamo::mock {
namespace {

std::string text_of(unsigned long error) {
  const char* const text = ERR_reason_error_string(error);
  return text ? text : "no reason given";
}

template <std::size_t kCount>
bool is_one_of(std::string_view word, const std::array<std::string_view, kCount>& words) noexcept {
  return std::find(words.begin(), words.end(), word) != words.end();
}

constexpr std::array<std::string_view, 5> kAboutTheServersCertificate{"bad_certificate", "certificate_unknown",
                                                                      "certificate_revoked", "unsupported_certificate",
                                                                      "bad_certificate_status_response"};

// Alerts that say of the other side that it does not keep to the protocol.
constexpr std::array<std::string_view, 9> kAboutTheProtocol{
    "unexpected_message", "bad_record_mac",   "record_overflow",   "decode_error",         "illegal_parameter",
    "decrypt_error",      "protocol_version", "missing_extension", "unsupported_extension"};

HandshakeFailure after_client_alert(std::string_view alert) {
  const std::string broke_off = "the client broke the handshake off with the alert " + std::string(alert);
  if (alert == "unknown_ca")
    return {Reason::kServerNotTrusted, broke_off + ": it does not trust the server's certificate"};
  if (alert == "certificate_expired") {
    return {Reason::kServerCertificateExpired, broke_off + ": it takes the server's certificate for expired"};
  }
  if (is_one_of(alert, kAboutTheServersCertificate)) {
    return {Reason::kServerCertificateRefused, broke_off + ": it refuses the server's certificate"};
  }
  return {Reason::kClientAlert, broke_off};
}

// The methods that OpenSSL does not know for HTTP by itself, as far as five octets go, and the preface of HTTP/2.
constexpr std::array<std::string_view, 5> kMoreRequests{"DELET", "OPTIO", "PATCH", "TRACE", "PRI *"};

HandshakeFailure after_first_octets(int reason, std::string_view octets, const std::string& why) {
  if (reason == SSL_R_HTTP_REQUEST || is_one_of(octets, kMoreRequests)) {
    return {Reason::kPlainHttp, "the client sent an HTTP request without TLS: the URL begins with https://"};
  }
  if (reason == SSL_R_HTTPS_PROXY_REQUEST) {
    return {Reason::kProxyRequest, "the client took this port for a proxy's"};
  }
  return {Reason::kNotTls, "the first octets were no TLS handshake (" + why + ")"};
}

HandshakeFailure after_hello(const Broken& broken, int reason, const std::string& why) {
  const std::string no_terms = "client and server did not come to terms (" + why + ")";
  switch (reason) {
    case SSL_R_PEER_DID_NOT_RETURN_A_CERTIFICATE:
      return {Reason::kNoCertificate, "the client presented no certificate"};
    case SSL_R_BAD_SIGNATURE:
    case SSL_R_WRONG_SIGNATURE_TYPE:
      return {Reason::kKeyNotProven, "the client did not prove that it holds the certificate's key (" + why + ")"};
    case SSL_R_EXCESSIVE_MESSAGE_SIZE:
      return {Reason::kMessageTooLarge, "a message of the handshake was too large (" + why + ")"};
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_VERSION_TOO_LOW:
      return {Reason::kTlsVersionUnsupported, no_terms};
    case SSL_R_NO_SHARED_CIPHER:
      return {Reason::kNoSharedCipher, no_terms};
    case SSL_R_NO_SUITABLE_SIGNATURE_ALGORITHM:
    case SSL_R_NO_SHARED_SIGNATURE_ALGORITHMS:
      return {Reason::kNoSharedSignature, no_terms};
    case SSL_R_INAPPROPRIATE_FALLBACK:
      return {Reason::kFallbackRefused, no_terms};
    default:
      break;
  }
  if (is_one_of(broken.server_alert, kAboutTheProtocol)) {
    return {Reason::kProtocolError, "the client did not keep to TLS (" + why + ")"};
  }
  return {Reason::kAborted, no_terms};
}

}  // namespace

HandshakeFailure explain(const Broken& broken) {
  if (!broken.client_alert.empty()) return after_client_alert(broken.client_alert);
  switch (broken.end) {
    case HandshakeEnd::kTimedOut:
      return broken.hello_seen
                 ? HandshakeFailure{Reason::kTimedOut,
                                    "the client did not complete the handshake within this server's patience"}
                 : HandshakeFailure{Reason::kSilent, "no ClientHello came within this server's patience"};
    case HandshakeEnd::kReset:
      return {Reason::kResetByClient, "the connection was reset before the handshake was complete"};
    case HandshakeEnd::kClosed:
      return broken.hello_seen
                 ? HandshakeFailure{Reason::kClosedByClient,
                                    "the connection was closed before the handshake was complete"}
                 : HandshakeFailure{Reason::kClosedBeforeHello, "the connection was closed without a word of TLS"};
    case HandshakeEnd::kStopped:
      return {Reason::kAborted, "the server was stopped before the handshake was complete"};
    case HandshakeEnd::kFailed:
    case HandshakeEnd::kComplete:
      break;
  }
  const int reason = ERR_GET_LIB(broken.error) == ERR_LIB_SSL ? ERR_GET_REASON(broken.error) : 0;
  const std::string why = text_of(broken.error);
  if (!broken.hello_seen) return after_first_octets(reason, broken.first_octets, why);
  if (ERR_GET_LIB(broken.error) == ERR_LIB_ASN1) {
    return {Reason::kMalformedCertificate, "what the client presented is not a certificate (" + why + ")"};
  }
  return after_hello(broken, reason, why);
}

}  // namespace orcamo::mock
