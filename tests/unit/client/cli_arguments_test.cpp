#include <gmock/gmock.h>

#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "command_line.hpp"

// What is wrong with a command line, or with what it names; and what goes before what.
namespace orcamo::testing {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class CommandLineArguments : public CommandLine {
 protected:
  ~CommandLineArguments() override {
    for (const std::string& name : set_) unsetenv(name.c_str());
  }

  void set(const std::string& name, const std::string& value) {
    set_.push_back(name);
    setenv(name.c_str(), value.c_str(), 1);
  }

  Ran log_in_at(const std::string& server) {
    return run({"login", "--server", server, "--ca", "@ca.pem", "--p12", "@old.p12", "--lang", "en"});
  }

 private:
  std::vector<std::string> set_;
};

TEST_F(CommandLineArguments, MistakeIsOneObjectWhereJsonIsAskedFor) {
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"renew", "--p13", "x", "--output", "json", "--lang", "ja"},
        {"renew", "--output=json", "--lang=ja"},
        {"renwe", "--output", "json", "--lang", "ja"},
        {"list", "--store", "@store", "--timeout", "5", "--lang", "ja", "--output", "json"}}) {
    const Ran ran = run(arguments);

    EXPECT_EQ(ran.exit_code, 2);
    EXPECT_EQ(ran.err, "");
    const json report = json::parse(ran.out);
    EXPECT_EQ(report.at("result"), "failed");
    EXPECT_EQ(report.at("error").at("code"), "process.usage");
    EXPECT_NE(report.at("error").at("hint"), "");
    EXPECT_EQ(report.at("error").at("headline"), "コマンドの指定が正しくありません");
  }
}

TEST_F(CommandLineArguments, MistakeIsToldInTheLanguageThatIsAskedFor) {
  EXPECT_THAT(run({"renew", "--p13", "x", "--lang", "ja"}).err,
              AllOf(StartsWith("orcamo-renew: コマンドの指定が正しくありません。"), EndsWith(" [process.usage]\n")));
  set("ORCAMO_LANG", "ja");
  EXPECT_THAT(run({"renew"}).err, StartsWith("orcamo-renew: コマンドの指定が正しくありません。"));
}

TEST_F(CommandLineArguments, MistakeOfCheckIsUnknownOnStandardOutput) {
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"check", "--p13", "x"}, {"check"}, {"check", "--rule", "soon", "--p12", "@old.p12"}}) {
    const Ran ran = run(arguments);

    EXPECT_EQ(ran.exit_code, 3);
    EXPECT_THAT(ran.out, StartsWith("CERT UNKNOWN - "));
    EXPECT_EQ(std::count(ran.out.begin(), ran.out.end(), '\n'), 1);
    EXPECT_THAT(ran.out, Not(HasSubstr("|")));
    EXPECT_EQ(ran.err, "");
  }
  EXPECT_EQ(json::parse(run({"check", "--output", "json"}).out).at("state"), "unknown");
}

TEST_F(CommandLineArguments, WhatDoesNotGoTogetherIsRefusedAndNotPassedOver) {
  folder_.write("pin.txt", "123456\n");
  for (const std::vector<std::string>& arguments :
       {std::vector<std::string>{"list", "--store", "@store", "--store-pin-file", "@pin.txt"},
        {"list", "--store", "nss:" + at("store"), "--store-pin-file", "-"},
        {"list", "--store", "nss:" + at("store"), "--linkage"},
        {"list", "--store", "pkcs11:token=clinic", "--linkage"},
        {"list", "--store", "nss:"},
        {"list", "--store", "pem:"},
        {"export", "--p12", "@old.p12", "--out", "@x.pem", "--out-password-file", "@x.txt"},
        {"export", "--p12", "@old.p12", "--out", "@x.pem", "--new-password-file", "@pin.txt"},
        {"export", "--p12", "@old.p12", "--out", "@x.p12", "--new-password-file", "@pin.txt", "--out-password-file",
         "@x.txt"},
        {"export", "--p12", "@old.p12", "--password-file", "-", "--out", "@x.p12", "--new-password-file", "-"},
        {"import", "--p12", "@old.p12", "--store", "@store", "--now", "now+1d"}}) {
    const Ran ran = run(arguments);

    EXPECT_EQ(ran.exit_code, 2) << ::testing::PrintToString(arguments) << ran.err;
    EXPECT_THAT(ran.err, EndsWith("[process.usage]\n"));
  }
}

TEST_F(CommandLineArguments, StoreThatIsTypedLeavesAsideWhatTheEnvironmentSaysOfOtherKinds) {
  set("ORCAMO_STORE_PIN_FILE", at("pin.txt"));
  EXPECT_EQ(run({"list", "--store", "@store"}).exit_code, 0);
  set("ORCAMO_LINKAGE", "1");
  EXPECT_EQ(run({"list", "--store", "nss:" + at("nothing")}).exit_code, 0);
}

