#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <ostream>
#include <string>
#include <vector>

#include "orcamo/testing/temporary_directory.hpp"
#include "process.hpp"
#include "serve_process.hpp"

// A renewal into what other programs keep: a browser's database, a token. Everything here is a program of its own.
namespace orcamo::e2e {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::HasSubstr;

class RenewedElsewhere : public ::testing::Test {
 protected:
  RenewedElsewhere() {
    std::filesystem::create_directory(home_ / "tokens");
    setenv("XDG_STATE_HOME", (home_ / "state").c_str(), 1);
    const auto configuration =
        home_.write("softhsm2.conf", "directories.tokendir = " + (home_ / "tokens").string() + "\nlog.level = ERROR\n");
    setenv("SOFTHSM2_CONF", configuration.c_str(), 1);
  }
  ~RenewedElsewhere() override {
    unsetenv("XDG_STATE_HOME");
    unsetenv("SOFTHSM2_CONF");
  }

  // orcamo_renew runs a subcommand for `store`; what fails fails the test.
  json orcamo_renew(const std::string& store, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), kRenewProgram);
    arguments.insert(arguments.end(), {"--store", store, "--output", "json"});
    arguments.insert(arguments.end(), pin_.begin(), pin_.end());
    const Finished finished = run(arguments);
    EXPECT_EQ(finished.exit_code, 0) << ::testing::PrintToString(arguments) << finished.out << finished.err;
    return json::parse(finished.out, nullptr, false);
  }

  // renewed puts a certificate that is due into `store`, and has the store renewed.
  json renewed(const std::string& store) {
    orcamo_renew(store, {"import", "--p12", old_.p12.string(), "--password-file", old_.password_file.string()});
    return orcamo_renew(store, {"renew", "--server", server_.https(), "--ca", server_.ca(), "--progress", "none"});
  }

  // output is what another program says of it.
  std::string output(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "/usr/bin/env");  // looks along the PATH
    const Finished finished = run(arguments);
    EXPECT_EQ(finished.exit_code, 0) << ::testing::PrintToString(arguments) << finished.err;
    return finished.out;
  }

  std::vector<std::string> serials_in(const std::string& store) {
    std::vector<std::string> serials;
    const json listed = orcamo_renew(store, {"list"});
    for (const json& each : listed.at("identities")) serials.push_back(each.at("serial"));
    return serials;
  }

  testing::TemporaryDirectory home_;
  ServeProcess server_;
  const IssuedFiles old_ = server_.issue(home_, {{"not_after", "now+89d"}});
  std::vector<std::string> pin_;  // the option, where there is one
};

struct Database {
  const char* name;
  std::string password;
};

void PrintTo(const Database& database, std::ostream* out) { *out << database.name; }

class RenewedInADatabase : public RenewedElsewhere, public ::testing::WithParamInterface<Database> {};

TEST_P(RenewedInADatabase, IsSeenByTheToolsOfNss) {
  const std::string folder = (home_ / "nssdb").string();
  const std::string password = home_.write("password.txt", GetParam().password + "\n").string();
  if (!GetParam().password.empty()) pin_ = {"--store-pin-file", password};

  const json report = renewed("nss:" + folder);

  ASSERT_EQ(report.at("result"), "renewed");
  const std::string database = "sql:" + folder;
  const std::string listed = output({"certutil", "-L", "-d", database});
  const std::string keys = output({"certutil", "-K", "-d", database, "-f", password});
  for (const char* which : {"old", "new"}) {
    const std::string file_name = report.at(which).at("file_name");
    const std::string nickname = file_name.substr(0, file_name.size() - 4);
    EXPECT_THAT(listed, HasSubstr(nickname));
    EXPECT_THAT(keys, HasSubstr(nickname));

    const std::string p12 = (home_ / (nickname + ".taken-out.p12")).string();
    const std::string word = home_.write("word.txt", "secret\n").string();
    output({"pk12util", "-o", p12, "-n", nickname, "-d", database, "-k", password, "-w", word});
    EXPECT_THAT(output({"pk12util", "-l", p12, "-w", word}),
                AllOf(HasSubstr("Key(shrouded)"), HasSubstr("Friendly Name: " + nickname)));
  }
  EXPECT_EQ(serials_in("nss:" + folder),
            (std::vector<std::string>{report.at("old").at("serial"), report.at("new").at("serial")}));
}

INSTANTIATE_TEST_SUITE_P(Databases, RenewedInADatabase,
                         ::testing::Values(Database{"WithoutAPassword", ""}, Database{"WithAPassword", "open sesame"}),
                         [](const auto& row) { return std::string(row.param.name); });

// No file of the old certificate is at hand: the token has it, and signs for the renewal.
TEST_F(RenewedElsewhere, OnATokenFromWhatIsOnIt) {
  output({"softhsm2-util", "--init-token", "--free", "--label", "clinic", "--pin", "123456", "--so-pin", "12345678"});
  pin_ = {"--store-pin-file", home_.write("pin.txt", "123456\n").string()};
  const std::string store = "pkcs11:token=clinic?module-path=" SOFTHSM_MODULE;

  const json report = renewed(store);

  ASSERT_EQ(report.at("result"), "renewed");
  EXPECT_EQ(report.at("old").at("login"), "ok");
  EXPECT_EQ(report.at("new").at("login"), "ok");
  const std::vector<std::string> both{report.at("old").at("serial"), report.at("new").at("serial")};
  EXPECT_EQ(serials_in(store), both);
  const json again =
      orcamo_renew(store, {"renew", "--server", server_.https(), "--ca", server_.ca(), "--progress", "none"});
  EXPECT_EQ(again.at("result"), "not_due");
  const json login = orcamo_renew(store, {"login", "--server", server_.https(), "--ca", server_.ca()});
  EXPECT_EQ(login.at("certificate").at("serial"), both.back());
}

// A token's key has no PEM form: what is written in its place would open nothing.
TEST_F(RenewedElsewhere, IsNotExportedFromAToken) {
  output({"softhsm2-util", "--init-token", "--free", "--label", "clinic", "--pin", "123456", "--so-pin", "12345678"});
  pin_ = {"--store-pin-file", home_.write("pin.txt", "123456\n").string()};
  const std::string store = "pkcs11:token=clinic?module-path=" SOFTHSM_MODULE;
  orcamo_renew(store, {"import", "--p12", old_.p12.string(), "--password-file", old_.password_file.string()});

  const std::string out = (home_ / "out.pem").string();
  const Finished finished = run({kRenewProgram, "export", "--store", store, "--out", out, pin_[0], pin_[1]});

  EXPECT_EQ(finished.exit_code, 3);
  EXPECT_THAT(finished.err, HasSubstr("[store.unsupported]"));
  EXPECT_FALSE(std::filesystem::exists(out));
}

}  // namespace
}  // namespace orcamo::e2e
