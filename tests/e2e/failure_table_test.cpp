#include <gmock/gmock.h>

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <ostream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "authority/certificate_authority.hpp"
#include "identity/pkcs12_pack.hpp"
#include "orcamo/client/directory_store.hpp"
#include "orcamo/client/file_journal.hpp"
#include "orcamo/testing/fake_pacer.hpp"
#include "orcamo/testing/mock_server.hpp"
#include "orcamo/testing/temporary_directory.hpp"

// What can go wrong with a renewal and with its download, row by row: either the renewal succeeds all the same, or it
// fails with one code, says what and what to do about it, and the store is as it was.
namespace orcamo::testing {
namespace {

namespace fs = std::filesystem;
using client::Outcome;
using client::RenewalReport;
using client::Step;
using mock::Fault;
using mock::FaultKind;
using mock::Place;
using mock::Policy;
using mock::Share;
using pki::days;
using pki::Errc;
using ::testing::EndsWith;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

struct Failure {
  Errc code;
  Step step;
};

struct Row {
  std::string name;
  std::vector<Fault> faults{};
  std::optional<Failure> fails{};  // unset: it is renewed
  std::size_t waits = 0;           // and tried again so often
  std::function<void(Policy&)> policy{};
  pki::Seconds left = days(60);         // of the old certificate
  std::size_t issued = 2;               // certificates, the old one counted
  std::string file_name_ends = ".p12";  // of the new one
  pki::Seconds dawdles{0};              // the client, between its first question and the download
  bool changed_authority = false;       // since the old one was issued
  bool trusts_successor = false;        // and the client is told which is the new one
};

void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

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

// Dawdler lets time go by before a download.
class Dawdler final : public client::Observer {
 public:
  Dawdler(const MockSandbox& sandbox, pki::Seconds length) : sandbox_(sandbox), length_(length) {}
  void on_step(Step step) override {
    if (step == Step::kDownload && length_ != pki::Seconds(0)) sandbox_.clock().advance({.exact = length_});
  }

 private:
  const MockSandbox& sandbox_;
  pki::Seconds length_;
};

// FormerAuthority is what a service has that has changed its authority and still knows the certificates of the one
// before: to it, such a certificate is the one that it has itself.
class FormerAuthority final : public client::Transport {
 public:
  FormerAuthority(client::Transport& wire, const pki::Credential& former, const pki::Credential& own)
      : wire_(wire), former_(former), own_(own) {}
  pki::Result<client::HttpResponse> exchange(const client::HttpRequest& request,
                                             const pki::Credential* credential) override {
    const bool is_former = credential != nullptr && credential->certificate == former_.certificate;
    return wire_.exchange(request, is_former ? &own_ : credential);
  }
  void disconnect() override { wire_.disconnect(); }