TEST_F(CommandLineArguments, FailureEndsInItsCode) {
  EXPECT_THAT(renew({"--p12", "@old.p12", "--password-file", "@wrong.txt"}).err, EndsWith(". [p12.wrong_password]\n"));
}

TEST_F(CommandLineArguments, StoreThatIsTypedGoesBeforeAP12OfTheEnvironment) {
  auto store = client::DirectoryStore::open(folder_ / "store").value();
  ASSERT_THAT(store.add(offered_), IsOk());
  set("ORCAMO_P12", at("old.p12"));
  set("ORCAMO_PASSWORD_FILE", at("old.password.txt"));
  const auto checked = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"check", "--output", "json"});
    return json::parse(run(arguments).out).at("certificate").at("serial");
  };

  EXPECT_EQ(checked({"--store", "@store"}), "234567");
  EXPECT_EQ(checked({"--store=" + at("store")}), "234567");
  EXPECT_EQ(checked({"--store", "@store", "--p12", "@old.p12"}), "123456");
  EXPECT_EQ(checked({}), "123456");
  EXPECT_EQ(run({"import", "--store", "@store"}).exit_code, 0);
}

TEST_F(CommandLineArguments, PasswordFileWithoutAP12IsAMistake) {
  const Ran ran = run({"list", "--store", "@store"});
  const Ran stray = renew({"--password-file", "@old.password.txt"});

  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_EQ(stray.exit_code, 2);
  EXPECT_THAT(stray.err, HasSubstr("--password-file belongs to --p12"));
}

TEST_F(CommandLineArguments, ServerIsAHostAndAPortAndNothingElse) {
  for (const char* server : {"https://localhost:8443/?a=1", "https://localhost:8443?a=1", "https://localhost:8443/#top",
                             "https://localhost:8443#", "https://localhost:8443/rpc/", "https://localhost:8443//"}) {
    const Ran ran = log_in_at(server);

    EXPECT_EQ(ran.exit_code, 2) << server;
    EXPECT_THAT(ran.err, AllOf(HasSubstr("--server: "), HasSubstr("[transport.url_malformed]"))) << server;
  }
  EXPECT_THAT(log_in_at("https://localhost:8443/?a=1").err, HasSubstr("a query"));
  EXPECT_THAT(log_in_at("https://localhost:8443/#top").err, HasSubstr("a fragment"));
  EXPECT_THAT(log_in_at("https://localhost:8443/rpc/").err, HasSubstr("a path"));
  EXPECT_TRUE(server_.log.empty());
  EXPECT_EQ(log_in_at("https://localhost:8443/").exit_code, 0);
}

// Full takes nothing, as a disk without room.
class Full final : public std::streambuf {
 protected:
  int_type overflow(int_type) override { return traits_type::eof(); }
};

TEST_F(CommandLineArguments, OutputThatCannotBeWrittenIsAFailure) {
  Full full;
  std::ostream out(&full);
  std::ostringstream err;
  const auto exit_code = [&](std::vector<const char*> arguments) {
    out.clear();
    arguments.insert(arguments.begin(), "orcamo-renew");
    return client::run(static_cast<int>(arguments.size()), arguments.data(), {out, err, clock_, nullptr});
  };
  const std::string p12 = at("old.p12");

  EXPECT_EQ(exit_code({"--version"}), 5);
  EXPECT_EQ(exit_code({"list", "--store", "none"}), 5);
  EXPECT_EQ(exit_code({"check", "--p12", p12.c_str()}), 3);
  EXPECT_EQ(exit_code({"check"}), 3);
  EXPECT_THAT(err.str(), HasSubstr("orcamo-renew: Standard output cannot be written"));
}

struct BadInput {
  const char* name;
  std::vector<std::string> arguments;
  int exit_code;
  const char* says;
};
void PrintTo(const BadInput& row, std::ostream* out) { *out << ::testing::PrintToString(row.arguments); }

class BadInputTest : public CommandLine, public ::testing::WithParamInterface<BadInput> {};

TEST_P(BadInputTest, IsToldInASentenceWithItsExitCode) {
  const Ran ran = run(GetParam().arguments);

  EXPECT_EQ(ran.exit_code, GetParam().exit_code);
  EXPECT_THAT(ran.err, HasSubstr(GetParam().says));
  EXPECT_THAT(ran.err,
              AllOf(StartsWith("orcamo-renew: "), ::testing::ContainsRegex(" \\[[a-z0-9]+\\.[a-z0-9_]+\\]\n$")));
  EXPECT_EQ(ran.out, "");
  EXPECT_TRUE(server_.log.empty());
  EXPECT_THAT(ran.err, Not(HasSubstr(std::string(kPassword))));
  EXPECT_EQ(read_file(folder_ / "old.p12").size(), pki::as_text(sealed(old_).p12).size());
}

