#include <gmock/gmock.h>
#include <sys/stat.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "command_line.hpp"
#include "openssl_program.hpp"
#include "orcamo/client/pkcs12.hpp"

// Commands that choose one certificate of a store: show, export, login, prune.
namespace orcamo::testing {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

class RenewedStore : public CommandLine {
 protected:
  RenewedStore() {
    auto store = client::DirectoryStore::open(folder_ / "store").value();
    EXPECT_THAT(store.add(sealed(old_)), IsOk());
    EXPECT_THAT(store.add(offered_), IsOk());
  }

  Ran in_store(const char* command, std::vector<std::string> more) {
    more.insert(more.begin(), {command, "--store", "@store", "--lang", "en"});
    return run(more);
  }

  std::string shown(std::vector<std::string> more) {
    more.insert(more.end(), {"--output", "json"});
    return json::parse(in_store("show", std::move(more)).out).at("certificate").at("serial");
  }

  mode_t mode_of(std::string_view name) {
    struct stat status {};
    EXPECT_EQ(::stat(at(name).c_str(), &status), 0) << name;
    return status.st_mode & 0777;
  }
};

TEST_F(RenewedStore, IsAskedForOneByItsAgeOrItsSerial) {
  EXPECT_EQ(shown({}), "234567");
  EXPECT_EQ(shown({"--certificate", "new"}), "234567");
  EXPECT_EQ(shown({"--certificate", "old"}), "123456");
  EXPECT_EQ(shown({"--certificate", "123456"}), "123456");
}

// Each authority counts its certificates by itself.
TEST_F(RenewedStore, IsToldWhichOfTwoOfOneSerialIsMeant) {
  const pki::Credential namesake = issue({.issuer = Issuer::kOther});
  ASSERT_THAT(client::DirectoryStore::open(folder_ / "store")
                  .value()
                  .add({"b.p12", sealed(namesake).p12, pki::Secret::copy_of(kPassword)}),
              IsOk());
  const std::string& fingerprint = namesake.certificate.fingerprint_sha256();

  const Ran ran = in_store("show", {"--certificate", "123456", "--output", "json"});
  const Ran told = in_store("show", {"--certificate", fingerprint, "--output", "json"});

  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_EQ(json::parse(ran.out).at("error").at("code"), "store.certificate_unknown");
  EXPECT_THAT(ran.out, HasSubstr("several"));
  EXPECT_EQ(json::parse(told.out).at("certificate").at("fingerprint_sha256"), fingerprint);
}

TEST_F(RenewedStore, HasNoOtherThanThoseInIt) {
  const Ran ran = in_store("show", {"--certificate", "777"});

  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_THAT(ran.err, HasSubstr("[store.certificate_unknown]"));
  EXPECT_EQ(run({"show", "--p12", "@old.p12", "--certificate", "old"}).exit_code, 2);
}

TEST_F(RenewedStore, ChoosesAValidOneBeforeOneThatIsNotYetValid) {
  auto store = client::DirectoryStore::open(folder_ / "store").value();
  ASSERT_THAT(
      store.add(sealed(issue({.validity = {kNow + pki::days(10), kNow + pki::days(2000)}, .serial = "345678"}))),
      IsOk());

  EXPECT_EQ(shown({}), "234567");
  EXPECT_EQ(shown({"--now", "now+11d"}), "345678");
}

TEST_F(RenewedStore, ListsTheOneThatIsUsedAsCurrent) {
  auto store = client::DirectoryStore::open(folder_ / "store").value();
  ASSERT_THAT(
      store.add(sealed(issue({.validity = {kNow + pki::days(10), kNow + pki::days(2000)}, .serial = "345678"}))),
      IsOk());

  const json listed = json::parse(in_store("list", {"--output", "json"}).out).at("identities");

  ASSERT_EQ(listed.size(), 3u);
  EXPECT_EQ(listed[1].at("serial"), "234567");
  EXPECT_EQ(listed[1].at("current"), true);
  EXPECT_EQ(listed[1].at("renewed"), false);
  EXPECT_EQ(listed[2].at("current"), false);
  EXPECT_EQ(listed[2].at("renewed"), true);
}

TEST_F(RenewedStore, IsShownWithItsStanding) {
  const json told = json::parse(in_store("show", {"--certificate", "old", "--output", "json"}).out);

  EXPECT_EQ(told.at("standing"), "due");
  EXPECT_EQ(told.at("days_left"), 89);
  EXPECT_EQ(told.at("for_clients"), true);
  EXPECT_THAT(in_store("show", {"--certificate", "old"}).out, HasSubstr("89 days left"));
}

TEST_F(RenewedStore, LogsInWithTheOldOne) {
  const Ran ran = in_store("login", {"--server", kServer, "--ca", "@ca.pem", "--certificate", "old"});

  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(server_.log, ::testing::Contains("start_session 123456"));
}

TEST_F(RenewedStore, IsExportedAsItCameWithItsPasswordInAFile) {
  const Ran ran = in_store("export", {"--certificate", "old", "--out", "@copy.p12"});

  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_EQ(read_file(folder_ / "copy.p12"), read_file(folder_ / "store" / file_name_of(old_)));
  EXPECT_EQ(read_file(folder_ / "copy.password.txt"), std::string(kPassword) + "\n");
  EXPECT_EQ(mode_of("copy.p12"), 0600u);
  EXPECT_EQ(mode_of("copy.password.txt"), 0600u);
  EXPECT_THAT(ran.out, Not(HasSubstr(std::string(kPassword))));
}

TEST_F(RenewedStore, IsExportedAsPem) {
  const Ran ran = in_store("export", {"--out", "@new.pem"});

  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  const std::string text = read_file(folder_ / "new.pem");
  const auto certificates = pki::Certificate::all_from_pem(text);
  const auto key = pki::PrivateKey::from_pem(text);
  ASSERT_THAT(certificates, IsOk());
  ASSERT_THAT(key, IsOk());
  EXPECT_EQ(certificates->front().serial(), "234567");
  EXPECT_TRUE(certificates->front().matches(*key));
  EXPECT_EQ(mode_of("new.pem"), 0600u);
}

TEST_F(RenewedStore, IsExportedUnderAnotherPasswordThatOpensslTakes) {
  const OpensslProgram openssl(old_, kPassword);
  openssl.folder().write("new password.txt", "新しい secret: $1\n");

  const Ran ran = in_store("export", {"--certificate", "old", "--out", (openssl.folder() / "anew.p12").string(),
                                      "--new-password-file", (openssl.folder() / "new password.txt").string()});

  ASSERT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, Not(HasSubstr("secret")));
  EXPECT_THAT(ran.out, Not(HasSubstr("not encrypted")));
  EXPECT_FALSE(std::filesystem::exists(openssl.folder() / "anew.password.txt"));
  openssl.run({"pkcs12", "-in", "anew.p12", "-passin", "file:new password.txt", "-nodes", "-out", "all.pem"});
  const std::string all = read_file(openssl.folder() / "all.pem");
  EXPECT_THAT(all, HasSubstr(old_.certificate.pem()));
  EXPECT_THAT(all, HasSubstr("-----BEGIN PRIVATE KEY-----"));
  EXPECT_THAT(client::open_pkcs12(pki::as_bytes(read_file(openssl.folder() / "anew.p12")), kPassword),
              FailsWith(pki::Errc::kP12WrongPassword));
}

