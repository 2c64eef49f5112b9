#include "failure_rows.hpp"

#include <chrono>
#include <cstdint>
#include <utility>

namespace orcamo::testing {
namespace {

using client::Step;
using mock::Fault;
using mock::FaultKind;
using mock::Place;
using mock::Policy;
using mock::Share;
using pki::days;
using pki::Errc;

Fault fault(Place place, FaultKind kind, std::string value = {}) {
  Fault one;
  one.place = place;
  one.kind = kind;
  one.value = std::move(value);
  return one;
}

Fault once(Fault one) {
  one.times = 1;
  return one;
}

Fault answer(Place place, unsigned status, std::string body,
             std::vector<std::pair<std::string, std::string>> headers = {}) {
  Fault one = fault(place, FaultKind::kAnswer);
  one.status = status;
  one.body = std::move(body);
  one.headers = std::move(headers);
  return one;
}

Fault status(unsigned status) {
  Fault one = fault(Place::kRenewal, FaultKind::kStatus);
  one.status = status;
  return one;
}

Fault delayed(std::chrono::milliseconds delay) {
  Fault one = fault(Place::kRenewal, FaultKind::kDelay);
  one.delay = delay;
  return one;
}

Fault cut(FaultKind kind, Share share) {
  Fault one = fault(Place::kDownload, kind);
  one.share = share;
  return one;
}

Fault drip(std::uint64_t per_second) {
  Fault one = fault(Place::kDownload, FaultKind::kDrip);
  one.per_second = per_second;
  return one;
}

Fault pass(const char* json) { return fault(Place::kRenewal, FaultKind::kPass, json); }
Fault password(std::string text) { return fault(Place::kRenewal, FaultKind::kPassword, std::move(text)); }
Fault uri(const char* text) { return fault(Place::kRenewal, FaultKind::kUri, text); }
Fault replacement(const char* what) { return fault(Place::kDownload, FaultKind::kReplacement, what); }

constexpr std::size_t kAllWaits = 3;  // of four attempts

}  // namespace

std::vector<FailureRow> renewal_rows() {
  using enum Place;
  constexpr auto kRequest = Step::kRequest;
  constexpr auto kDownloading = Step::kDownload;
  constexpr auto kValidate = Step::kValidate;
  return {
      {.name = "Happy"},
      {.name = "Post500ThenOk", .faults = {once(answer(kRenewal, 500, ""))}, .waits = 1},
      {.name = "Post500",
       .faults = {answer(kRenewal, 500, "")},
       .fails = Ending{Errc::kServerUnavailable, kRequest},
       .waits = kAllWaits,
       .issued = 1},
      {.name = "Post429RetryAfter", .faults = {once(answer(kRenewal, 429, "", {{"Retry-After", "2"}}))}, .waits = 1},
      {.name = "Post302WithBody", .faults = {status(302)}},
      {.name = "Post201", .faults = {status(201)}},
      {.name = "PostHtml200",
       .faults = {answer(kRenewal, 200, "<html><title>Login</title></html>", {{"Content-Type", "text/html"}})},
       .fails = Ending{Errc::kNotJson, kRequest},
       .issued = 1},
      {.name = "PostBom", .faults = {fault(kRenewal, FaultKind::kBom)}},
      {.name = "PostUtf16", .faults = {fault(kRenewal, FaultKind::kUtf16)}, .fails = Ending{Errc::kNotJson, kRequest}},
      {.name = "Post403NotPermitted",
       .faults = {answer(kRenewal, 403, "NOT PERMITTED CERTIFICATE")},
       .fails = Ending{Errc::kServerRefused, kRequest},
       .issued = 1},
      {.name = "PostLostAnswer", .faults = {once(fault(kRenewal, FaultKind::kLoseAnswer))}, .waits = 1},
      {.name = "PostRepeatedSameToken",
       .faults = {once(fault(kRenewal, FaultKind::kLoseAnswer))},
       .waits = 1,
       .policy = [](Policy& policy) { policy.idempotency = mock::Idempotency::kSameToken; }},
      {.name = "PostRepeatedNewCertificate",
       .faults = {once(fault(kRenewal, FaultKind::kLoseAnswer))},
       .waits = 1,
       .policy = [](Policy& policy) { policy.idempotency = mock::Idempotency::kNewCertificate; },
       .issued = 3},
      {.name = "PassWrong", .faults = {pass("\"wrong\"")}, .fails = Ending{Errc::kP12WrongPassword, kValidate}},
      {.name = "PassEmpty", .faults = {pass("\"\"")}, .fails = Ending{Errc::kAnswerUnexpected, kRequest}},
      {.name = "PassNumber", .faults = {pass("12345")}, .fails = Ending{Errc::kAnswerUnexpected, kRequest}},
      {.name = "PassJapanese", .faults = {password("かなパスワード")}},
      {.name = "PassQuotesAndBackslash", .faults = {password("a\"b\\c'd\\\\")}},
      {.name = "Pass64Characters", .faults = {password(std::string(64, 'x'))}},
      {.name = "UriRelative", .faults = {uri("/api/cert/{token}")}, .fails = Ending{Errc::kAnswerUnexpected, kRequest}},
      {.name = "Uri404",
       .faults = {uri("https://{host}/api/cert/nothing")},
       .fails = Ending{Errc::kLinkUnknown, kDownloading}},
      {.name = "Uri302",
       .faults = {answer(kDownload, 302, "", {{"Location", "/"}})},
       .fails = Ending{Errc::kServerRefused, kDownloading}},
      {.name = "UriOtherHost",
       .faults = {uri("https://127.0.0.1:9/{token}")},
       .fails = Ending{Errc::kServerUnreachable, kDownloading},
       .waits = kAllWaits},
      {.name = "UriHttpOnTlsPort",
       .faults = {uri("http://{host}/api/cert/{token}")},
       .fails = Ending{Errc::kAnswerUnexpected, kRequest}},
      {.name = "RenewedSameSerial",
       .faults = {replacement("same-serial")},
       .fails = Ending{Errc::kIdentitySameSerial, kValidate}},
      {.name = "RenewedNotLonger",
       .faults = {replacement("not-longer")},
       .fails = Ending{Errc::kIdentityNotLonger, kValidate}},
      {.name = "RenewedForOtherFacility",
       .faults = {replacement("other-facility")},
       .fails = Ending{Errc::kIdentityOtherSubject, kValidate}},
      {.name = "RenewedKeyReused",
       .faults = {replacement("same-key")},
       .fails = Ending{Errc::kIdentityKeyReused, kValidate}},
      {.name = "RenewedByOtherAuthority",
       .faults = {replacement("other-authority")},
       .fails = Ending{Errc::kIdentityOtherIssuer, kValidate}},
      {.name = "RenewedForServers",
       .faults = {replacement("server-only")},
       .fails = Ending{Errc::kIdentityNotForClients, kValidate}},
      {.name = "UriExpiredLink",
       .fails = Ending{Errc::kLinkExpired, kDownloading},
       .policy = [](Policy& policy) { policy.link_lifetime = {.exact = pki::Seconds(60)}; },
       .dawdles = pki::Seconds(61)},
      {.name = "UriAboutToExpire",
       .policy = [](Policy& policy) { policy.link_lifetime = {.exact = pki::Seconds(60)}; },
       .dawdles = pki::Seconds(60)},
      {.name = "RenewedCaRolledOver",
       .fails = Ending{Errc::kIdentityOtherIssuer, kValidate},
       .changed_authority = true},
      {.name = "RenewedCaRolledOverToTheTrusted", .changed_authority = true, .trusts_successor = true},
      {.name = "SlowAuthority", .faults = {once(delayed(std::chrono::seconds(3)))}, .waits = 1},
      {.name = "UriUsedOnce",
       .faults = {once(cut(FaultKind::kTruncate, {Share::Of::kHalf}))},
       .waits = 1,
       .policy = [](Policy& policy) { policy.link_uses = 1; }},
      {.name = "AfterExpiryAllowed",
       .fails = Ending{Errc::kCertificateExpired, Step::kCheck},
       .policy = [](Policy& policy) { policy.overlap = mock::Overlap::kRenewAfterExpiry; },
       .left = -days(1),
       .issued = 1},
      {.name = "AfterExpiryRefused",
       .fails = Ending{Errc::kCertificateExpired, Step::kCheck},
       .left = -days(1),
       .issued = 1},
  };
}

std::vector<FailureRow> download_rows() {
  using enum Place;
  constexpr auto kDownloading = Step::kDownload;
  constexpr auto kValidate = Step::kValidate;
  const Ending malformed{Errc::kAnswerMalformed, kDownloading};
  return {
      {.name = "TruncatedAt1",
       .faults = {cut(FaultKind::kTruncate, {Share::Of::kFirst, 1})},
       .fails = malformed,
       .waits = kAllWaits},
      {.name = "TruncatedAtHalf",
       .faults = {cut(FaultKind::kTruncate, {Share::Of::kHalf})},
       .fails = malformed,
       .waits = kAllWaits},
      {.name = "TruncatedBeforeTheLast",
       .faults = {cut(FaultKind::kTruncate, {Share::Of::kAllBut, 1})},
       .fails = malformed,
       .waits = kAllWaits},
      {.name = "TruncatedOnce", .faults = {once(cut(FaultKind::kTruncate, {Share::Of::kHalf}))}, .waits = 1},
      {.name = "Empty200", .faults = {answer(kDownload, 200, "")}, .fails = Ending{Errc::kP12NotP12, kDownloading}},
      {.name = "Html200",
       .faults = {answer(kDownload, 200, "<html></html>")},
       .fails = Ending{Errc::kP12NotP12, kDownloading}},
      {.name = "Base64Body",
       .faults = {fault(kDownload, FaultKind::kBase64)},
       .fails = Ending{Errc::kP12NotP12, kValidate}},
      {.name = "GzipBody",
       .faults = {fault(kDownload, FaultKind::kGzip)},
       .fails = Ending{Errc::kP12NotP12, kValidate}},
      {.name = "WrongContentType", .faults = {fault(kDownload, FaultKind::kContentType, "text/html")}},
      {.name = "SlowDrip", .faults = {drip(50)}, .fails = Ending{Errc::kTimeout, kDownloading}, .waits = kAllWaits},
      {.name = "ResetInTheMiddle",
       .faults = {cut(FaultKind::kReset, {Share::Of::kHalf})},
       .fails = Ending{Errc::kConnectionLost, kDownloading},
       .waits = kAllWaits},
      {.name = "Chunked", .faults = {fault(kDownload, FaultKind::kChunked)}},
      {.name = "NameOfASecondDownload",
       .faults = {fault(kDownload, FaultKind::kFileName, "{stem} (1).p12")},
       .file_name_ends = " (1).p12"},
      {.name = "RenamedFile",
       .faults = {fault(kDownload, FaultKind::kFileName, "certificate.p12")},
       .file_name_ends = "certificate.p12"},
      {.name = "SingleUnderscore",
       .policy = [](Policy& policy) { policy.file_name_form = mock::FileNameForm::kSingleUnderscore; }},
      {.name = "DoubleUnderscore",
       .policy = [](Policy& policy) { policy.file_name_form = mock::FileNameForm::kDoubleUnderscore; },
       .file_name_ends = "__JP_u00000001_client001.p12"},
      {.name = "JapaneseName",
       .faults = {fault(kDownload, FaultKind::kFileName, "証明書.p12")},
       .file_name_ends = "証明書.p12"},
  };
}

}  // namespace orcamo::testing
