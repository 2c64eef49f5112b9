#include "surface_test_kit.hpp"

namespace orcamo::mock {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class OrcamoConsoleTest : public SurfaceTest {
 protected:
  const GenerationRef old = issue_with(days(89));
};

TEST_F(OrcamoConsoleTest, ShowsTheStepsWithTheirControls) {
  const auto response = https("GET", "/orcamo/", old);

  EXPECT_THAT(response, AllOf(HasStatus(200), HasHeader("Cache-Control", "no-store")));
  EXPECT_THAT(response.body,
              AllOf(HasSubstr("<a id=\"download\" class=\"button\" href=\"/orcamo/certificate.p12\">こちら</a>"),
                    HasSubstr("<form id=\"reveal-form\" method=\"post\" action=\"/orcamo/password#step-8\">"),
                    HasSubstr("<button id=\"reveal-password\" type=\"submit\">確認する</button>"),
                    Not(HasSubstr("no-replacement"))));
}

TEST_F(OrcamoConsoleTest, CarriesTheNotesOfTheProcedure) {
  const auto body = https("GET", "/orcamo/", old).body;

  for (const char* note :
       {"※ファイル名は変更しないで下さい", "※更新されたクライアント証明書は大切に保管して下さい。",
        "※オンライン資格確認の連携端末の場合は、フォルダ名はアルファベットにして下さい。",
        "※パスワードはクライアント証明書と一緒に大切に保管して下さい。", "期限の長い方が更新後の証明書です",
        "どちらを選択してもログイン可能ですが、古い証明書を選択してログインすると更新のお知らせが表示されます。",
        "※古い証明書は期限が切れるまで表示されます。", "【重要】", "連携ツール内の ORCA証明書更新が必要です。"}) {
    EXPECT_THAT(body, HasSubstr(note));
  }
}

TEST_F(OrcamoConsoleTest, NamesFileAndBothEnds) {
  const auto body = https("GET", "/orcamo/", old).body;
  const auto renewed = sandbox.certificates().back();

  EXPECT_THAT(body, HasSubstr("<code id=\"file-name\">" + renewed->file_name + "</code>"));
  EXPECT_THAT(body, HasSubstr(">" + pki::format_jst(old->credential.certificate.validity().not_after) + "</time>"));
  EXPECT_THAT(body, HasSubstr(">" + pki::format_jst(renewed->credential.certificate.validity().not_after) + "</time>"));
}

TEST_F(OrcamoConsoleTest, HidesThePasswordAtFirst) {
  const auto body = https("GET", "/orcamo/", old).body;

  EXPECT_THAT(body, Not(HasSubstr(std::string(sandbox.certificates().back()->password.reveal()))));
  EXPECT_THAT(body, Not(HasSubstr("copy-password")));
}

TEST_F(OrcamoConsoleTest, RevealsThePasswordOnRequest) {
  const auto response = https("POST", "/orcamo/password", old);

  const auto password = std::string(sandbox.certificates().back()->password.reveal());
  EXPECT_THAT(response, AllOf(HasStatus(200), HasHeader("Cache-Control", "no-store")));
  EXPECT_THAT(response.body, AllOf(HasSubstr("<code id=\"password\" class=\"password\">" + password + "</code>"),
                                   HasSubstr("<button id=\"copy-password\" type=\"button\">コピーする</button>"),
                                   HasSubstr("<script src=\"/static/copy.js\"></script>")));
}

TEST_F(OrcamoConsoleTest, RevealsThePasswordAsOftenAsThePolicySays) {
  ASSERT_THAT(admin("PATCH", "/sandboxes/default/policy", R"({"password_reveals":1})"), HasStatus(200));
  const auto first = https("POST", "/orcamo/password", old).body;

  const auto second = https("POST", "/orcamo/password", old).body;

  const auto password = std::string(sandbox.certificates().back()->password.reveal());
  EXPECT_THAT(first, AllOf(HasSubstr(password), Not(HasSubstr("password-used-up"))));
  EXPECT_THAT(second, AllOf(HasSubstr("id=\"password-used-up\""), Not(HasSubstr(password))));
}

TEST_F(OrcamoConsoleTest, DownloadsTheFileThatItNames) {
  const auto response = https("GET", "/orcamo/certificate.p12", old);

  const auto renewed = sandbox.certificates().back();
  EXPECT_THAT(response, AllOf(HasStatus(200), HasHeader("Content-Type", "application/x-pkcs12"),
                              HasHeader("Content-Disposition", "attachment; filename=\"" + renewed->file_name + "\""),
                              HasHeader("Cache-Control", "no-store")));
  EXPECT_EQ(response.body, pki::as_text(renewed->p12));
}

TEST_F(OrcamoConsoleTest, GivesOneCertificateHoweverOftenItIsAsked) {
  https("GET", "/orcamo/", old);
  https("GET", "/orcamo/certificate.p12", old);
  https("POST", "/orcamo/password", old);
  https("POST", "/api/cert", old);

  EXPECT_EQ(sandbox.certificates().size(), 2U);
}

TEST_F(OrcamoConsoleTest, SaysThatThereIsNothingToRenew) {
  const auto fresh = issue_with(days(900));

  for (const auto& response : {https("GET", "/orcamo/", fresh), https("POST", "/orcamo/password", fresh)}) {
    EXPECT_THAT(response, HasStatus(200));
    EXPECT_THAT(response.body, AllOf(HasSubstr("id=\"no-replacement\""), Not(HasSubstr("id=\"download\"")),
                                     Not(HasSubstr("id=\"password\""))));
  }
  EXPECT_THAT(https("GET", "/orcamo/certificate.p12", fresh), IsProblem(409, "renewal.no_replacement"));
}

TEST_F(OrcamoConsoleTest, LeadsToItselfWithoutTheSlash) {
  EXPECT_THAT(https("GET", "/orcamo", old), AllOf(HasStatus(303), HasHeader("Location", "/orcamo/")));
}

}  // namespace
}  // namespace orcamo::mock