TEST_F(RenewedStore, IsNotExportedOverAFile) {
  folder_.write("here.pem", "mine");
  folder_.write("there.password.txt", "mine");

  const Ran over = in_store("export", {"--out", "@here.pem"});
  const Ran beside = in_store("export", {"--out", "@there.p12"});

  EXPECT_EQ(over.exit_code, 3);
  EXPECT_THAT(over.err, HasSubstr("exists already"));
  EXPECT_EQ(beside.exit_code, 3);
  EXPECT_EQ(read_file(folder_ / "here.pem"), "mine");
  EXPECT_EQ(read_file(folder_ / "there.password.txt"), "mine");
  EXPECT_FALSE(std::filesystem::exists(folder_ / "there.p12"));
}

TEST_F(RenewedStore, KeepsNoPasswordOfAnExportThatFailed) {
  folder_.write("taken.p12", "mine");

  EXPECT_EQ(in_store("export", {"--out", "@taken.p12"}).exit_code, 3);

  EXPECT_EQ(read_file(folder_ / "taken.p12"), "mine");
  EXPECT_FALSE(std::filesystem::exists(folder_ / "taken.password.txt"));
}

TEST_F(RenewedStore, IsPrunedOfWhatHasExpired) {
  const char* const expired = "cert:notAfter-1000d";  // the new one's

  EXPECT_THAT(in_store("prune", {}).out, HasSubstr("Nothing to remove"));
  EXPECT_EQ(stored(), 2u);

  const json dry = json::parse(in_store("prune", {"--now", expired, "--dry-run", "--output", "json"}).out);
  EXPECT_EQ(dry.at("result"), "would_remove");
  EXPECT_EQ(dry.at("certificates").at(0).at("serial"), "123456");
  EXPECT_EQ(stored(), 2u);

  const json done = json::parse(in_store("prune", {"--now", expired, "--output", "json"}).out);
  EXPECT_EQ(done.at("result"), "removed");
  EXPECT_EQ(done.at("certificates").size(), 1u);
  EXPECT_EQ(stored(), 1u);
}

TEST_F(RenewedStore, IsNeverPrunedOfTheLastOne) {
  in_store("prune", {"--now", "cert:notAfter+1d"});

  EXPECT_EQ(stored(), 1u);
  EXPECT_EQ(shown({}), "234567");
}

}  // namespace
}  // namespace orcamo::testing
