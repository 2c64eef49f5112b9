#include "transport/tls_failure.hpp"

#include <openssl/err.h>
#include <openssl/sslerr.h>

namespace orcamo::client {
namespace {

using pki::Errc;
using pki::Error;

// The names of RFC 8446, 6, and RFC 5246, 7.2.
std::string alert_name(int alert) {
  const char* name = "alert";
  switch (alert) {
    case SSL_AD_HANDSHAKE_FAILURE:
      name = "handshake_failure";
      break;
    case SSL_AD_BAD_CERTIFICATE:
      name = "bad_certificate";
      break;
    case SSL_AD_UNSUPPORTED_CERTIFICATE:
      name = "unsupported_certificate";
      break;
    case SSL_AD_CERTIFICATE_REVOKED:
      name = "certificate_revoked";
      break;
    case SSL_AD_CERTIFICATE_EXPIRED:
      name = "certificate_expired";
      break;
    case SSL_AD_CERTIFICATE_UNKNOWN:
      name = "certificate_unknown";
      break;
    case SSL_AD_ILLEGAL_PARAMETER:
      name = "illegal_parameter";
      break;
    case SSL_AD_UNKNOWN_CA:
      name = "unknown_ca";
      break;
    case SSL_AD_ACCESS_DENIED:
      name = "access_denied";
      break;
    case SSL_AD_DECODE_ERROR:
      name = "decode_error";
      break;
    case SSL_AD_DECRYPT_ERROR:
      name = "decrypt_error";
      break;
    case SSL_AD_PROTOCOL_VERSION:
      name = "protocol_version";
      break;
    case SSL_AD_INSUFFICIENT_SECURITY:
      name = "insufficient_security";
      break;
    case SSL_AD_INTERNAL_ERROR:
      name = "internal_error";
      break;
    case SSL_AD_UNRECOGNIZED_NAME:
      name = "unrecognized_name";
      break;
    case SSL_AD_CERTIFICATE_REQUIRED:
      name = "certificate_required";
      break;
    default:
      break;
  }
  return std::string(name) + " (" + std::to_string(alert) + ")";
}

Error refused_parameters(const TlsFailure& failure, int alert) {
  return Error(Errc::kServerNotTls,
               "the server " + failure.endpoint +
                   " speaks TLS, but no version and cipher that this program accepts: " + alert_name(alert),
               "allow both TLS 1.2 and TLS 1.3");
}

Error no_certificate(const TlsFailure& failure, int alert) {
  return Error(Errc::kCertificateRequired,
               "the server " + failure.endpoint + " wants a client certificate and got none: " + alert_name(alert),
               "give the .p12 file of the client certificate");
}

Error not_accepted(const TlsFailure& failure, int alert) {
  return Error(Errc::kCertificateNotAccepted,
               "the server " + failure.endpoint + " did not accept the client certificate: " + alert_name(alert),
               "it may not be valid yet, or not be made for this server");
}

Error from_alert(const TlsFailure& failure, int alert) {
  const bool presented = failure.presented == Presented::kCertificate;
  switch (alert) {
    case SSL_AD_CERTIFICATE_EXPIRED:
      return Error(
          Errc::kCertificateExpired,
          "the server " + failure.endpoint + " refused the client certificate as expired: " + alert_name(alert),
          "an expired certificate cannot be renewed by itself; ask the operator for a new one");
    case SSL_AD_CERTIFICATE_REVOKED:
      return Error(
          Errc::kCertificateRevoked,
          "the server " + failure.endpoint + " refused the client certificate as revoked: " + alert_name(alert),
          "use the newest certificate, or ask the operator for a new one");
    case SSL_AD_UNKNOWN_CA:
      return Error(Errc::kCertificateUnknownCa,
                   "the server " + failure.endpoint +
                       " does not know the issuer of the client certificate: " + alert_name(alert),
                   "check that the certificate and the server belong together");
    case SSL_AD_CERTIFICATE_REQUIRED:
      return presented ? not_accepted(failure, alert) : no_certificate(failure, alert);
    case SSL_AD_HANDSHAKE_FAILURE:
      // Before the server's first flight nothing but versions and ciphers can have displeased it.
      if (SSL_get_state(failure.ssl) == TLS_ST_CW_CLNT_HELLO) return refused_parameters(failure, alert);
      return presented ? not_accepted(failure, alert) : no_certificate(failure, alert);
    case SSL_AD_BAD_CERTIFICATE:
    case SSL_AD_UNSUPPORTED_CERTIFICATE:
    case SSL_AD_CERTIFICATE_UNKNOWN:
    case SSL_AD_ACCESS_DENIED:
    case SSL_AD_DECRYPT_ERROR:
      return not_accepted(failure, alert);
    case SSL_AD_PROTOCOL_VERSION:
    case SSL_AD_INSUFFICIENT_SECURITY:
      return refused_parameters(failure, alert);
    default:
      return Error(Errc::kServerRefused,
                   "the server " + failure.endpoint + " ended the connection: " + alert_name(alert),
                   "look into the server's log, then try again");
  }
}

}  // namespace

Error classify(const TlsFailure& failure) {
  if (failure.judgement.refused()) return failure.judgement.error();

  const int reason = ERR_GET_REASON(failure.code);
  if (ERR_GET_LIB(failure.code) == ERR_LIB_SSL && reason >= SSL_AD_REASON_OFFSET) {
    return from_alert(failure, reason - SSL_AD_REASON_OFFSET);
  }
  const char* text = ERR_reason_error_string(failure.code);
  const std::string cause = text == nullptr ? "error " + std::to_string(failure.code) : text;
  if (ERR_GET_LIB(failure.code) == ERR_LIB_SSL) {
    switch (reason) {
      case SSL_R_WRONG_VERSION_NUMBER:
      case SSL_R_PACKET_LENGTH_TOO_LONG:
      case SSL_R_RECORD_TOO_SMALL:
      case SSL_R_WRONG_SSL_VERSION:
      case SSL_R_UNEXPECTED_MESSAGE:
      case SSL_R_INVALID_ALERT:
        return Error(Errc::kServerNotTls, "what listens at " + failure.endpoint + " does not speak TLS: " + cause,
                     "check the port: the HTTPS port is wanted, not the admin port or another service");
      case SSL_R_UNSUPPORTED_PROTOCOL:
      case SSL_R_NO_PROTOCOLS_AVAILABLE:
        return Error(Errc::kServerNotTls,
                     "the server " + failure.endpoint + " speaks no TLS version that this program allows: " + cause,
                     "allow both TLS 1.2 and TLS 1.3");
      default:
        break;
    }
  }
  return Error(Errc::kConnectionLost, "the TLS connection to " + failure.endpoint + " broke: " + cause,
               "try again; if it stays, something between here and the server alters the data");
}

}  // namespace orcamo::client
