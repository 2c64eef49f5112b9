#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "browser.hpp"
#include "orcamo/client/directory_store.hpp"
#include "orcamo/client/pkcs12.hpp"
#include "orcamo/testing/mock_server.hpp"
#include "orcamo/testing/temporary_directory.hpp"

// The fifteen steps of the procedure and its notes, in the order and the words of the document, over real TLS. The
// import wizard of steps 9 to 14 is orcamo-renew's: see import_wizard_test.cpp.
namespace orcamo::e2e {
namespace {

using client::TlsVersions;
using pki::days;
using pki::Errc;
using testing::FailsWith;
using ::testing::HasSubstr;
using testing::IsOk;
using ::testing::MatchesRegex;

constexpr const char* kNotice = "クライアント証明書の有効期限が近づいています";

class Procedure : public ::testing::TestWithParam<TlsVersions> {
 protected:
  Browser browser(const pki::Credential& credential) { return Browser(wire, server.server_url(), &credential); }

  Page log_in_to(Browser& person) {
    return person.post("/login", {{"user", "ormaster"}, {"password", "ormaster"}}).value();
  }

  // Steps 1 to 8: what a person has at the end of them.
  client::Arrival fetch_replacement(const testing::Issued& presented) {
    Browser person = browser(presented.credential);
    const Page main = log_in_to(person);
    const Page console = person.get(main.attribute("renew", "href")).value();
    const Page file = person.get(console.attribute("download", "href")).value();
    const Page revealed = person.post(console.attribute("reveal-form", "action")).value();
    const auto octets = pki::as_bytes(file.response.body);
    return {console.text("file-name"), {octets.begin(), octets.end()}, pki::Secret::copy_of(revealed.text("password"))};
  }

  pki::Credential open(const client::Arrival& arrival) {
    return client::open_pkcs12(arrival.p12, arrival.password.reveal()).value();
  }

  pki::Result<client::Login> log_in(const pki::Credential& credential) {
    wire.disconnect();
    return client::log_in(wire, server.server_url(), server.account(), credential);
  }

