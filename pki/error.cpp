#include "orcamo/pki/error.hpp"

#include <utility>

#include "orcamo/pki/result.hpp"

namespace orcamo::pki {

std::string_view code_name(Errc code) noexcept {
  switch (code) {
    case Errc::kTimeMalformed:
      return "time.malformed";
    case Errc::kTimeOutOfRange:
      return "time.out_of_range";
    case Errc::kTimeNoCertificate:
      return "time.no_certificate";
    case Errc::kCertificateMalformed:
      return "certificate.malformed";
    case Errc::kKeyMalformed:
      return "key.malformed";
    case Errc::kKeyUnsupported:
      return "key.unsupported";
    case Errc::kKeyMismatch:
      return "key.mismatch";
    case Errc::kCryptoFailed:
      return "crypto.failed";
    case Errc::kP12NotP12:
      return "p12.not_p12";
    case Errc::kP12Malformed:
      return "p12.malformed";
    case Errc::kP12WrongPassword:
      return "p12.wrong_password";
    case Errc::kP12UnsupportedAlgorithm:
      return "p12.unsupported_algorithm";
    case Errc::kP12MacMissing:
      return "p12.mac_missing";
    case Errc::kP12LimitExceeded:
      return "p12.limit_exceeded";
    case Errc::kP12NoKey:
      return "p12.no_key";
    case Errc::kP12NoCertificate:
      return "p12.no_certificate";
    case Errc::kP12SeveralIdentities:
      return "p12.several_identities";
    case Errc::kIdentityNotForClients:
      return "identity.not_for_clients";
    case Errc::kIdentityOtherIssuer:
      return "identity.other_issuer";
    case Errc::kIdentityOtherSubject:
      return "identity.other_subject";
    case Errc::kIdentityNotLonger:
      return "identity.not_longer";
    case Errc::kIdentityNotYetValid:
      return "identity.not_yet_valid";
    case Errc::kIdentityExpired:
      return "identity.expired";
    case Errc::kPasswordFileUnreadable:
      return "password.file_unreadable";
    case Errc::kPasswordFileEmpty:
      return "password.file_empty";
    case Errc::kPasswordFileUndecodable:
      return "password.file_undecodable";
    case Errc::kFileUnreadable:
      return "file.unreadable";
    case Errc::kFileUnwritable:
      return "file.unwritable";
    case Errc::kFileTooLarge:
      return "file.too_large";
    case Errc::kStoreUnreadable:
      return "store.unreadable";
    case Errc::kStoreUnwritable:
      return "store.unwritable";
    case Errc::kStoreNameTaken:
      return "store.name_taken";
    case Errc::kStoreNameUnsafe:
      return "store.name_unsafe";
    case Errc::kStoreFolderNotAlphabetic:
      return "store.folder_not_alphabetic";
    case Errc::kStoreEmpty:
      return "store.empty";
    case Errc::kUrlMalformed:
      return "transport.url_malformed";
    case Errc::kServerUnreachable:
      return "transport.server_unreachable";
    case Errc::kServerNotTrusted:
      return "transport.server_not_trusted";
    case Errc::kServerNotTls:
      return "transport.server_not_tls";
    case Errc::kTimeout:
      return "transport.timeout";
    case Errc::kConnectionLost:
      return "transport.connection_lost";
    case Errc::kAnswerMalformed:
      return "transport.answer_malformed";
    case Errc::kAnswerTooLarge:
      return "transport.answer_too_large";
    case Errc::kCertificateRequired:
      return "tls.certificate_required";
    case Errc::kCertificateExpired:
      return "tls.certificate_expired";
    case Errc::kCertificateNotAccepted:
      return "tls.certificate_not_accepted";
    case Errc::kCertificateUnknownCa:
      return "tls.unknown_ca";
    case Errc::kCertificateRevoked:
      return "tls.certificate_revoked";
    case Errc::kServerRefused:
      return "server.refused";
    case Errc::kServerUnavailable:
      return "server.unavailable";
    case Errc::kNotJson:
      return "server.not_json";
    case Errc::kAnswerUnexpected:
      return "server.answer_unexpected";
    case Errc::kLoginRefused:
      return "server.login_refused";
    case Errc::kIssueValidityEmpty:
      return "issue.validity_empty";
    case Errc::kIssueOutlivesIssuer:
      return "issue.outlives_issuer";
    case Errc::kIssueFacilityMalformed:
      return "issue.facility_malformed";
    case Errc::kSerialUnknown:
      return "issue.serial_unknown";
    case Errc::kLinkUnknown:
      return "renewal.link_unknown";
    case Errc::kLinkExpired:
      return "renewal.link_expired";
    case Errc::kLinkNotYours:
      return "renewal.link_not_yours";
    case Errc::kNoReplacement:
      return "renewal.no_replacement";
    case Errc::kSessionUnknown:
      return "session.unknown";
    case Errc::kSandboxUnknown:
      return "sandbox.unknown";
    case Errc::kSandboxExists:
      return "sandbox.exists";
    case Errc::kSandboxLimit:
      return "sandbox.limit";
    case Errc::kSandboxPermanent:
      return "sandbox.permanent";
    case Errc::kSnapshotUnknown:
      return "sandbox.snapshot_unknown";
    case Errc::kRequestMalformed:
      return "request.malformed";
    case Errc::kRequestUnknownKey:
      return "request.unknown_key";
    case Errc::kRequestBadValue:
      return "request.bad_value";
    case Errc::kRouteUnknown:
      return "request.route_unknown";
    case Errc::kMethodNotAllowed:
      return "request.method_not_allowed";
    case Errc::kRequestMisdirected:
      return "request.misdirected";
    case Errc::kStateUnusable:
      return "state.unusable";
    case Errc::kStateLocked:
      return "state.locked";
    case Errc::kStateNewer:
      return "state.newer";
    case Errc::kStateUnwritable:
      return "state.unwritable";
    case Errc::kForeignCaller:
      return "request.foreign_caller";
    case Errc::kTokenRequired:
      return "request.token_required";
    case Errc::kTokenRefused:
      return "request.token_refused";
    case Errc::kUsage:
      return "process.usage";
    case Errc::kPortInUse:
      return "process.port_in_use";
    case Errc::kAddressNotLoopback:
      return "process.address_not_loopback";
    case Errc::kAdminTokenMissing:
      return "process.admin_token_missing";
    case Errc::kAdminTokenUnusable:
      return "process.admin_token_unusable";
    case Errc::kInternal:
      return "process.internal";
  }
  return "process.internal";
}

Error Error::while_doing(std::string_view action) && {
  message_.insert(0, std::string(action) + ": ");
  return std::move(*this);
}

Error Error::with_hint(std::string hint) && {
  hint_ = std::move(hint);
  return std::move(*this);
}

void throw_exception_from_error(const Error& error, const boost::source_location& where) {
  throw boost::system::system_error(
      boost::system::error_code(boost::system::errc::state_not_recoverable, boost::system::generic_category()),
      std::string(where.file_name()) + ": value() of a failed Result: " + error.message());
}

}  // namespace orcamo::pki
