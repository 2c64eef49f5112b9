#include <gmock/gmock.h>

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "command_line.hpp"
#include "identities.hpp"
#include "orcamo/client/directory_store.hpp"
#include "orcamo/testing/temporary_directory.hpp"

namespace orcamo::testing {
namespace {

using client::HttpRequest;
using nlohmann::json;
using pki::Credential;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

TEST_F(CommandLine, RenewPrintsOneObjectOfTheDocumentedShape) {
  const Ran ran = renew({"--p12", "@old.p12", "--output", "json", "--progress", "none"});

  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_EQ(ran.err, "");
  const json report = json::parse(ran.out);
  EXPECT_EQ(report.at("result"), "renewed");
  EXPECT_EQ(report.at("old").at("serial"), "123456");
  EXPECT_EQ(report.at("old").at("file_name"), "old.p12");
  EXPECT_EQ(report.at("old").at("login"), "ok");
  EXPECT_EQ(report.at("old").at("notice"), true);
  EXPECT_EQ(report.at("new").at("serial"), "234567");
  EXPECT_EQ(report.at("new").at("not_after"), pki::format_rfc3339(kNow + pki::days(1095)));
  EXPECT_EQ(report.at("new").at("not_before"), pki::format_rfc3339(kNow - pki::Seconds(60)));
  EXPECT_EQ(report.at("new").at("file_name"), "234567__JP_u00000001_client001.p12");
  EXPECT_EQ(report.at("new").at("login"), "ok");
  EXPECT_EQ(report.at("new").at("notice"), false);
  EXPECT_FALSE(report.contains("error"));
  EXPECT_EQ(stored(), 2u);
}

TEST_F(CommandLine, RenewNeverPrintsAPassword) {
  EXPECT_THAT(renew({"--p12", "@old.p12", "--output", "json"}).out, Not(HasSubstr(std::string(kPassword))));
  EXPECT_THAT(renew({"--p12", "@old.p12"}).out, Not(HasSubstr(std::string(kPassword))));
}

TEST_F(CommandLine, RenewTakesTheLongestLivedOfTheStore) {
  ASSERT_EQ(run({"import", "--p12", "@old.p12", "--store", "@store"}).exit_code, 0);

  const json first = json::parse(renew({"--output", "json"}).out);
  const json second = json::parse(renew({"--output", "json"}).out);

  EXPECT_EQ(first.at("result"), "renewed");
  EXPECT_EQ(second.at("result"), "not_due");
  EXPECT_EQ(second.at("old").at("serial"), "234567");
  EXPECT_EQ(second.at("old").at("login"), nullptr);
}

TEST_F(CommandLine, RenewOfAFileIsDoneOnce) {
  const json first = json::parse(renew({"--p12", "@old.p12", "--output", "json"}).out);
  server_.log.clear();

  const json second = json::parse(renew({"--p12", "@old.p12", "--output", "json"}).out);
  const Ran for_people = renew({"--p12", "@old.p12"});

  EXPECT_EQ(first.at("result"), "renewed");
  EXPECT_EQ(second.at("result"), "not_due");
  EXPECT_EQ(second.at("old").at("serial"), "123456");
  EXPECT_EQ(second.at("new").at("serial"), "234567");
  EXPECT_EQ(second.at("new").at("login"), nullptr);
  EXPECT_EQ(for_people.exit_code, 0);
  EXPECT_THAT(for_people.out, AllOf(HasSubstr("1095"), HasSubstr("before renewal"), HasSubstr("234567")));
  EXPECT_TRUE(server_.log.empty());
}

TEST_F(CommandLine, RenewKeepsTheOldOneBesideTheNewOne) {
  ASSERT_EQ(renew({"--p12", "@old.p12"}).exit_code, 0);

  const json listed = json::parse(run({"list", "--store", "@store", "--output", "json"}).out).at("identities");
  ASSERT_EQ(listed.size(), 2u);
  EXPECT_EQ(listed[0].at("file_name"), "old.p12");
  EXPECT_EQ(listed[0].at("renewed"), false);
  EXPECT_EQ(listed[1].at("serial"), "234567");
  EXPECT_EQ(listed[1].at("renewed"), true);
  EXPECT_THAT(run({"list", "--store", "@store", "--lang", "ja"}).out,
              AllOf(HasSubstr("更新前"), HasSubstr("更新後"), HasSubstr("期限の長い方が更新後の証明書です")));
  EXPECT_EQ(read_file(folder_ / "store" / "old.p12"), read_file(folder_ / "old.p12"));
}

TEST_F(CommandLine, RenewKeepsTheOldOneUnderItsSerialWhereItsNameIsTaken) {
  const client::Arrival other = sealed(issue({.facility = "u00000009"}));
  ASSERT_THAT(
      client::DirectoryStore::open(folder_ / "store").value().add({"old.p12", other.p12, other.password.clone()}),
      IsOk());

  const Ran ran = renew({"--p12", "@old.p12", "--output", "json"});

  const json report = json::parse(ran.out);
  EXPECT_EQ(report.at("result"), "renewed");
  EXPECT_TRUE(std::filesystem::exists(folder_ / "store" / (report.at("old").at("serial").get<std::string>() + ".p12")));
}

TEST_F(CommandLine, RenewTakesAFileOfAnyName) {
  std::filesystem::rename(folder_ / "old.p12", folder_ / "old.pfx");

  const Ran ran = renew({"--p12", "@old.pfx", "--password-file", "@old.password.txt", "--output", "json"});

  EXPECT_EQ(json::parse(ran.out).at("result"), "renewed");
}

TEST_F(CommandLine, RenewThatIsNotDueSucceeds) {
  const Ran ran = renew({"--p12", "@old.p12", "--rule", "2mo", "--output", "json"});

  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_EQ(json::parse(ran.out).at("result"), "not_due");
  EXPECT_TRUE(server_.log.empty());
}

TEST_F(CommandLine, RenewThatIsRehearsedAsksForNothing) {
  const Ran due = renew({"--p12", "@old.p12", "--dry-run", "--output", "json"});

  EXPECT_EQ(due.exit_code, 0);
  EXPECT_EQ(json::parse(due.out).at("result"), "would_renew");
  EXPECT_THAT(server_.log, ::testing::Contains("start_session 123456"));
  EXPECT_THAT(server_.log, Not(::testing::Contains(HasSubstr("request"))));
  EXPECT_EQ(stored(), 0u);

  const auto rehearsed = [&](const std::vector<std::string>& more) {
    std::vector<std::string> arguments{"--p12", "@old.p12", "--dry-run", "--output", "json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return json::parse(renew(arguments).out).at("result");
  };
  EXPECT_EQ(rehearsed({"--rule", "2mo"}), "not_due");
  EXPECT_EQ(rehearsed({"--rule", "2mo", "--force"}), "would_renew");
  EXPECT_EQ(rehearsed({"--now", "cert:notAfter+1s"}), "failed");
  ASSERT_EQ(renew({"--p12", "@old.p12"}).exit_code, 0);
  EXPECT_EQ(rehearsed({}), "not_due");
}

TEST_F(CommandLine, RenewIsForced) {
  EXPECT_EQ(json::parse(renew({"--p12", "@old.p12", "--rule", "2mo", "--force", "--output", "json"}).out).at("result"),
            "renewed");
}

TEST_F(CommandLine, RenewTellsItsStepsAndBothCertificates) {
  const Ran ran = renew({"--p12", "@old.p12", "--progress", "bar"});

  EXPECT_THAT(ran.err, AllOf(HasSubstr(" 1/7  "), HasSubstr(" 7/7  "), ::testing::EndsWith("\n")));
  EXPECT_THAT(ran.out, AllOf(HasSubstr("before renewal"), HasSubstr("renewed"), HasSubstr(" JST)"),
                             HasSubstr("no renewal notice"), HasSubstr("linkage tool"), Not(HasSubstr("1/7"))));
}

TEST_F(CommandLine, RenewTellsItsStepsAsJsonLinesWhereThereIsNoTerminal) {
  const Ran ran = renew({"--p12", "@old.p12"});

  std::vector<std::string> steps;
  std::istringstream lines(ran.err);
  for (std::string line; std::getline(lines, line);) steps.push_back(json::parse(line).at("step"));
  EXPECT_THAT(steps, ::testing::ElementsAre("check", "request", "download", "validate", "trial_login", "commit",
                                            "confirm_old"));
}

TEST_F(CommandLine, RenewTellsARetry) {
  const auto usual = server_.answers["request"];
  int asked = 0;
  server_.answers["request"] = [&](const HttpRequest& request, const Credential& credential) {
    return ++asked == 1 ? failure(pki::Errc::kConnectionLost) : usual(request, credential);
  };

  const Ran ran = renew({"--p12", "@old.p12"});

  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_THAT(ran.err,
              HasSubstr(R"({"event":"retry","step":"request","attempt":1,"error":"transport.connection_lost")"));
}

TEST_F(CommandLine, RenewSpeaksJapanese) {
  const Ran ran = renew({"--p12", "@old.p12", "--lang", "ja"});

  EXPECT_THAT(ran.out, AllOf(HasSubstr("更新前"), HasSubstr("更新後"), HasSubstr("期限の長い方が更新後の証明書です"),
                             HasSubstr("連携ツール内の ORCA証明書更新が必要です")));
}

TEST_F(CommandLine, FailedRenewPrintsOneObjectAndKeepsNothingNew) {
  server_.answers["request"] = [](const HttpRequest&, const Credential&) { return answer(200, "<html></html>"); };

  const Ran ran = renew({"--p12", "@old.p12", "--output", "json"});

  EXPECT_EQ(ran.exit_code, 1);
  const json report = json::parse(ran.out);
  EXPECT_EQ(report.at("result"), "failed");
  EXPECT_EQ(report.at("error").at("code"), "server.not_json");
  EXPECT_NE(report.at("error").at("message"), "");
  EXPECT_NE(report.at("error").at("hint"), "");
  EXPECT_EQ(report.at("old").at("serial"), "123456");
  EXPECT_EQ(stored(), 1u);
}

// What is wrong with the store is not the server's doing, whether it is named first or met on the way.
TEST_F(CommandLine, DamagedEntryOfTheStoreHasTheExitCodeOfAFile) {
  std::filesystem::create_directory(folder_ / "store");
  folder_.write("store/neighbour.p12", "<html>");
  folder_.write("store/neighbour.password.txt", std::string(kPassword) + "\n");

  for (const std::vector<std::string>& more : {std::vector<std::string>{},
                                               {"--p12", "@old.p12"},
                                               {"--p12", "@old.p12", "--dry-run"},
                                               {"--p12", "@old.p12", "--force"}}) {
    std::vector<std::string> arguments = more;
    arguments.insert(arguments.end(), {"--output", "json"});
    const Ran ran = renew(arguments);

    EXPECT_EQ(ran.exit_code, 3) << ran.out;
    EXPECT_EQ(json::parse(ran.out).at("error").at("code"), "p12.not_p12");
  }
  EXPECT_THAT(server_.log, IsEmpty());
}

TEST_F(CommandLine, ExpiredCertificateHasTheExitCodeOfARefusal) {
  EXPECT_EQ(renew({"--p12", "@old.p12", "--now", "cert:notAfter+1s"}).exit_code, 1);
  EXPECT_EQ(renew({"--p12", "@old.p12", "--now", "cert:notAfter+1s", "--dry-run"}).exit_code, 1);
  EXPECT_EQ(renew({"--p12", "@old.p12", "--now", "cert:notBefore-3d"}).exit_code, 1);
}

TEST_F(CommandLine, TimeoutHasItsOwnExitCode) {
  server_.answers["request"] = [](const HttpRequest&, const Credential&) { return failure(pki::Errc::kTimeout); };

  EXPECT_EQ(renew({"--p12", "@old.p12"}).exit_code, 6);
}

TEST_F(CommandLine, NowIsTheClockOfTheWholeClient) {
  renew({"--p12", "@old.p12", "--now", "cert:notAfter-1d", "--timeout", "7", "--tls", "1.2"});

  EXPECT_EQ(judged_at_, old_.certificate.validity().not_after - pki::days(1));
  EXPECT_EQ(https_.patience, std::chrono::seconds(7));
  EXPECT_EQ(https_.tls_versions, client::TlsVersions::kOnly12);
  EXPECT_EQ(https_.trusted.size(), 1u);
}

TEST_F(CommandLine, OptionsComeFromTheEnvironmentUnlessGiven) {
  setenv("ORCAMO_STORE", at("elsewhere").c_str(), 1);
  setenv("ORCAMO_OUTPUT", "json", 1);

  const Ran by_environment = run({"list"});
  const Ran by_flag = run({"list", "--output", "text", "--store", "@file"});

  unsetenv("ORCAMO_STORE");
  unsetenv("ORCAMO_OUTPUT");
  EXPECT_EQ(json::parse(by_environment.out).at("identities"), json::array());
  EXPECT_EQ(by_flag.exit_code, 3);
  EXPECT_EQ(by_flag.out, "");
}

TEST_F(CommandLine, ListMarksTheLongerOneAsRenewed) {
  ASSERT_EQ(run({"import", "--p12", "@old.p12", "--store", "@store"}).exit_code, 0);
  ASSERT_EQ(renew({}).exit_code, 0);

  const json listed = json::parse(run({"list", "--store", "@store", "--output", "json"}).out).at("identities");
  const Ran japanese = run({"list", "--store", "@store", "--lang", "ja"});

  ASSERT_EQ(listed.size(), 2u);
  EXPECT_EQ(listed[0].at("serial"), "123456");
  EXPECT_EQ(listed[0].at("renewed"), false);
  EXPECT_EQ(listed[0].at("current"), false);
  EXPECT_EQ(listed[1].at("serial"), "234567");
  EXPECT_EQ(listed[1].at("renewed"), true);
  EXPECT_EQ(listed[1].at("current"), true);
  EXPECT_EQ(listed[1].at("fingerprint_sha256").get<std::string>().size(), 64u);
  EXPECT_THAT(japanese.out, AllOf(HasSubstr("更新前"), HasSubstr("更新後、使用中"), HasSubstr("JST")));
}

// A service that has changed its authority: the issuers differ, and the terminal is one.
TEST_F(CommandLine, ListMarksGenerationsWhicheverAuthorityIssuedThem) {
  IdentityWish wish = renewed();
  wish.issuer = Issuer::kOther;
  client::DirectoryStore store = client::DirectoryStore::open(folder_ / "store").value();
  for (const Credential& each : {old_, issue(wish), issue({.facility = "u00000002", .serial = "345678"})}) {
    ASSERT_THAT(store.add(sealed(each)), IsOk());
  }

  const json answer = json::parse(run({"list", "--store", "@store", "--output", "json"}).out);
  std::map<std::string, json> listed;
  for (const json& each : answer.at("identities")) listed[each.at("serial")] = {each.at("renewed"), each.at("current")};
  const auto login = [&](const char* which) {
    server_.log.clear();
    run({"login", "--store", "@store", "--server", kServer, "--ca", "@ca.pem", "--certificate", which});
    return server_.log.empty() ? "" : server_.log.front();
  };

  EXPECT_EQ(listed.at("123456"), json({false, false}));
  EXPECT_EQ(listed.at("234567"), json({true, true}));
  EXPECT_EQ(listed.at("345678"), json({false, true}));
  EXPECT_EQ(login("new"), "get_server_info 234567");
  EXPECT_EQ(login("old"), "get_server_info 123456");
}

TEST_F(CommandLine, ListMarksNothingWhereThereIsOne) {
  ASSERT_EQ(run({"import", "--p12", "@old.p12", "--store", "@store"}).exit_code, 0);

  const json listed = json::parse(run({"list", "--store", "@store", "--output", "json"}).out).at("identities");

  ASSERT_EQ(listed.size(), 1u);
  EXPECT_EQ(listed[0].at("renewed"), false);
  EXPECT_EQ(listed[0].at("current"), true);
}

TEST_F(CommandLine, ListShowsTheOldOneUntilItExpires) {
  ASSERT_EQ(run({"import", "--p12", "@old.p12", "--store", "@store"}).exit_code, 0);
  ASSERT_EQ(renew({}).exit_code, 0);
  const auto listed = [&](const std::vector<std::string>& more) {
    std::vector<std::string> arguments{"list", "--store", "@store", "--output", "json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return json::parse(run(arguments).out).at("identities").size();
  };

  clock_.set(old_.certificate.validity().not_after);
  EXPECT_EQ(listed({}), 2u);

  clock_.advance(pki::Seconds(1));
  EXPECT_EQ(listed({}), 1u);
  EXPECT_EQ(listed({"--all"}), 2u);
}

TEST_F(CommandLine, ImportSaysItAsTheWizardDoes) {
  EXPECT_THAT(run({"import", "--p12", "@old.p12", "--store", "@store", "--lang", "ja"}).out,
              HasSubstr("正しくインポートされました"));
  EXPECT_EQ(stored(), 1u);
}

TEST_F(CommandLine, LoginTellsWhetherTheNoticeIsShown) {
  const Ran ran = run({"login", "--server", kServer, "--ca", "@ca.pem", "--p12", "@old.p12", "--output", "json"});

  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_EQ(json::parse(ran.out).at("login"), "ok");
  EXPECT_EQ(json::parse(ran.out).at("notice"), true);
}

TEST_F(CommandLine, LoginSendsTheUserThatIsGiven) {
  folder_.write("login.txt", "secret\n");

  run({"login", "--server", kServer, "--ca", "@ca.pem", "--p12", "@old.p12", "--user", "me", "--login-password-file",
       "@login.txt"});

  EXPECT_THAT(server_.requests.at(0).headers, ::testing::Contains(std::pair("Authorization", "Basic bWU6c2VjcmV0")));
}

TEST_F(CommandLine, HelpTellsExitCodesAndUnits) {
  const Ran ran = run({"renew", "--help"});

  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_THAT(ran.out, AllOf(HasSubstr("Exit codes: 0"), HasSubstr("in seconds"), HasSubstr("ORCAMO_SERVER")));
  EXPECT_EQ(run({"--help"}).exit_code, 0);
  EXPECT_THAT(run({"--version"}).out, StartsWith("orcamo-renew "));
}

}  // namespace
}  // namespace orcamo::testing
