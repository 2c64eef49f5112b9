#include "net/handshake_record.hpp"

#include <utility>

namespace orcamo::mock {
namespace {

int record_index() noexcept {
  static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return index;
}

}  // namespace

HandshakeRecord::HandshakeRecord(World& of_world) : world(of_world), sandbox(&of_world.default_sandbox()) {}

void HandshakeRecord::attach(SSL* ssl) noexcept { SSL_set_ex_data(ssl, record_index(), this); }

HandshakeRecord* HandshakeRecord::of(const SSL* ssl) noexcept {
  return static_cast<HandshakeRecord*>(SSL_get_ex_data(ssl, record_index()));
}

void HandshakeRecord::conclude(const SSL* ssl, HandshakeEnd end, unsigned long error) {
  if (concluded) return;
  concluded = true;
  if (negotiated) entry.tls_version = SSL_get_version(ssl);
  if (!judged) entry.clock = sandbox->clock().now();
  if (end == HandshakeEnd::kComplete) {
    entry.resumed = SSL_session_reused(ssl) == 1;
  } else if (!judged || entry.verdict == Verdict::kAccepted) {
    tell_why(end, error);
  }
  entry.id = sandbox->journal().record(entry);
}

// tell_why words the end of a handshake that did not fail for the certificate's chain or dates.
void HandshakeRecord::tell_why(HandshakeEnd end, unsigned long error) {
  auto failure = explain({.end = end,
                          .error = error,
                          .hello_seen = hello_seen,
                          .client_alert = client_alert,
                          .server_alert = entry.alert});
  entry.verdict = Verdict::kRefused;
  entry.reason = failure.reason;
  entry.detail = std::move(failure.detail);
}

std::string_view alert_name(int alert) noexcept {
  switch (alert) {
    case SSL_AD_CLOSE_NOTIFY:
      return "close_notify";
    case SSL_AD_UNEXPECTED_MESSAGE:
      return "unexpected_message";
    case SSL_AD_BAD_RECORD_MAC:
      return "bad_record_mac";
    case SSL_AD_RECORD_OVERFLOW:
      return "record_overflow";
    case SSL_AD_HANDSHAKE_FAILURE:
      return "handshake_failure";
    case SSL_AD_BAD_CERTIFICATE:
      return "bad_certificate";
    case SSL_AD_UNSUPPORTED_CERTIFICATE:
      return "unsupported_certificate";
    case SSL_AD_CERTIFICATE_REVOKED:
      return "certificate_revoked";
    case SSL_AD_CERTIFICATE_EXPIRED:
      return "certificate_expired";
    case SSL_AD_CERTIFICATE_UNKNOWN:
      return "certificate_unknown";
    case SSL_AD_ILLEGAL_PARAMETER:
      return "illegal_parameter";
    case SSL_AD_UNKNOWN_CA:
      return "unknown_ca";
    case SSL_AD_ACCESS_DENIED:
      return "access_denied";
    case SSL_AD_DECODE_ERROR:
      return "decode_error";
    case SSL_AD_DECRYPT_ERROR:
      return "decrypt_error";
    case SSL_AD_PROTOCOL_VERSION:
      return "protocol_version";
    case SSL_AD_INSUFFICIENT_SECURITY:
      return "insufficient_security";
    case SSL_AD_INTERNAL_ERROR:
      return "internal_error";
    case SSL_AD_INAPPROPRIATE_FALLBACK:
      return "inappropriate_fallback";
    case SSL_AD_USER_CANCELLED:
      return "user_canceled";
    case SSL_AD_MISSING_EXTENSION:
      return "missing_extension";
    case SSL_AD_UNSUPPORTED_EXTENSION:
      return "unsupported_extension";
    case SSL_AD_UNRECOGNIZED_NAME:
      return "unrecognized_name";
    case SSL_AD_BAD_CERTIFICATE_STATUS_RESPONSE:
      return "bad_certificate_status_response";
    case SSL_AD_UNKNOWN_PSK_IDENTITY:
      return "unknown_psk_identity";
    case SSL_AD_CERTIFICATE_REQUIRED:
      return "certificate_required";
    case SSL_AD_NO_APPLICATION_PROTOCOL:
      return "no_application_protocol";
    default:
      return "unknown";
  }
}

}  // namespace orcamo::mock
