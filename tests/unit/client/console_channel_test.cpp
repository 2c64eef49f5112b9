#include "orcamo/client/console_channel.hpp"

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "authority/certificate_authority.hpp"
#include "fake_pages.hpp"
#include "orcamo/pki/clock.hpp"
#include "orcamo/testing/matchers.hpp"

namespace orcamo::testing {
namespace {

using client::ConsoleChannel;
using client::HttpResponse;
using pki::Errc;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

const std::string kHost = "https://localhost:8443";

constexpr const char* kLoginPage =
    R"(<title>ログイン</title><form method="post" action="/login"><input type="hidden" name="csrf" value="t&amp;1">
       <input name="user" value=""><input name="password" type="password"><button>ログイン</button></form>)";
constexpr const char* kMainPage =
    R"(<title>業務メニュー</title><p>クライアント証明書の<b>有効期限</b>が近づいています</p><a href="orcamo/">更新</a>)";
constexpr const char* kConsolePage =
    R"(<title>管理画面</title><p><a href="certificate.p12">こちら</a> からダウンロードします。</p>
       <form method="post" action="/orcamo/password#step-8"><input type="hidden" name="once" value="7">
       <button>確認する</button></form>)";
constexpr const char* kPasswordPage =
    R"(<title>管理画面</title><p>パスワード: <code>a1&lt;B2</code> <button type="button">コピーする</button></p>)";

HttpResponse page(std::string html, unsigned status = 200) { return html_page(std::move(html), status); }

// The pages of a console, as a person comes to them.
class ConsolePages final : public FakePages {
 public:
  ConsolePages() {
    answers["GET " + kHost + "/"] = page(kLoginPage);
    answers["POST " + kHost + "/login"] = {303, {{"Location", "/main"}, {"Set-Cookie", "session=s1; Path=/"}}, {}};
    answers["GET " + kHost + "/main"] = page(kMainPage);
    answers["GET " + kHost + "/orcamo/"] = page(kConsolePage);
    answers["GET " + kHost + "/orcamo/certificate.p12"] = {
        200, {{"Content-Disposition", "attachment; filename=\"new.p12\""}}, "\x30\x82\x01\x01rest of it"};
    answers["POST " + kHost + "/orcamo/password"] = page(kPasswordPage);
  }
};

class Console : public ::testing::Test {
 protected:
  pki::Result<client::Arrival> run() {
    auto replacement = channel.request(pages, old);
    if (!replacement) return replacement.error();
    return channel.download(pages, *replacement, old);
  }

  void set(const std::string& call, std::string html) { pages.answers[call] = page(std::move(html)); }

  const pki::Credential old = [] {
    auto authority = mock::CertificateAuthority::create("Console Test").value();
    const pki::TimePoint start{std::chrono::sys_days(std::chrono::year(2030) / 4 / 1)};
    return authority
        .issue_client({.organization = "u00000001", .common_name = "client001"}, {start, start + pki::days(89)},
                      pki::PrivateKey::generate(pki::KeyType::kP256).value(), mock::random_serial())
        .value();
  }();
  const client::Account account{.user = "ormaster", .password = pki::Secret::copy_of("p&s =1")};
  pki::ManualClock clock{pki::TimePoint{std::chrono::sys_days(std::chrono::year(2030) / 4 / 1)}};
  ConsoleChannel channel{kHost, account, clock};
  ConsolePages pages;
};

TEST_F(Console, GoesThePersonsWay) {
  const auto arrival = run();

  ASSERT_THAT(arrival, IsOk());
  EXPECT_EQ(arrival->file_name, "new.p12");
  EXPECT_EQ(arrival->password.reveal(), "a1<B2");
  EXPECT_THAT(pages.asked(), ElementsAre("GET " + kHost + "/", "POST " + kHost + "/login", "GET " + kHost + "/main",
                                         "GET " + kHost + "/orcamo/", "GET " + kHost + "/orcamo/certificate.p12",
                                         "GET " + kHost + "/orcamo/", "POST " + kHost + "/orcamo/password"));
}