 private:
  client::Transport& wire_;
  const pki::Credential& former_;
  const pki::Credential& own_;
};

constexpr std::size_t kAllWaits = 3;  // of four attempts

std::vector<Row> renewal_rows() {
  using enum Place;
  constexpr auto kRequest = Step::kRequest;
  constexpr auto kDownloading = Step::kDownload;
  constexpr auto kValidate = Step::kValidate;
  return {
      {.name = "Happy"},
      {.name = "Post500ThenOk", .faults = {once(answer(kRenewal, 500, ""))}, .waits = 1},
      {.name = "Post500",
       .faults = {answer(kRenewal, 500, "")},
       .fails = Failure{Errc::kServerUnavailable, kRequest},
       .waits = kAllWaits,
       .issued = 1},
      {.name = "Post429RetryAfter", .faults = {once(answer(kRenewal, 429, "", {{"Retry-After", "2"}}))}, .waits = 1},
      {.name = "Post302WithBody", .faults = {status(302)}},
      {.name = "Post201", .faults = {status(201)}},
      {.name = "PostHtml200",
       .faults = {answer(kRenewal, 200, "<html><title>Login</title></html>", {{"Content-Type", "text/html"}})},
       .fails = Failure{Errc::kNotJson, kRequest},
       .issued = 1},
      {.name = "PostBom", .faults = {fault(kRenewal, FaultKind::kBom)}},
      {.name = "PostUtf16", .faults = {fault(kRenewal, FaultKind::kUtf16)}, .fails = Failure{Errc::kNotJson, kRequest}},
      {.name = "Post403NotPermitted",
       .faults = {answer(kRenewal, 403, "NOT PERMITTED CERTIFICATE")},
       .fails = Failure{Errc::kServerRefused, kRequest},
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
      {.name = "PassWrong", .faults = {pass("\"wrong\"")}, .fails = Failure{Errc::kP12WrongPassword, kValidate}},
      {.name = "PassEmpty", .faults = {pass("\"\"")}, .fails = Failure{Errc::kAnswerUnexpected, kRequest}},
      {.name = "PassNumber", .faults = {pass("12345")}, .fails = Failure{Errc::kAnswerUnexpected, kRequest}},
      {.name = "PassJapanese", .faults = {password("かなパスワード")}},
      {.name = "PassQuotesAndBackslash", .faults = {password("a\"b\\c'd\\\\")}},
      {.name = "Pass64Characters", .faults = {password(std::string(64, 'x'))}},
      {.name = "UriRelative",
       .faults = {uri("/api/cert/{token}")},
       .fails = Failure{Errc::kAnswerUnexpected, kRequest}},
      {.name = "Uri404",
       .faults = {uri("https://{host}/api/cert/nothing")},
       .fails = Failure{Errc::kLinkUnknown, kDownloading}},
      {.name = "Uri302",
       .faults = {answer(kDownload, 302, "", {{"Location", "/"}})},
       .fails = Failure{Errc::kServerRefused, kDownloading}},
      {.name = "UriOtherHost",
       .faults = {uri("https://127.0.0.1:9/{token}")},
       .fails = Failure{Errc::kServerUnreachable, kDownloading},
       .waits = kAllWaits},
      {.name = "UriHttpOnTlsPort",
       .faults = {uri("http://{host}/api/cert/{token}")},
       .fails = Failure{Errc::kAnswerUnexpected, kRequest}},
      {.name = "RenewedSameSerial",
       .faults = {replacement("same-serial")},
       .fails = Failure{Errc::kIdentitySameSerial, kValidate}},
      {.name = "RenewedNotLonger",
       .faults = {replacement("not-longer")},
       .fails = Failure{Errc::kIdentityNotLonger, kValidate}},
      {.name = "RenewedForOtherFacility",
       .faults = {replacement("other-facility")},
       .fails = Failure{Errc::kIdentityOtherSubject, kValidate}},
      {.name = "RenewedKeyReused",
       .faults = {replacement("same-key")},
       .fails = Failure{Errc::kIdentityKeyReused, kValidate}},
      {.name = "RenewedByOtherAuthority",
       .faults = {replacement("other-authority")},
       .fails = Failure{Errc::kIdentityOtherIssuer, kValidate}},
      {.name = "RenewedForServers",
       .faults = {replacement("server-only")},
       .fails = Failure{Errc::kIdentityNotForClients, kValidate}},
      {.name = "UriExpiredLink",
       .fails = Failure{Errc::kLinkExpired, kDownloading},
       .policy = [](Policy& policy) { policy.link_lifetime = {.exact = pki::Seconds(60)}; },
       .dawdles = pki::Seconds(61)},
      {.name = "UriAboutToExpire",
       .policy = [](Policy& policy) { policy.link_lifetime = {.exact = pki::Seconds(60)}; },
       .dawdles = pki::Seconds(60)},
      {.name = "RenewedCaRolledOver",
       .fails = Failure{Errc::kIdentityOtherIssuer, kValidate},
       .changed_authority = true},
      {.name = "RenewedCaRolledOverToTheTrusted", .changed_authority = true, .trusts_successor = true},
      {.name = "SlowAuthority", .faults = {once(delayed(std::chrono::seconds(3)))}, .waits = 1},
      {.name = "UriUsedOnce",
       .faults = {once(cut(FaultKind::kTruncate, {Share::Of::kHalf}))},
       .waits = 1,
       .policy = [](Policy& policy) { policy.link_uses = 1; }},
      {.name = "AfterExpiryAllowed",
       .fails = Failure{Errc::kCertificateExpired, Step::kCheck},
       .policy = [](Policy& policy) { policy.overlap = mock::Overlap::kRenewAfterExpiry; },
       .left = -days(1),
       .issued = 1},
      {.name = "AfterExpiryRefused",
       .fails = Failure{Errc::kCertificateExpired, Step::kCheck},
       .left = -days(1),
       .issued = 1},
  };
}

std::vector<Row> download_rows() {
  using enum Place;
  constexpr auto kDownloading = Step::kDownload;
  constexpr auto kValidate = Step::kValidate;
  const Failure malformed{Errc::kAnswerMalformed, kDownloading};
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
      {.name = "Empty200", .faults = {answer(kDownload, 200, "")}, .fails = Failure{Errc::kP12NotP12, kDownloading}},
      {.name = "Html200",
       .faults = {answer(kDownload, 200, "<html></html>")},
       .fails = Failure{Errc::kP12NotP12, kDownloading}},
      {.name = "Base64Body",
       .faults = {fault(kDownload, FaultKind::kBase64)},
       .fails = Failure{Errc::kP12NotP12, kValidate}},
      {.name = "GzipBody",
       .faults = {fault(kDownload, FaultKind::kGzip)},
       .fails = Failure{Errc::kP12NotP12, kValidate}},
      {.name = "WrongContentType", .faults = {fault(kDownload, FaultKind::kContentType, "text/html")}},
      {.name = "SlowDrip", .faults = {drip(50)}, .fails = Failure{Errc::kTimeout, kDownloading}, .waits = kAllWaits},
      {.name = "ResetInTheMiddle",
       .faults = {cut(FaultKind::kReset, {Share::Of::kHalf})},
       .fails = Failure{Errc::kConnectionLost, kDownloading},
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

class FailureTable : public ::testing::TestWithParam<Row> {
 protected:
  static mock::SandboxPlan plan() {
    mock::SandboxPlan plan;
    if (GetParam().policy) GetParam().policy(plan.policy);
    return plan;
  }

  static client::Arrival file_of(const Issued& issued) {
    return {issued.file_name, issued.p12, issued.password.clone()};
  }

  // The old certificate as the client has it: of another authority where that was changed.
  Issued old_of_client() const {
    if (!GetParam().changed_authority) return {own_.file_name, own_.p12, own_.password.clone(), own_.credential};
    const pki::Certificate& own = own_.credential.certificate;
    auto former = mock::CertificateAuthority::create("former").value();
    auto credential = former
                          .issue_client({.organization = own.organization(), .common_name = own.common_name()},
                                        own.validity(), own_.credential.key, own.serial())
                          .value();
    auto p12 = client::pack_pkcs12(credential, own_.password.reveal()).value();
    return {own_.file_name, std::move(p12), own_.password.clone(), std::move(credential)};
  }

  RenewalReport renew() {
    auto wire = sandbox_.transport();
    FormerAuthority transport(wire, old_.credential, own_.credential);
    const client::Account account = sandbox_.account();
    client::FileJournal journal(place_ / ".renewal");
    Dawdler dawdler(sandbox_, dawdles_);
    client::RenewalOptions options{.server = sandbox_.url(), .patience = std::chrono::seconds(1)};
    if (trusts_successor_) options.arrival.trusted = {sandbox_.sandbox().authority().root()};
    client::Renewal renewal(std::move(options), account, transport, store_, sandbox_.clock(),
                            {.observer = &dawdler, .journal = &journal, .pacer = &pacer_});
    return renewal.run(old_.credential, file_of(old_));
  }

  // heal takes away whatever made it fail.
  void heal() {
    sandbox_.heal();
    dawdles_ = pki::Seconds(0);
    trusts_successor_ = GetParam().changed_authority;
  }

  // What is in the store, but for the record of the renewal: octets by name.
  std::map<std::string, std::string> snapshot() const {
    std::map<std::string, std::string> out;
    for (const auto& entry : fs::directory_iterator(place_)) {
      if (entry.is_regular_file()) out[entry.path().filename().string()] = read_file(entry.path());
    }
    return out;
  }

  void expect_failure(const RenewalReport& report, const Failure& failure) const {
    EXPECT_EQ(report.outcome, Outcome::kFailed);
    ASSERT_TRUE(report.error);
    EXPECT_THAT(*report.error, IsError(failure.code));
    EXPECT_EQ(report.failed_at, failure.step);
    EXPECT_GT(report.error->message().size(), 20u);
    EXPECT_THAT(report.error->hint(), Not(IsEmpty()));
  }

  void expect_renewal(const RenewalReport& report) {
    ASSERT_EQ(report.outcome, Outcome::kRenewed) << report.error->message();
    const auto stored = store_.list().value();
    ASSERT_THAT(stored, SizeIs(2));
    EXPECT_THAT(stored.back().file_name, EndsWith(GetParam().file_name_ends));
  }

  MockServer server_;
  MockSandbox sandbox_ = server_.add_sandbox(plan());
  TemporaryDirectory home_;
  const fs::path place_ = home_ / "store";
  client::DirectoryStore store_ = client::DirectoryStore::open(place_).value();
  FakePacer pacer_;
  const Issued own_ = sandbox_.issue({.lasts = GetParam().left});  // the old one, as the service has it
  const Issued old_ = old_of_client();
  pki::Seconds dawdles_ = GetParam().dawdles;
  bool trusts_successor_ = GetParam().trusts_successor;
};

INSTANTIATE_TEST_SUITE_P(Renewal, FailureTable, ::testing::ValuesIn(renewal_rows()),
                         [](const auto& row) { return row.param.name; });
INSTANTIATE_TEST_SUITE_P(Download, FailureTable, ::testing::ValuesIn(download_rows()),
                         [](const auto& row) { return row.param.name; });

TEST_P(FailureTable, EndsAsListed) {
  ASSERT_THAT(store_.add(file_of(old_)), IsOk());
  ASSERT_THAT(store_.make_current(old_.credential.certificate), IsOk());
  const auto before = snapshot();
  for (const Fault& one : GetParam().faults) sandbox_.fail(one);

  const RenewalReport report = renew();

  EXPECT_THAT(pacer_.waits, SizeIs(GetParam().waits));
  EXPECT_EQ(sandbox_.sandbox().certificates().size(), GetParam().issued);
  if (!GetParam().fails) {
    expect_renewal(report);
    return;
  }
  expect_failure(report, *GetParam().fails);
  EXPECT_EQ(snapshot(), before);
  EXPECT_EQ(store_.list().value().back().credential.certificate, old_.credential.certificate);
}

// Whatever it was, once it is over the next run renews: nothing of the failure is left in the way.
TEST_P(FailureTable, IsOverWithTheFault) {
  if (GetParam().left < days(0)) return;
  for (const Fault& one : GetParam().faults) sandbox_.fail(one);
  const bool failed = renew().outcome == Outcome::kFailed;
  EXPECT_EQ(failed, GetParam().fails.has_value());
  heal();

  EXPECT_EQ(renew().outcome, failed ? Outcome::kRenewed : Outcome::kNotDue);
  EXPECT_THAT(store_.list().value(), SizeIs(2));
}

}  // namespace
}  // namespace orcamo::testing
