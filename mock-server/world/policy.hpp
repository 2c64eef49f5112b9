#pragma once
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "authority/p12_profile.hpp"
#include "orcamo/pki/private_key.hpp"
#include "orcamo/pki/time.hpp"
#include "world/identity.hpp"
#include "world/notice_rule.hpp"
#include "world/standing.hpp"

namespace orcamo::mock {

// Overlap is what becomes of the old certificate when there is a new one. A new certificate counts as issued when it is
// handed out (downloaded once): until then nobody could fetch it but with the old one.
enum class Overlap {
  kBothUntilExpiry,    // both are accepted until their ends
  kOldDiesAtIssue,     // the old one is superseded when the new one is handed out
  kOldDiesOnFirstUse,  // ... when the new one first logs in, or asks for a renewal itself
  kGrace,              // ... when the policy `grace` has passed since the new one was handed out
  kNoSecondIssue,      // as kBothUntilExpiry, but nothing is issued a second time for the same certificate
  kRenewAfterExpiry,   // as kBothUntilExpiry, and a certificate past its end can still be renewed
};

// RenewalWindow is when a certificate that has not ended may be renewed.
struct RenewalWindow {
  enum class Opens {
    kAnyTime,     // the renewal API at any time, the console from the notice window on
    kWithNotice,  // both from the notice window on
    kBeforeEnd,   // both from `before_end` left on
  };
  Opens opens = Opens::kAnyTime;
  pki::Period before_end;
};

// RenewAfterExpiry is how long past its end a certificate is still let in, to renew itself and for nothing else.
struct RenewAfterExpiry {
  enum class For { kNever, kPeriod, kAlways };
  For how_long = For::kNever;
  pki::Period period;
};

// Idempotency is what a second POST /api/cert is answered while the first one's certificate has not been used.
enum class Idempotency { kSameToken, kNewCertificate };

// Persona is how a certificate is refused.
enum class Persona {
  kAlert,    // by a TLS alert
  kHttp400,  // after a completed handshake, by nginx's two pages with the status 400
  kHttp403,  // after a completed handshake, by NOT PERMITTED CERTIFICATE with the status 403
  kDrop,     // the connection ends without a word
};

constexpr bool answers_over_http(Persona persona) noexcept {
  return persona == Persona::kHttp400 || persona == Persona::kHttp403;
}

// CaList is what CertificateRequest says of the authorities that may have issued the client's certificate.
enum class CaList { kRootAndIssuing, kRootOnly, kEmpty };

// Resumption is what becomes of TLS sessions, and of the verdict on a certificate once it has been given.
enum class Resumption {
  kOff,      // every connection is a full handshake; every request is judged anew
  kStrict,   // sessions are resumed; every request is judged anew
  kLenient,  // sessions are resumed, and the verdict of the full handshake stands for all that follows
};

enum class TlsVersions { kBoth, kOnly12, kOnly13 };

// Policy is how the real service behaves, or what stands in for it where nobody outside knows (protocol.md).
// The defaults are those of the preset weborca.
struct Policy {
  NoticeRule notice_rule;
  NoticeBoundary notice_boundary = NoticeBoundary::kInclusive;
  ExpiryBoundary expiry_boundary = ExpiryBoundary::kInclusive;
  Overlap overlap = Overlap::kBothUntilExpiry;
  pki::Period grace{.exact = pki::days(7)};  // of Overlap::kGrace
  RenewalWindow renewal_window;
  RenewAfterExpiry renew_after_expiry;
  Idempotency idempotency = Idempotency::kSameToken;
  pki::Period link_lifetime{.exact = pki::days(1)};              // of the uri that the renewal API answers
  std::optional<std::uint32_t> link_uses = std::nullopt;         // downloads of one link; unset: any number
  std::optional<std::uint32_t> password_reveals = std::nullopt;  // by the console, of one password; unset: any number
  pki::Period validity{.months = std::chrono::months(36)};       // of a certificate
  std::optional<pki::KeyType> key = std::nullopt;                // unset: a renewal keeps its kind, others are P-256
  std::optional<P12Profile> p12_profile = std::nullopt;  // unset: a renewal keeps its own, others are Modern2023
  FileNameForm file_name_form = FileNameForm::kDoubleUnderscore;
  Persona persona = Persona::kAlert;
  CaList ca_list = CaList::kRootAndIssuing;
  Resumption resumption = Resumption::kOff;
  TlsVersions tls_versions = TlsVersions::kBoth;  // of those that the port speaks
  bool require_body = false;                      // of POST /api/cert

  // Not settable by name.
  pki::Seconds tolerance{60};  // a certificate begins that much before it is issued
  pki::Seconds session_lives = std::chrono::hours(12);
  std::string user = "ormaster";
  std::string password = "ormaster";
};
using PolicyRef = std::shared_ptr<const Policy>;

}  // namespace orcamo::mock
