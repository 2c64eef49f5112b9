#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "cli/journal_folder.hpp"
#include "cli/text_width.hpp"
#include "command_line.hpp"
#include "orcamo/client/file_journal.hpp"

namespace orcamo::testing {
namespace {

using client::HttpRequest;
using nlohmann::json;
using pki::Credential;
using pki::Errc;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class InterruptedCommand : public CommandLine {
 protected:
  // A run that gets a link, and nothing from there.
  void be_cut_off() {
    const auto usual = server_.answers["download"];
    server_.answers["download"] = [](const HttpRequest&, const Credential&) { return failure(Errc::kConnectionLost); };
    EXPECT_EQ(renew({"--p12", "@old.p12"}).exit_code, 1);
    server_.answers["download"] = usual;
    server_.log.clear();
  }

  std::filesystem::path journal() const { return folder_ / "store" / ".renewal"; }
};

TEST_F(InterruptedCommand, IsGoneOnWithByTheSameCommand) {
  be_cut_off();

  const Ran ran = renew({"--p12", "@old.p12", "--output", "json"});

  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_EQ(json::parse(ran.out).at("result"), "renewed");
  EXPECT_EQ(json::parse(ran.out).at("resumed_at"), "download");
  EXPECT_EQ(server_.log.front(), "download 123456");
  EXPECT_EQ(stored(), 2u);
  EXPECT_TRUE(std::filesystem::is_empty(journal()));
}

TEST_F(InterruptedCommand, IsGoneOnWithFromTheStoreAlone) {
  be_cut_off();

  const Ran ran = renew({"--output", "json"});

  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_EQ(json::parse(ran.out).at("resumed_at"), "download");
}

TEST_F(InterruptedCommand, TellsOfAJournalThatCannotBeUsedAndRenews) {
  be_cut_off();
  folder_.write("store/.renewal/" + old_.certificate.fingerprint_sha256() + ".json", "?");

  const Ran ran = renew({"--p12", "@old.p12"});

  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_THAT(ran.err, HasSubstr("renewal.journal_unusable"));
  EXPECT_EQ(server_.log.front(), "request 123456");
}

// It may be the only copy of an identity: the run ends, says which file it is, and leaves it there.
TEST_F(InterruptedCommand, EndsAtARecordThatCannotBeRead) {
  be_cut_off();
  const auto record = journal() / (old_.certificate.fingerprint_sha256() + ".json");
  std::filesystem::rename(record, folder_ / "record");
  std::filesystem::create_directory(record);  // what nobody can read as a file

  const Ran unread = renew({"--p12", "@old.p12", "--output", "json"});

  EXPECT_EQ(unread.exit_code, 3);
  const json error = json::parse(unread.out).at("error");
  EXPECT_EQ(error.at("code"), "file.unreadable");
  EXPECT_THAT(error.at("message"), HasSubstr(record.string()));
  EXPECT_THAT(error.at("hint"), HasSubstr("move away"));
  EXPECT_THAT(server_.log, IsEmpty());

  std::filesystem::remove(record);
  std::filesystem::rename(folder_ / "record", record);
  EXPECT_EQ(json::parse(renew({"--p12", "@old.p12", "--output", "json"}).out).at("resumed_at"), "download");
}

// A run that got the new certificate and could not log in, and then nothing until the old one had expired. Another
// holder has a certificate in the store that still works.
class ExpiredMeanwhile : public InterruptedCommand {
 protected:
  void SetUp() override {
    const auto usual = server_.answers["start_session"];
    server_.answers["start_session"] = [](const HttpRequest&, const Credential&) {
      return failure(Errc::kConnectionLost);
    };
    EXPECT_EQ(renew({"--p12", "@old.p12"}).exit_code, 1);
    server_.answers["start_session"] = usual;
    server_.log.clear();
  }

  void have_neighbour_until(pki::TimePoint end) {
    const Credential neighbour =
        issue({.validity = {kNow - pki::days(10), end}, .facility = "u00000002", .serial = "777777"});
    EXPECT_THAT(client::DirectoryStore::open(folder_ / "store").value().add(sealed(neighbour)), IsOk());
  }

  json renewed_at(pki::TimePoint now) {
    clock_.set(now);
    return json::parse(renew({"--output", "json"}).out);
  }