std::vector<std::string> renewing(std::vector<std::string> more) {
  std::vector<std::string> arguments{"renew",   "--server", kServer,  "--ca", "@ca.pem",
                                     "--store", "@store",   "--lang", "en"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

INSTANTIATE_TEST_SUITE_P(
    Rows, BadInputTest,
    ::testing::Values(
        BadInput{"WrongPassword", renewing({"--p12", "@old.p12", "--password-file", "@wrong.txt"}), 3,
                 "the password does not open"},
        BadInput{"NotP12", renewing({"--p12", "@html.p12", "--password-file", "@wrong.txt"}), 3, "an HTML page"},
        BadInput{"Truncated", renewing({"--p12", "@cut.p12", "--password-file", "@old.password.txt"}), 3, "cut short"},
        BadInput{"NoSuchP12", renewing({"--p12", "@none.p12", "--password-file", "@wrong.txt"}), 3, "none.p12"},
        BadInput{"P12IsAFolder", renewing({"--p12", "/", "--password-file", "@wrong.txt"}), 3, "cannot be read"},
        BadInput{"P12IsEndless", renewing({"--p12", "/dev/zero", "--password-file", "@wrong.txt"}), 3, "more than"},
        BadInput{"NoPasswordBeside", renewing({"--p12", "@html.p12"}), 3, "--password-file FILE"},
        BadInput{"EmptyPasswordFile", renewing({"--p12", "@old.p12", "--password-file", "@empty.txt"}), 3, "empty"},
        BadInput{"EmptyStore", renewing({}), 3, "has no certificate"},
        BadInput{"StoreIsAFile", {"list", "--store", "@file", "--lang", "en"}, 3, "not a folder"},
        BadInput{"StoreIsBelowAFile", renewing({"--p12", "@old.p12", "--store", "@file/x"}), 3, "cannot be read"},
        BadInput{"LinkageFolder",
                 {"import", "--p12", "@old.p12", "--store", "@store-1", "--linkage", "--lang", "en"},
                 3,
                 "フォルダ名はアルファベット"},
        BadInput{"NoCa",
                 {"login", "--server", kServer, "--ca", "@none.pem", "--p12", "@old.p12", "--lang", "en"},
                 3,
                 "none.pem"},
        BadInput{"CaIsNoPem",
                 {"login", "--server", kServer, "--ca", "@file", "--p12", "@old.p12", "--lang", "en"},
                 3,
                 "root certificate"},
        BadInput{"UnknownFlag", {"renew", "--p13", "x"}, 2, "--p13"},
        BadInput{"UnknownSubcommand", {"renwe"}, 2, "renwe"}, BadInput{"NoSubcommand", {}, 2, "subcommand"},
        BadInput{"UnknownOutput", {"list", "--store", "@store", "--output", "xml"}, 2, "xml"},
        BadInput{"NoCertificateNamed", {"login", "--server", kServer, "--ca", "@ca.pem"}, 2, "--p12"},
        BadInput{"NoServer", {"renew", "--ca", "@ca.pem", "--store", "@store"}, 2, "--server"},
        BadInput{"ServerWithoutTls",
                 {"login", "--server", "http://x", "--ca", "@ca.pem", "--p12", "@old.p12"},
                 2,
                 "https://"},
        BadInput{"BadRule", renewing({"--p12", "@old.p12", "--rule", "soon"}), 2, "soon"},
        BadInput{"BadTime", renewing({"--p12", "@old.p12", "--now", "tomorrow"}), 2, "tomorrow"},
        BadInput{"BadTimeout", renewing({"--p12", "@old.p12", "--timeout", "0"}), 2, "--timeout"},
        BadInput{"UserWithColon", renewing({"--p12", "@old.p12", "--user", "a:b"}), 2, "colon"},
        BadInput{"TwoFromStandardInput",
                 renewing({"--p12", "@old.p12", "--password-file", "-", "--login-password-file", "-"}), 2,
                 "standard input"}),
    [](const auto& row) { return row.param.name; });

TEST_F(CommandLine, BadInputIsOneObjectInJson) {
  const Ran ran = renew({"--p12", "@old.p12", "--password-file", "@wrong.txt", "--output", "json", "--lang", "ja"});

  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_EQ(ran.err, "");
  const json report = json::parse(ran.out);
  EXPECT_EQ(report.at("result"), "failed");
  EXPECT_EQ(report.at("error").at("code"), "p12.wrong_password");
  EXPECT_EQ(report.at("error").at("headline"), "証明書のパスワードが違います");
}

TEST_F(CommandLine, CheckCallsEveryMistakeUnknown) {
  EXPECT_EQ(run({"check", "--p13", "x"}).exit_code, 3);
  EXPECT_EQ(run({"check"}).exit_code, 3);
  EXPECT_EQ(run({"check", "--p12", "@html.p12", "--password-file", "@wrong.txt"}).exit_code, 3);
}

}  // namespace
}  // namespace orcamo::testing
