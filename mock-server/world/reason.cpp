#include "world/reason.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "orcamo/pki/in_quotes.hpp"

namespace orcamo::mock {
namespace {

constexpr std::string_view kNothing;
constexpr std::string_view kHandshakeFailed = "curl 35: the TLS handshake failed";
constexpr std::string_view kReceivingFailed = "curl 56: receiving failed, after a handshake that looked fine";
constexpr std::string_view kEmptyReply = "curl 52: empty reply from the server";
constexpr std::string_view kProxyAborted = "curl 56: the proxy broke off";
constexpr std::string_view kServersFault = "curl 60: reads like a fault of the server's certificate";

struct Row {
  Reason reason;
  std::string_view name;
  std::string_view meaning;
  std::string_view in_tls_1_2;  // likely reports
  std::string_view in_tls_1_3;
  bool about_certificate = false;
};

constexpr std::array kReasons{
    Row{Reason::kOk, "ok", "accepted", kNothing, kNothing},
    Row{Reason::kNoCertificate, "no_certificate", "the client presented no certificate", kHandshakeFailed,
        kReceivingFailed, true},
    Row{Reason::kExpired, "expired", "the certificate is past its end", kServersFault, kReceivingFailed, true},
    Row{Reason::kNotYetValid, "not_yet_valid", "the certificate is before its beginning", kHandshakeFailed,
        kReceivingFailed, true},
    Row{Reason::kRevoked, "revoked", "the certificate was revoked", kHandshakeFailed, kReceivingFailed, true},
    Row{Reason::kSuperseded, "superseded", "the overlap policy ended the certificate for the sake of its replacement",
        kHandshakeFailed, kReceivingFailed, true},
    Row{Reason::kWrongSandbox, "wrong_sandbox", "the certificate is from another sandbox of this server",
        kHandshakeFailed, kReceivingFailed, true},
    Row{Reason::kUnknownCa, "unknown_ca", "the certificate is from an authority that this sandbox does not know",
        kHandshakeFailed, kReceivingFailed, true},
    Row{Reason::kSelfSigned, "self_signed", "the certificate is signed with its own key, by no authority",
        kHandshakeFailed, kReceivingFailed, true},
    Row{Reason::kBadSignature, "bad_signature",
        "the certificate names this sandbox's authority, and the signature is not the authority's", kHandshakeFailed,
        kReceivingFailed, true},
    Row{Reason::kCaExpired, "ca_expired", "an authority between the certificate and the root is past its end",
        kServersFault, kReceivingFailed, true},
    Row{Reason::kNotForClient, "not_for_client", "the certificate is of this sandbox and not for client authentication",
        kHandshakeFailed, kReceivingFailed, true},
    Row{Reason::kCaAsClient, "ca_as_client", "the certificate is that of an authority, not of a client",
        kHandshakeFailed, kReceivingFailed, true},
    Row{Reason::kWeakKey, "weak_key", "the certificate's key is too short for the server's security level",
        kHandshakeFailed, kReceivingFailed, true},
    Row{Reason::kWeakSignature, "weak_signature",
        "the certificate is signed with a digest that is too weak for the server's security level", kHandshakeFailed,
        kReceivingFailed, true},
    Row{Reason::kNameNotPermitted, "name_not_permitted",
        "the certificate has a name that its authority may not certify", kHandshakeFailed, kReceivingFailed, true},
    Row{Reason::kInvalidExtensions, "invalid_extensions",
        "the certificate's extensions cannot be read, or one stands in it twice", kHandshakeFailed, kReceivingFailed,
        true},
    Row{Reason::kUnknownCriticalExtension, "unknown_critical_extension",
        "the certificate has a critical extension that the server does not know", kHandshakeFailed, kReceivingFailed,
        true},
    Row{Reason::kUnsuitable, "unsuitable",
        "the certificate does not hold for another reason; code and detail say which", kHandshakeFailed,
        kReceivingFailed, true},
    Row{Reason::kMalformedCertificate, "malformed_certificate", "what was presented is not a certificate",
        kHandshakeFailed, kReceivingFailed, true},
    Row{Reason::kKeyNotProven, "key_not_proven", "the client did not prove that it holds the certificate's key",
        kHandshakeFailed, kReceivingFailed, true},
    Row{Reason::kMessageTooLarge, "message_too_large",
        "a message of the handshake, most likely the certificate with its chain, is larger than the server takes",
        kHandshakeFailed, kReceivingFailed, true},
    Row{Reason::kPlainHttp, "plain_http", "an HTTP request came without TLS", kEmptyReply, kEmptyReply},
    Row{Reason::kProxyRequest, "proxy_request", "a CONNECT request came, as for a proxy", kProxyAborted, kProxyAborted},
    Row{Reason::kNotTls, "not_tls", "something else came that is not TLS", kNothing, kNothing},
    Row{Reason::kTlsVersionUnsupported, "tls_version_unsupported",
        "the client speaks none of the TLS versions that the server speaks", kHandshakeFailed, kHandshakeFailed},
    Row{Reason::kNoSharedCipher, "no_shared_cipher", "client and server have no cipher suite in common",
        kHandshakeFailed, kHandshakeFailed},
    Row{Reason::kNoSharedSignature, "no_shared_signature",
        "the client takes no signature that the server's key can make", kHandshakeFailed, kHandshakeFailed},
    Row{Reason::kFallbackRefused, "fallback_refused",
        "the client came again with an older TLS version, as if the server knew no newer one", kHandshakeFailed,
        kHandshakeFailed},
    Row{Reason::kProtocolError, "protocol_error", "the handshake began as TLS and did not go on as TLS", kNothing,
        kNothing},
    Row{Reason::kServerNotTrusted, "server_not_trusted",
        "the client does not trust the authority of the server's certificate (alert unknown_ca)", kServersFault,
        kServersFault},
    Row{Reason::kServerCertificateRefused, "server_certificate_refused",
        "the client refused the server's certificate, for its name for example (alerts bad_certificate, "
        "certificate_unknown, certificate_revoked, unsupported_certificate)",
        kServersFault, kServersFault},
    Row{Reason::kServerCertificateExpired, "server_certificate_expired",
        "the client takes the server's certificate for expired (alert certificate_expired)", kServersFault,
        kServersFault},
    Row{Reason::kClientAlert, "client_alert", "the client broke the handshake off with another alert", kNothing,
        kNothing},
    Row{Reason::kClosedBeforeHello, "closed_before_hello",
        "the connection was closed before a ClientHello had come, as port probes do", kNothing, kNothing},
    Row{Reason::kClosedByClient, "closed_by_client", "the connection was closed in the middle of the handshake",
        kNothing, kNothing},
    Row{Reason::kResetByClient, "reset_by_client", "the connection was reset before the handshake was complete",
        kNothing, kNothing},
    Row{Reason::kSilent, "silent", "no ClientHello came within the server's patience", kNothing, kNothing},
    Row{Reason::kTimedOut, "timed_out", "the handshake began and did not end within the server's patience", kNothing,
        kNothing},
    Row{Reason::kAborted, "aborted", "the handshake failed for another reason; detail says which", kNothing, kNothing},
};

const Row& row_of(Reason reason) noexcept {
  return *std::find_if(kReasons.begin(), kReasons.end(), [reason](const Row& row) { return row.reason == reason; });
}

}  // namespace

bool is_about_certificate(Reason reason) noexcept { return row_of(reason).about_certificate; }

std::string_view verdict_name(Verdict verdict) noexcept {
  switch (verdict) {
    case Verdict::kAccepted:
      return "accepted";
    case Verdict::kRefused:
      break;
  }
  return "refused";
}

std::string_view reason_name(Reason reason) noexcept { return row_of(reason).name; }

std::string_view reason_meaning(Reason reason) noexcept { return row_of(reason).meaning; }

std::string_view likely_report(Reason reason, std::string_view tls_version) noexcept {
  return tls_version == "TLSv1.3" ? row_of(reason).in_tls_1_3 : row_of(reason).in_tls_1_2;
}

pki::Result<Verdict> parse_verdict(std::string_view name) {
  for (const Verdict verdict : {Verdict::kAccepted, Verdict::kRefused}) {
    if (verdict_name(verdict) == name) return verdict;
  }
  return pki::Error(pki::Errc::kRequestBadValue, pki::in_quotes(name) + " is not a verdict", "use accepted or refused");
}

pki::Result<Reason> parse_reason(std::string_view name) {
  std::string known;
  for (const Row& row : kReasons) {
    if (row.name == name) return row.reason;
    known += (known.empty() ? "" : ", ") + std::string(row.name);
  }
  return pki::Error(pki::Errc::kRequestBadValue, pki::in_quotes(name) + " is not a reason", "use one of: " + known);
}

}  // namespace orcamo::mock