  const pki::TimePoint end_ = old_.certificate.validity().not_after;
};

TEST_F(ExpiredMeanwhile, IsGoneOnWithWhileAnotherHolderHasAValidCertificate) {
  have_neighbour_until(end_ + pki::days(300));

  const json report = renewed_at(end_ + pki::days(1));

  EXPECT_EQ(report.at("result"), "renewed");
  EXPECT_EQ(report.at("resumed_at"), "validate");
  EXPECT_EQ(report.at("old").at("serial"), "123456");
  EXPECT_EQ(server_.log.front(), "get_server_info 234567");
  EXPECT_EQ(stored(), 3u);
}

TEST_F(ExpiredMeanwhile, IsGoneOnWithWhileTheOtherIsDueAndHasTime) {
  have_neighbour_until(end_ + pki::days(61));

  EXPECT_EQ(renewed_at(end_ + pki::days(1)).at("old").at("serial"), "123456");
}

TEST_F(ExpiredMeanwhile, GivesWayToWhatIsAboutToExpireToo) {
  have_neighbour_until(end_ + pki::days(30));

  EXPECT_EQ(renewed_at(end_ + pki::days(1)).at("old").at("serial"), "777777");
}

// The new one has expired as well: nothing is left to go on with, and the other holder is not kept waiting.
TEST_F(ExpiredMeanwhile, IsLeftWhereWhatHasComeIsNotFit) {
  have_neighbour_until(kNow + pki::days(2000));

  EXPECT_EQ(renewed_at(kNow + pki::days(1097)).at("old").at("serial"), "777777");
}

TEST_F(InterruptedCommand, LeavesNoStoreWhereNothingIsDue) {
  EXPECT_EQ(renew({"--p12", "@old.p12", "--now", "cert:notAfter-300d"}).exit_code, 0);

  EXPECT_FALSE(std::filesystem::exists(folder_ / "store"));
}

TEST_F(InterruptedCommand, LeavesTheStoreItselfToItsOwner) {
  renew({"--p12", "@old.p12"});

  EXPECT_EQ(std::filesystem::status(folder_ / "store").permissions(), std::filesystem::perms::owner_all);
}

TEST_F(InterruptedCommand, WaitsForNobodyElsesRun) {
  client::FileJournal other(journal());
  const auto hold = other.hold().value();

  const Ran ran = renew({"--p12", "@old.p12", "--output", "json"});

  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_EQ(json::parse(ran.out).at("error").at("code"), "store.locked");
  EXPECT_THAT(server_.log, IsEmpty());
}

TEST_F(CommandLine, RenewKeepsTheBarOnOneLineOfANarrowTerminal) {
  screen_.columns = 40;
  std::istringstream rewritten(renew({"--p12", "@old.p12", "--progress", "bar"}).err);

  std::size_t lines = 0;
  for (std::string line; std::getline(rewritten, line, '\r'); ++lines) {
    EXPECT_LT(client::text_width(line.substr(0, line.find('\x1b'))), 40u) << line;
  }
  EXPECT_GT(lines, 7u);
}

TEST(JournalFolder, IsInTheStoreWhereThatIsAFolder) {
  EXPECT_EQ(client::journal_folder("/var/certificates"), "/var/certificates/.renewal");
  EXPECT_EQ(client::journal_folder("pem:certificates"), "certificates/.renewal");
}

TEST(JournalFolder, IsAmongTheStateOfTheUserOtherwise) {
  ::setenv("XDG_STATE_HOME", "/state", 1);
  EXPECT_EQ(client::journal_folder("nss:/home/user/.pki/nssdb"), "/state/orcamo-renew");
  ::setenv("XDG_STATE_HOME", "state", 1);  // not absolute: as good as none
  ::setenv("HOME", "/home/user", 1);
  EXPECT_EQ(client::journal_folder("pkcs11:token=ORCA"), "/home/user/.local/state/orcamo-renew");
  ::unsetenv("HOME");
  EXPECT_TRUE(client::journal_folder("pkcs11:token=ORCA").is_absolute());
  ::unsetenv("XDG_STATE_HOME");
}

}  // namespace
}  // namespace orcamo::testing
