#pragma once
#include <string>
#include <string_view>

namespace orcamo::pki {

// Errc is every failure that a caller can act on. The names that programs see (`p12.wrong_password`) are stable; see
// `code_name`. The order is free.
enum class Errc {
  // time.*
  kTimeMalformed,      // neither RFC 3339, nor an ISO 8601 duration, nor an expression such as now+89d
  kTimeOutOfRange,     // outside the years 1 to 9999 that X.509 can carry
  kTimeNoCertificate,  // cert:… names a certificate that has not been issued
  // certificate.* and key.*
  kCertificateMalformed,
  kKeyMalformed,
  kKeyUnsupported,
  kKeyMismatch,   // the private key does not belong to the certificate
  kCryptoFailed,  // OpenSSL refused an operation that should succeed
  // p12.*
  kP12NotP12,  // HTML, PEM, JSON, text, nothing at all: not PKCS#12
  kP12Malformed,
  kP12WrongPassword,
  kP12UnsupportedAlgorithm,
  kP12MacMissing,
  kP12LimitExceeded,
  kP12NoKey,
  kP12NoCertificate,
  kP12SeveralIdentities,
  // identity.*: what arrived is well formed but is not what was asked for
  kIdentityNotForClients,  // no clientAuth in the extended key usage
  kIdentityOtherIssuer,
  kIdentityOtherSubject,
  kIdentityNotLonger,  // does not end later than the certificate it replaces
  kIdentityNotYetValid,
  kIdentityExpired,
  kIdentitySameSerial,
  kIdentityKeyReused,  // the key pair of the certificate it replaces
  kIdentityUntrusted,  // does not chain to an issuer that is trusted
  // password.*
  kPasswordFileUnreadable,
  kPasswordFileEmpty,
  kPasswordFileUndecodable,
  kPasswordFileSuspect,  // has characters that a word processor or an input method puts there
  // file.* and store.*
  kFileUnreadable,
  kFileUnwritable,
  kFileTooLarge,
  kStoreUnreadable,
  kStoreUnwritable,
  kStoreNameTaken,   // another certificate already has that file name
  kStoreNameUnsafe,  // the announced file name is not a plain name
  kStoreFolderNotAlphabetic,
  kStoreEmpty,
  kStoreFull,      // no space left, or the quota is used up
  kStoreLocked,    // another process uses it
  kStoreNotOwned,  // the folder, or a file in it, is another user's
  kStoreSymlink,   // a symbolic link where a file of the store is due
  kStoreNewer,     // a later version of this program wrote it
  kStorePinRequired,
  kStorePinWrong,
  kStoreCertificateUnknown,
  kStoreStillValid,   // only what has expired is removed
  kStoreUnsupported,  // that kind of store cannot do it
  // transport.*
  kUrlMalformed,
  kServerUnreachable,
  kServerNotTrusted,
  kServerNotTls,
  kTimeout,
  kConnectionLost,
  kAnswerMalformed,  // not HTTP, or more or fewer octets than announced
  kAnswerTooLarge,
  kProxyRefused,  // the proxy does not lead to the server
  // tls.*: the server refused the client certificate
  kCertificateRequired,
  kCertificateExpired,
  kCertificateNotAccepted,
  kCertificateUnknownCa,
  kCertificateRevoked,
  // server.*
  kServerRefused,      // an HTTP status or a TLS alert that says no; the message carries it
  kServerUnavailable,  // 5xx and maintenance: worth another try later
  kNotJson,            // HTML or anything else where JSON was due
  kAnswerUnexpected,   // JSON, but without what the procedure needs
  kLoginRefused,       // user name or password
  // issue.*: the mock's own refusals
  kIssueValidityEmpty,  // notAfter before notBefore
  kIssueOutlivesIssuer,
  kIssueFacilityMalformed,
  kSerialUnknown,
  kLinkUnknown,
  kLinkExpired,
  kLinkNotYours,
  kNoReplacement,           // nothing to renew for the presented certificate
  kRenewalNotOffered,       // the console does not offer a renewal to the presented certificate
  kRenewalJournalUnusable,  // the record of an interrupted run is damaged
  kSessionUnknown,
  // sandbox.*
  kSandboxUnknown,
  kSandboxExists,
  kSandboxLimit,      // as many as the server may have
  kSandboxPermanent,  // the default one cannot be deleted
  kSnapshotUnknown,
  kFaultUnknown,
  // request.*
  kRequestMalformed,
  kRequestUnknownKey,
  kRequestBadValue,
  kRouteUnknown,
  kMethodNotAllowed,
  kRequestMisdirected,  // the connection belongs to another sandbox, or to one that is gone
  kForeignCaller,       // the admin API was asked by another site's page, or under a name that is not its own
  kTokenRequired,       // the admin API was asked without its token
  kTokenRefused,        // ... with another
  // state.*: the file that keeps sandboxes across restarts
  kStateUnusable,    // no such file of this program, damaged, or open to others
  kStateLocked,      // another process uses it
  kStateNewer,       // a later version of this program wrote it
  kStateUnwritable,  // what was asked for could not be kept, and has not happened
  // process.*
  kUsage,  // the command line is wrong
  kPortInUse,
  kAddressNotLoopback,
  kAdminTokenMissing,   // the admin API would be open to other machines without one
  kAdminTokenUnusable,  // too short to be a secret, or not of the letters that a header carries
  kCancelled,           // stopped on request, before the end
  kMissingHere,         // something that this machine does not have
  kInternal,
};

// code_name returns the stable name of `code`, for example "p12.wrong_password".
std::string_view code_name(Errc code) noexcept;

// Error is a failure as a value: a code to act on, one sentence for people, and what they can do about it.
// The text is for people and may change; only the code is compared.
class Error {
 public:
  // The error of a success, as boost::system::result wants one; nothing should ever show it.
  Error() : Error(Errc::kInternal, "there was no error") {}

  explicit Error(Errc code, std::string message, std::string hint = {})
      : code_(code), message_(std::move(message)), hint_(std::move(hint)) {}

  Errc code() const noexcept { return code_; }
  const std::string& message() const noexcept { return message_; }  // what is wrong, and where
  const std::string& hint() const noexcept { return hint_; }        // what to do; may be empty

  // while_doing puts the circumstance in front: "importing a.p12: the password is wrong".
  [[nodiscard]] Error while_doing(std::string_view action) &&;

  // with_hint replaces the advice.
  [[nodiscard]] Error with_hint(std::string hint) &&;

 private:
  Errc code_;
  std::string message_;
  std::string hint_;
};

}  // namespace orcamo::pki
