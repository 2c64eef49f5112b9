#pragma once
#include <string_view>

#include "orcamo/pki/result.hpp"

namespace orcamo::mock {

enum class Verdict { kAccepted, kRefused };

// Reason is why a connection was accepted or refused. The names in the journal are stable: a name never changes its
// meaning, and a new one only takes cases away from a collective one (kUnsuitable, kNotTls, kAborted; kUnknownCa for
// chains that are none).
enum class Reason {
  kOk,
  // The certificate presented.
  kNoCertificate,
  kExpired,
  kNotYetValid,
  kRevoked,
  kSuperseded,
  kWrongSandbox,
  kUnknownCa,
  kSelfSigned,
  kBadSignature,
  kCaExpired,
  kNotForClient,
  kCaAsClient,
  kWeakKey,
  kWeakSignature,
  kNameNotPermitted,
  kInvalidExtensions,
  kUnknownCriticalExtension,
  kUnsuitable,
  kMalformedCertificate,
  kKeyNotProven,
  kMessageTooLarge,
  // What came was not TLS.
  kPlainHttp,
  kProxyRequest,
  kNotTls,
  // Client and server did not come to terms.
  kTlsVersionUnsupported,
  kNoSharedCipher,
  kNoSharedSignature,
  kFallbackRefused,
  kProtocolError,
  // The client broke off.
  kServerNotTrusted,
  kServerCertificateRefused,
  kServerCertificateExpired,
  kClientAlert,
  kClosedBeforeHello,
  kClosedByClient,
  kResetByClient,
  kSilent,
  kTimedOut,
  kAborted,
};

bool is_about_certificate(Reason reason) noexcept;        // that the client presented, or did not
std::string_view verdict_name(Verdict verdict) noexcept;  // "accepted", "refused"
std::string_view reason_name(Reason reason) noexcept;     // "ok", "no_certificate", "expired", …
std::string_view reason_meaning(Reason reason) noexcept;  // one sentence for people, without a full stop

// likely_report is what the user of a client is likely to read, in curl's words; empty where that cannot be said.
std::string_view likely_report(Reason reason, std::string_view tls_version) noexcept;

// Both fail with kRequestBadValue.
pki::Result<Verdict> parse_verdict(std::string_view name);
pki::Result<Reason> parse_reason(std::string_view name);

}  // namespace orcamo::mock
