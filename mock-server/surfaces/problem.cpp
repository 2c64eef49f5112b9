#include "surfaces/problem.hpp"

#include <string>
#include <string_view>

#include "net/response_text.hpp"
#include "surfaces/answer.hpp"

namespace orcamo::mock {
namespace {

using pki::Errc;

unsigned status_of(Errc code) noexcept {
  switch (code) {
    case Errc::kTimeMalformed:
    case Errc::kTimeOutOfRange:
    case Errc::kTimeNoCertificate:
    case Errc::kKeyUnsupported:
    case Errc::kNotJson:
    case Errc::kIssueValidityEmpty:
    case Errc::kIssueOutlivesIssuer:
    case Errc::kIssueFacilityMalformed:
    case Errc::kRequestMalformed:
    case Errc::kRequestUnknownKey:
    case Errc::kRequestBadValue:
      return 400;
    case Errc::kLoginRefused:
    case Errc::kTokenRequired:
    case Errc::kTokenRefused:
      return 401;
    case Errc::kLinkNotYours:
    case Errc::kCertificateNotAccepted:
    case Errc::kForeignCaller:
      return 403;
    case Errc::kSerialUnknown:
    case Errc::kLinkUnknown:
    case Errc::kSessionUnknown:
    case Errc::kSandboxUnknown:
    case Errc::kSnapshotUnknown:
    case Errc::kFaultUnknown:
    case Errc::kRouteUnknown:
      return 404;
    case Errc::kMethodNotAllowed:
      return 405;
    case Errc::kNoReplacement:
    case Errc::kSandboxExists:
    case Errc::kSandboxLimit:
    case Errc::kSandboxPermanent:
    case Errc::kPortInUse:
      return 409;
    case Errc::kLinkExpired:
      return 410;
    default:
      return 500;
  }
}

}  // namespace

Response problem(const pki::Error& error) {
  const unsigned status = status_of(error.code());
  Json body{{"type", "about:blank"},
            {"title", reason_phrase(status)},
            {"status", status},
            {"code", pki::code_name(error.code())},
            {"detail", error.message()}};
  if (!error.hint().empty()) body["hint"] = error.hint();
  return answer(status, "application/problem+json", json_text(body));
}

}  // namespace orcamo::mock