TEST_F(Console, SendsWhatTheFormsHave) {
  ASSERT_THAT(run(), IsOk());

  EXPECT_EQ(pages.requests[1].body, "csrf=t%261&user=ormaster&password=p%26s+%3D1");
  EXPECT_EQ(pages.requests.back().body, "once=7");
  EXPECT_THAT(pages.requests.back().headers,
              ::testing::Contains(std::pair<std::string, std::string>("Cookie", "session=s1")));
}

TEST_F(Console, ReadsThePasswordOutOfAField) {
  set("POST " + kHost + "/orcamo/password",
      R"(<label>パスワード</label><input readonly value="field1"><button type="button">コピーする</button>)");

  EXPECT_EQ(run().value().password.reveal(), "field1");
}

TEST_F(Console, ChoosesTheLinkThatSpeaksOfADownload) {
  std::string html = kConsolePage;
  set("GET " + kHost + "/orcamo/", R"(<p>お問い合わせは<a href="/help">こちら</a>へ</p>)" + html);

  EXPECT_EQ(channel.request(pages, old).value().url, kHost + "/orcamo/certificate.p12");
}

TEST_F(Console, GoesToTheHostThatTheNoticeNames) {
  set("GET " + kHost + "/main",
      R"(<p>クライアント証明書の有効期限が近づいています</p><a href="https://console.example/o/">更新</a>)");
  pages.answers["GET https://console.example/o/"] = page(kConsolePage);

  EXPECT_EQ(channel.request(pages, old).value().url, "https://console.example/o/certificate.p12");
}

TEST_F(Console, RevealsNothingForAFileThatIsNone) {
  pages.answers["GET " + kHost + "/orcamo/certificate.p12"] = {
      200, {{"Content-Disposition", "attachment; filename=\"new.p12\""}}, "<!DOCTYPE html><html></html>"};

  EXPECT_THAT(run(), FailsWith(Errc::kP12NotP12));
  EXPECT_THAT(pages.asked(), Not(::testing::Contains("POST " + kHost + "/orcamo/password")));
}

TEST_F(Console, TellsWhenTheServerWantsToBeLeftAlone) {
  pages.answers["GET " + kHost + "/"] = {503, {{"Retry-After", "Mon, 01 Apr 2030 00:02:00 GMT"}}, {}};

  EXPECT_THAT(channel.request(pages, old), FailsWith(Errc::kServerUnavailable));
  EXPECT_EQ(channel.retry_after(), std::chrono::seconds(120));
}

TEST_F(Console, IsNotPutOutByNesting) {
  std::string deep;
  for (int i = 0; i < 20'000; ++i) deep += "<div>";
  set("GET " + kHost + "/main", deep + kMainPage);

  EXPECT_THAT(run(), IsOk());
}

// What a page lacks, the code and the words that say so.
struct Missing {
  const char* name;
  const char* call;  // without the host
  const char* html;
  Errc code;
  const char* says;
};

void PrintTo(const Missing& row, std::ostream* out) { *out << row.name; }

class MissingElement : public Console, public ::testing::WithParamInterface<Missing> {};

TEST_P(MissingElement, HasAnErrorOfItsOwn) {
  const std::string call = GetParam().call;
  set(call.substr(0, call.find('/')) + kHost + call.substr(call.find('/')), GetParam().html);

  const auto arrival = run();

  ASSERT_THAT(arrival, FailsWith(GetParam().code));
  EXPECT_THAT(arrival.error(), Says(GetParam().says));
}

constexpr const char* kNotice = "<p>クライアント証明書の有効期限が近づいています</p>";
const std::string kBar = kNotice;
const std::string kRenewElsewhere = kBar + R"(<a href="http://localhost:8443/orcamo/">更新</a>)";
const std::string kRenewByScript = kBar + R"(<button type="button">更新</button>)";
const std::string kRenewAbove = R"(<a href="/x">更新</a>)" + kBar;

INSTANTIATE_TEST_SUITE_P(
    Table, MissingElement,
    ::testing::Values(
        Missing{"LoginForm", "GET /", "<title>工事中</title>", Errc::kAnswerUnexpected, "login form"},
        Missing{"UserField", "GET /", R"(<form method="post"><input type="password"><button>x</button></form>)",
                Errc::kAnswerUnexpected, "user name"},
        Missing{"LoginButton", "GET /", R"(<form method="post"><input name="u"><input type="password"></form>)",
                Errc::kAnswerUnexpected, "button"},
        Missing{"PostedLogin", "GET /", R"(<form><input name="u"><input type="password"><button>x</button></form>)",
                Errc::kAnswerUnexpected, "out of the address"},
        Missing{"Acceptance", "GET /main", kLoginPage, Errc::kLoginRefused, "password"},
        Missing{"Notice", "GET /main", R"(<a href="/orcamo/">更新</a>)", Errc::kRenewalNotOffered, "notice"},
        Missing{"RenewLink", "GET /main", kNotice, Errc::kRenewalNotOffered, "「更新」"},
        Missing{"RenewLinkBelow", "GET /main", kRenewAbove.c_str(), Errc::kRenewalNotOffered, "「更新」"},
        Missing{"RenewByHttps", "GET /main", kRenewElsewhere.c_str(), Errc::kAnswerUnexpected, "https"},
        Missing{"RenewWithoutScripts", "GET /main", kRenewByScript.c_str(), Errc::kAnswerUnexpected, "scripts"},
        Missing{"Replacement", "GET /orcamo/", "<h2>差し替え用のクライアント証明書はありません</h2>",
                Errc::kRenewalNotOffered, "差し替え用"},
        Missing{"HereLink", "GET /orcamo/", "<title>空</title>", Errc::kAnswerUnexpected, "「こちら」"},
        Missing{"HereByHttps", "GET /orcamo/", R"(<a href="http://localhost:8443/a">こちら</a>)",
                Errc::kAnswerUnexpected, "https"},
        Missing{"HereOnThisHost", "GET /orcamo/", R"(<a href="https://other.example/a">こちら</a>)",
                Errc::kAnswerUnexpected, "other.example"},
        Missing{"RevealButton", "GET /orcamo/", R"(<a href="certificate.p12">こちら</a>)", Errc::kAnswerUnexpected,
                "「確認する」"},
        Missing{"CopyButton", "POST /orcamo/password", "<p>パスワード: abc</p>", Errc::kAnswerUnexpected,
                "「コピーする」"},
        Missing{"Password", "POST /orcamo/password",
                R"(<p>パスワードは表示できません</p><button type="button">コピーする</button>)",
                Errc::kAnswerUnexpected, "パスワード"}),
    [](const auto& row) { return row.param.name; });

TEST_F(Console, FollowsNoRedirectToAnotherHost) {
  pages.answers["GET " + kHost + "/orcamo/certificate.p12"] = {302, {{"Location", "https://other.example/x"}}, {}};

  EXPECT_THAT(run(), FailsWith(Errc::kAnswerUnexpected));
  for (const std::string& asked : pages.asked()) EXPECT_THAT(asked, HasSubstr(kHost));
}

TEST_F(Console, EndsAnEndlessRedirect) {
  pages.answers["GET " + kHost + "/"] = {302, {{"Location", "/"}}, {}};

  EXPECT_THAT(channel.request(pages, old), FailsWith(Errc::kAnswerUnexpected));
}

TEST_F(Console, ReadsNoOtherThanHtmlInUtf8) {
  pages.answers["GET " + kHost + "/"].headers = {{"Content-Type", "text/html; charset=Shift_JIS"}};
  EXPECT_THAT(channel.request(pages, old), FailsWith(Errc::kAnswerUnexpected));

  pages.answers["GET " + kHost + "/"].headers = {{"Content-Type", "application/json"}};
  EXPECT_THAT(channel.request(pages, old), FailsWith(Errc::kAnswerUnexpected));
}

TEST_F(Console, PassesOnARefusedLogin) {
  pages.answers["POST " + kHost + "/login"] = page(kLoginPage, 401);

  EXPECT_THAT(channel.request(pages, old), FailsWith(Errc::kLoginRefused));
}

}  // namespace
}  // namespace orcamo::testing