  testing::MockServer server;
  testing::Issued old = server.issue({.lasts = days(89)});
  client::HttpsTransport wire = server.transport(GetParam());
  testing::TemporaryDirectory home;
};

INSTANTIATE_TEST_SUITE_P(Tls, Procedure, ::testing::Values(TlsVersions::kOnly12, TlsVersions::kOnly13),
                         [](const auto& row) { return row.param == TlsVersions::kOnly12 ? "Tls12" : "Tls13"; });

TEST_P(Procedure, Step01LogsInToWebOrca) {
  Browser person = browser(old.credential);

  const Page form = person.get("/").value();
  EXPECT_TRUE(form.has("user") && form.has("password") && form.has("login-button"));
  const Page refused = person.post("/login", {{"user", "ormaster"}, {"password", "wrong"}}).value();
  EXPECT_EQ(refused.status(), 401U);
  EXPECT_TRUE(refused.has("login-error"));
  const Page main = log_in_to(person);
  EXPECT_EQ(main.status(), 200U);
  EXPECT_TRUE(main.has("login-ok"));
}

TEST_P(Procedure, Step01ShowsNobodyTheMainScreenWithoutLogin) {
  const Page shown = browser(old.credential).get("/main").value();

  EXPECT_FALSE(shown.has("login-ok"));
  EXPECT_TRUE(shown.has("login-form"));
}

TEST_P(Procedure, Step02AsksForACertificateAndKnowsWhichWasChosen) {
  const auto other = server.issue({.lasts = days(500), .identity = {"u00000002", "client007"}});

  EXPECT_THAT(Browser(wire, server.server_url(), nullptr).get("/"), FailsWith(Errc::kCertificateRequired));
  const Page mine = browser(old.credential).get("/").value();
  const Page theirs = browser(other.credential).get("/").value();

  EXPECT_EQ(mine.text("presented-serial"), old.credential.certificate.serial());
  EXPECT_EQ(theirs.text("presented-serial"), other.credential.certificate.serial());
  EXPECT_EQ(theirs.text("identity"), "u00000002 / client007");
  const auto last = server.handshakes(3).back();
  EXPECT_EQ(last.tls_version, GetParam() == TlsVersions::kOnly12 ? "TLSv1.2" : "TLSv1.3");
  EXPECT_FALSE(last.resumed);
}

TEST_P(Procedure, Step03ShowsTheBlueBarThatLeadsToTheRenewal) {
  Browser person = browser(old.credential);

  const Page main = log_in_to(person);

  EXPECT_THAT(main.text("renewal-notice"), HasSubstr(kNotice));
  EXPECT_EQ(main.text("renew"), "更新");
  EXPECT_EQ(main.attribute("renew", "href"), "/orcamo/");
}

TEST_P(Procedure, Step04OffersTheReplacementUnderKochira) {
  Browser person = browser(old.credential);

  const Page console = person.get("/orcamo/").value();

  EXPECT_TRUE(console.says("ORCAMOクラウド管理画面"));
  EXPECT_EQ(console.text("download"), "こちら");
  EXPECT_EQ(person.get(console.attribute("download", "href")).value().status(), 200U);
}

TEST_P(Procedure, Step05DownloadsTheFileUnderItsName) {
  Browser person = browser(old.credential);
  const Page console = person.get("/orcamo/").value();

  const Page file = person.get(console.attribute("download", "href")).value();

  const std::string name = console.text("file-name");
  EXPECT_THAT(name, MatchesRegex("[0-9][0-9][0-9][0-9][0-9][0-9]__JP_u00000001_client001\\.p12"));
  EXPECT_EQ(file.response.header("Content-Disposition"), "attachment; filename=\"" + name + "\"");
  EXPECT_EQ(file.response.header("Content-Type"), "application/x-pkcs12");
  EXPECT_THAT(client::open_pkcs12(pki::as_bytes(file.response.body), "surely not the password"),
              FailsWith(Errc::kP12WrongPassword));
}

TEST_P(Procedure, Step06SavesTheFileInAFolder) {
  const client::Arrival arrival = fetch_replacement(old);
  auto store = client::DirectoryStore::open(home / "certificates").value();

  ASSERT_THAT(store.add(arrival), IsOk());

  EXPECT_EQ(testing::read_file(home / "certificates" / arrival.file_name), pki::as_text(arrival.p12));
}

TEST_P(Procedure, Step07HidesThePasswordUntilItIsAskedFor) {
  Browser person = browser(old.credential);

  const Page console = person.get("/orcamo/").value();

  EXPECT_FALSE(console.has("password"));
  EXPECT_EQ(console.text("reveal-password"), "確認する");
}

TEST_P(Procedure, Step08ShowsThePasswordThatOpensTheFile) {
  Browser person = browser(old.credential);
  const Page console = person.get("/orcamo/").value();
  const Page file = person.get(console.attribute("download", "href")).value();

  const Page revealed = person.post(console.attribute("reveal-form", "action")).value();

  EXPECT_EQ(revealed.text("copy-password"), "コピーする");
  EXPECT_THAT(client::open_pkcs12(pki::as_bytes(file.response.body), revealed.text("password")), IsOk());
  EXPECT_THAT(std::string(revealed.response.header("Cache-Control")), HasSubstr("no-store"));
}

TEST_P(Procedure, Step15LogsInAgainWithTheNewCertificate) {
  const pki::Credential fresh = open(fetch_replacement(old));
  wire.disconnect();

  Browser person = browser(fresh);
  const Page main = log_in_to(person);

  EXPECT_TRUE(main.has("login-ok"));
  EXPECT_EQ(main.text("presented-serial"), fresh.certificate.serial());
}

// ※ログイン時に更新前・更新後の証明書が表示されます。どちらを選択してもログイン可能です
TEST_P(Procedure, NoteEitherCertificateLogsIn) {
  const pki::Credential fresh = open(fetch_replacement(old));

  EXPECT_THAT(log_in(fresh), IsOk());
  EXPECT_THAT(log_in(old.credential), IsOk());
}

// 古い証明書を選択してログインすると更新のお知らせが表示されます
TEST_P(Procedure, NoteOldCertificateStillShowsTheNotice) {
  const pki::Credential fresh = open(fetch_replacement(old));
  EXPECT_THAT(log_in(fresh), IsOk());

  Browser person = browser(old.credential);
  EXPECT_TRUE(log_in_to(person).has("renewal-notice"));
  EXPECT_THAT(log_in(old.credential).value().startup_message, HasSubstr(kNotice));
}

TEST_P(Procedure, NoteNewCertificateShowsNone) {
  const pki::Credential fresh = open(fetch_replacement(old));

  Browser person = browser(fresh);
  EXPECT_FALSE(log_in_to(person).has("renewal-notice"));
  EXPECT_EQ(log_in(fresh).value().startup_message, "");
}

// 期限の長い方が更新後の証明書です
TEST_P(Procedure, NoteTheLongerOneIsTheNewOne) {
  const client::Arrival arrival = fetch_replacement(old);
  auto store = client::DirectoryStore::open(home / "certificates").value();
  ASSERT_THAT(store.add(arrival), IsOk());
  ASSERT_THAT(store.add({old.file_name, old.p12, old.password.clone()}), IsOk());

  const auto listed = store.list().value();

  ASSERT_EQ(listed.size(), 2U);
  EXPECT_EQ(listed.back().file_name, arrival.file_name);
  EXPECT_GT(listed.back().credential.certificate.validity().not_after, old.credential.certificate.validity().not_after);
  EXPECT_TRUE(browser(old.credential).get("/orcamo/").value().says("期限の長い方が更新後の証明書です"));
}

// クライアント証明書は有効期間が３年となっています
TEST_P(Procedure, NoteTheNewCertificateIsValidForThreeYears) {
  const pki::TimePoint now = server.clock().now();

  const pki::Credential fresh = open(fetch_replacement(old));

  EXPECT_EQ(pki::format_rfc3339(fresh.certificate.validity().not_after),
            pki::format_rfc3339(pki::add_months(now, std::chrono::months(36), pki::kUtc)));
}

// 有効期限が残り９０日前になった時点で更新のメッセージが表示されます
TEST_P(Procedure, NoteTheNoticeBeginsAtNinetyDays) {
  server.clock().set(old.credential.certificate.validity().not_after - days(90) - pki::Seconds(1));
  EXPECT_FALSE(log_in(old.credential).value().notice());

  server.clock().advance(pki::Seconds(1));
  EXPECT_TRUE(log_in(old.credential).value().notice());
}

// 更新せず有効期限切れとなった場合、サービスが利用できなくなります
TEST_P(Procedure, NotePastExpiryTheServiceCannotBeUsed) {
  server.clock().set(old.credential.certificate.validity().not_after);
  EXPECT_THAT(log_in(old.credential), IsOk());

  server.clock().advance(pki::Seconds(1));
  EXPECT_THAT(log_in(old.credential), FailsWith(Errc::kCertificateExpired));
  wire.disconnect();
  EXPECT_THAT(browser(old.credential).get("/orcamo/"), FailsWith(Errc::kCertificateExpired));
}

TEST_P(Procedure, NotePastExpiryAnOpenConnectionIsOfNoUseEither) {
  const client::HttpRequest renewal{"POST", server.server_url() + "/api/cert", {}, "{}"};
  ASSERT_EQ(wire.exchange({"GET", server.server_url() + "/", {}, {}}, &old.credential).value().status, 200u);

  server.clock().set(old.credential.certificate.validity().not_after + pki::Seconds(1));

  const auto answer = wire.exchange(renewal, &old.credential).value();
  EXPECT_EQ(answer.status, 403u);
  EXPECT_EQ(answer.body, "NOT PERMITTED CERTIFICATE");
}

TEST_P(Procedure, NotePastExpiryOfTheOldTheNewOneGoesOn) {
  const pki::Credential fresh = open(fetch_replacement(old));

  server.clock().set(old.credential.certificate.validity().not_after + pki::Seconds(1));

  EXPECT_THAT(log_in(old.credential), FailsWith(Errc::kCertificateExpired));
  EXPECT_THAT(log_in(fresh), IsOk());
}

// ※オンライン資格確認の連携端末の場合は、フォルダ名はアルファベットにして下さい
TEST_P(Procedure, NoteTheFolderOfALinkageTerminalMustBeAlphabetic) {
  const Page console = browser(old.credential).get("/orcamo/").value();

  EXPECT_TRUE(console.says("※オンライン資格確認の連携端末の場合は、フォルダ名はアルファベットにして下さい"));
  EXPECT_THAT(client::DirectoryStore::open(home / "証明書", client::Linkage::kYes),
              FailsWith(Errc::kStoreFolderNotAlphabetic));
  EXPECT_THAT(client::DirectoryStore::open(home / "certificates", client::Linkage::kYes), IsOk());
}

// ※ファイル名は変更しないで下さい
TEST_P(Procedure, NoteTheFileNameStaysAsItWas) {
  const client::Arrival arrival = fetch_replacement(old);
  auto store = client::DirectoryStore::open(home / "certificates").value();
  ASSERT_THAT(store.add(arrival), IsOk());

  EXPECT_TRUE(browser(old.credential).get("/orcamo/").value().says("※ファイル名は変更しないで下さい"));
  EXPECT_EQ(store.list().value().back().file_name, arrival.file_name);
  EXPECT_TRUE(std::filesystem::exists(home / "certificates" / arrival.file_name));
}

// ※更新されたクライアント証明書は大切に保管して下さい ※パスワードはクライアント証明書と一緒に大切に保管して下さい
TEST_P(Procedure, NoteFileAndPasswordAreKeptTogetherAndFromOthers) {
  const client::Arrival arrival = fetch_replacement(old);
  auto store = client::DirectoryStore::open(home / "certificates").value();
  ASSERT_THAT(store.add(arrival), IsOk());

  const Page console = browser(old.credential).get("/orcamo/").value();
  EXPECT_TRUE(console.says("※更新されたクライアント証明書は大切に保管して下さい。"));
  EXPECT_TRUE(console.says("※パスワードはクライアント証明書と一緒に大切に保管して下さい。"));
  namespace fs = std::filesystem;
  int files = 0;
  for (const auto& entry : fs::directory_iterator(home / "certificates")) {
    if (entry.path().filename().string().starts_with('.')) continue;
    ++files;
    EXPECT_EQ(entry.status().permissions(), fs::perms::owner_read | fs::perms::owner_write) << entry.path();
  }
  EXPECT_EQ(files, 2);
  EXPECT_EQ(fs::status(home / "certificates").permissions(), fs::perms::owner_all);
}

// 【重要】連携ツール内の ORCA証明書更新が必要です
TEST_P(Procedure, NoteTheLinkageToolNeedsItToo) {
  const Page console = browser(old.credential).get("/orcamo/").value();

  EXPECT_THAT(console.text("linkage-warning"), HasSubstr("【重要】"));
  EXPECT_THAT(console.text("linkage-warning"), HasSubstr("連携ツール内の ORCA証明書更新が必要です"));
}

TEST_P(Procedure, TheMachinePathComesToTheSame) {
  auto store = client::DirectoryStore::open(home / "certificates").value();

  const auto report = server.renew(old, store, GetParam());

  ASSERT_EQ(report.outcome, client::Outcome::kRenewed) << ::testing::PrintToString(report.error);
  EXPECT_EQ(report.before->file_name, old.file_name);
  EXPECT_TRUE(report.before->login->value().notice());
  EXPECT_FALSE(report.after->login->value().notice());
  const auto stored = store.list().value();
  ASSERT_EQ(stored.size(), 2u);
  EXPECT_EQ(stored.front().file_name, old.file_name);
  EXPECT_EQ(stored.back().file_name, report.after->file_name);
}

TEST_P(Procedure, PersonAndMachineGetTheSameReplacement) {
  const client::Arrival by_hand = fetch_replacement(old);
  testing::MemoryStore store;

  const auto report = server.renew(old, store, GetParam());

  ASSERT_EQ(report.outcome, client::Outcome::kRenewed);
  EXPECT_EQ(report.after->file_name, by_hand.file_name);
  EXPECT_EQ(report.after->certificate, open(by_hand).certificate);
}

TEST_P(Procedure, WithMoreThanNinetyDaysLeftThereIsNothingToRenew) {
  const auto young = server.issue({.lasts = days(91)});
  testing::MemoryStore store;

  EXPECT_EQ(server.renew(young, store, GetParam()).outcome, client::Outcome::kNotDue);
  EXPECT_TRUE(browser(young.credential).get("/orcamo/").value().has("no-replacement"));
  EXPECT_TRUE(store.list().value().empty());
}

TEST_P(Procedure, TheClockDecidesAndTheJournalSaysWhy) {
  const pki::Validity validity = old.credential.certificate.validity();
  EXPECT_THAT(log_in(old.credential), IsOk());

  server.sandbox().clock().set(validity.not_after + pki::Seconds(1), mock::ClockMode::kFrozen);
  EXPECT_THAT(log_in(old.credential), FailsWith(Errc::kCertificateExpired));
  const auto refused = server.handshakes(2).back();
  EXPECT_EQ(refused.verdict, mock::Verdict::kRefused);
  EXPECT_EQ(refused.reason, mock::Reason::kExpired);
  EXPECT_EQ(refused.alert, "certificate_expired");
  EXPECT_EQ(refused.validity, validity);
  EXPECT_EQ(refused.clock, validity.not_after + pki::Seconds(1));
  EXPECT_THAT(refused.detail, HasSubstr(pki::format_rfc3339(validity.not_after)));
  EXPECT_THAT(refused.detail, HasSubstr(pki::format_rfc3339(validity.not_before)));

  server.sandbox().clock().follow_system();
  EXPECT_THAT(log_in(old.credential), IsOk());
  EXPECT_EQ(server.handshakes(3).back().reason, mock::Reason::kOk);
}

TEST_P(Procedure, ACertificateOfTheFutureIsNotYetAccepted) {
  server.sandbox().clock().set(old.credential.certificate.validity().not_before - pki::Seconds(1),
                               mock::ClockMode::kFrozen);

  EXPECT_THAT(log_in(old.credential), FailsWith(Errc::kCertificateNotAccepted));
  EXPECT_EQ(server.handshakes(1).back().reason, mock::Reason::kNotYetValid);
}

TEST_P(Procedure, ACertificateOfAnotherAuthorityIsNotKnown) {
  testing::MockServer elsewhere;
  const auto stranger = elsewhere.issue({.lasts = days(89)});

  EXPECT_THAT(log_in(stranger.credential), FailsWith(Errc::kCertificateUnknownCa));
  EXPECT_EQ(server.handshakes(1).back().reason, mock::Reason::kUnknownCa);
}

}  // namespace
}  // namespace orcamo::e2e
