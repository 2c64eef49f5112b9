#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "serve_process.hpp"

// Steps 9 to 14: the wizard that puts a downloaded file among a person's certificates, here `orcamo-renew import`, and
// what `orcamo-renew list` shows afterwards.
namespace orcamo::e2e {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class ImportWizard : public ::testing::Test {
 protected:
  Finished import(std::filesystem::path p12, std::filesystem::path password_file, const char* language = "ja") {
    return run({kRenewProgram, "import", "--p12", std::move(p12), "--password-file", std::move(password_file),
                "--store", store, "--lang", language});
  }

  Json list(const std::string& now, const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments{kRenewProgram, "list", "--store", store, "--now", now, "--output", "json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Finished finished = run(arguments);
    EXPECT_EQ(finished.exit_code, 0) << finished.err;
    return Json::parse(finished.out, nullptr, false);
  }

  testing::TemporaryDirectory home;
  std::string store = home / "certificates";
  ServeProcess server;
  IssuedFiles file = server.issue(home, {{"not_after", "now+3y"}});
};

TEST_F(ImportWizard, Step09KnowsAFileThatIsNoCertificate) {
  const auto page = home.write("login.p12", "<html><title>Login</title></html>");

  const Finished finished = import(page, file.password_file, "en");

  EXPECT_EQ(finished.exit_code, 3);
  EXPECT_THAT(finished.err, HasSubstr("HTML"));
}

TEST_F(ImportWizard, Step10NamesAFileThatIsNotThere) {
  const Finished finished = import(home / "nothing.p12", file.password_file, "en");

  EXPECT_EQ(finished.exit_code, 3);
  EXPECT_THAT(finished.err, HasSubstr("nothing.p12"));
}

TEST_F(ImportWizard, Step11RefusesAWrongPassword) {
  const auto wrong = home.write("wrong.txt", "not the password\n");

  const Finished finished = import(file.p12, wrong);

  EXPECT_EQ(finished.exit_code, 3);
  EXPECT_THAT(finished.err, HasSubstr("パスワードが違います"));
  EXPECT_FALSE(std::filesystem::exists(store));
}

TEST_F(ImportWizard, Step12PutsFileAndPasswordIntoTheChosenStore) {
  ASSERT_EQ(import(file.p12, file.password_file).exit_code, 0);

  const std::string name = file.answer["file_name"];
  EXPECT_EQ(testing::read_file(std::filesystem::path(store) / name), testing::read_file(file.p12));
  const std::string password_name = name.substr(0, name.size() - 4) + ".password.txt";
  EXPECT_THAT(testing::read_file(std::filesystem::path(store) / password_name),
              HasSubstr(file.answer["password"].get<std::string>()));
}

TEST_F(ImportWizard, Step13IsFinishedWhenTheCertificateIsListed) {
  ASSERT_EQ(import(file.p12, file.password_file).exit_code, 0);

  const Json listed = list("now");

  EXPECT_THAT(listed.dump(), HasSubstr(file.answer["serial"].get<std::string>()));
}

TEST_F(ImportWizard, Step14SaysThatItWasImported) {
  const Finished finished = import(file.p12, file.password_file);

  EXPECT_EQ(finished.exit_code, 0);
  EXPECT_THAT(finished.out, HasSubstr("正しくインポートされました"));
}

TEST_F(ImportWizard, ImportingTwiceChangesNothing) {
  ASSERT_EQ(import(file.p12, file.password_file).exit_code, 0);

  EXPECT_EQ(import(file.p12, file.password_file).exit_code, 0);

  EXPECT_EQ(list("now")["identities"].size(), 1U);
}

// ※古い証明書は期限が切れるまで表示されます。 期限の長い方が更新後の証明書です
TEST_F(ImportWizard, NoteTheOldCertificateIsListedUntilItExpires) {
  const IssuedFiles old = server.issue(home, {{"not_after", "now+89d"}});
  ASSERT_EQ(import(old.p12, old.password_file).exit_code, 0);
  ASSERT_EQ(import(file.p12, file.password_file).exit_code, 0);
  const std::string old_serial = old.answer["serial"];
  const std::string last_second = old.answer["not_after"];

  const std::string at_the_end = list(last_second).dump();
  const std::string past = list("now+90d").dump();
  const std::string all = list("now+90d", {"--all"}).dump();

  EXPECT_THAT(at_the_end, HasSubstr(old_serial));
  EXPECT_THAT(past, Not(HasSubstr(old_serial)));
  EXPECT_THAT(past, HasSubstr(file.answer["serial"].get<std::string>()));
  EXPECT_THAT(all, HasSubstr(old_serial));
}

TEST_F(ImportWizard, NoteTheLongerOneIsMarkedAsRenewed) {
  const IssuedFiles old = server.issue(home, {{"not_after", "now+89d"}});
  ASSERT_EQ(import(file.p12, file.password_file).exit_code, 0);
  ASSERT_EQ(import(old.p12, old.password_file).exit_code, 0);

  const Json listed = list("now")["identities"];
  const Finished text = run({kRenewProgram, "list", "--store", store, "--lang", "ja"});

  ASSERT_EQ(listed.size(), 2U);
  EXPECT_EQ(listed[0]["serial"], old.answer["serial"]);
  EXPECT_EQ(listed[0]["renewed"], false);
  EXPECT_EQ(listed[1]["serial"], file.answer["serial"]);
  EXPECT_EQ(listed[1]["renewed"], true);
  EXPECT_THAT(text.out, HasSubstr("更新後"));
}

TEST_F(ImportWizard, NoteTheFolderOfALinkageTerminalMustBeAlphabetic) {
  store = home / "証明書2";

  const Finished refused = run({kRenewProgram, "import", "--p12", file.p12, "--password-file", file.password_file,
                                "--store", store, "--linkage", "--lang", "ja"});

  EXPECT_EQ(refused.exit_code, 3);
  EXPECT_THAT(refused.err, HasSubstr("フォルダ名はアルファベットにして下さい"));
  EXPECT_FALSE(std::filesystem::exists(store));
}

}  // namespace
}  // namespace orcamo::e2e
