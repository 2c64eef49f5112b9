#include "surfaces/problem.hpp"

#include <string>
#include <string_view>

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
      return 401;
    case Errc::kLinkNotYours:
    case Errc::kCertificateNotAccepted:
    case Errc::kAddressNotLoopback:
      return 403;
    case Errc::kSerialUnknown:
    case Errc::kLinkUnknown:
    case Errc::kSessionUnknown:
    case Errc::kRouteUnknown:
      return 404;
    case Errc::kMethodNotAllowed:
      return 405;
    case Errc::kNoReplacement:
      return 409;
    case Errc::kLinkExpired:
      return 410;
    default:
      return 500;
  }
}

std::string_view title_of(unsigned status) noexcept {
  switch (status) {
    case 400:
      return "Bad Request";
    case 401:
      return "Unauthorized";
    case 403:
      return "Forbidden";
    case 404:
      return "Not Found";
    case 405:
      return "Method Not Allowed";
    case 409:
      return "Conflict";
    case 410:
      return "Gone";
    default:
      return "Internal Server Error";
  }
}

}  // namespace

Response problem(const pki::Error& error) {
  const unsigned status = status_of(error.code());
  Json body{{"type", "about:blank"},
            {"title", title_of(status)},
            {"status", status},
            {"code", pki::code_name(error.code())},
            {"detail", error.message()}};
  if (!error.hint().empty()) body["hint"] = error.hint();
  return answer(status, "application/problem+json", json_text(body));
}

}  // namespace orcamo::mock
