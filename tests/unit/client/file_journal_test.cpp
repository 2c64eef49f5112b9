#include "orcamo/client/file_journal.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <limits>
#include <map>
#include <string>

#include "identities.hpp"
#include "orcamo/testing/faulty_file_system.hpp"
#include "orcamo/testing/matchers.hpp"
#include "orcamo/testing/printers.hpp"
#include "orcamo/testing/temporary_directory.hpp"

namespace orcamo::testing {
namespace {

namespace fs = std::filesystem;
using client::Arrival;
using client::Committed;
using client::FileJournal;
using client::RenewalRecord;
using client::Replacement;
using pki::Errc;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::string contents(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class FileJournalTest : public ::testing::Test {
 protected:
  FileJournalTest() : hold_(journal_.hold().value()) {}

  RenewalRecord record() const {
    RenewalRecord record{.old_fingerprint = old_.certificate.fingerprint_sha256(),
                         .new_fingerprint = new_.certificate.fingerprint_sha256(),
                         .server = "https://localhost:8443",
                         .channel = "console"};
    record.replacement = Replacement{"https://localhost:8443/x", pki::Secret::copy_of("l1nkS3cret"), "https://h/p"};
    record.arrival = sealed(new_);
    return record;
  }

  fs::path path(const std::string& end) const { return folder_ / (old_.certificate.fingerprint_sha256() + end); }

  std::map<std::string, std::string> files() const {
    std::map<std::string, std::string> out;
    for (const auto& entry : fs::directory_iterator(folder_)) {
      out[entry.path().filename().string()] = contents(entry.path());
    }
    return out;
  }

  TemporaryDirectory home_;
  const fs::path folder_ = home_ / "store" / ".renewal";
  FileJournal journal_{folder_};
  std::unique_ptr<client::RenewalJournal::Hold> hold_;
  const pki::Credential old_ = issue();
  const pki::Credential new_ = issue(renewed());
};

TEST_F(FileJournalTest, RemembersAllOfARecord) {
  ASSERT_THAT(journal_.save(record()), IsOk());

  const auto loaded = FileJournal(folder_).load(old_.certificate).value();

  ASSERT_TRUE(loaded && loaded->replacement && loaded->arrival);
  EXPECT_EQ(loaded->old_fingerprint, old_.certificate.fingerprint_sha256());
  EXPECT_EQ(loaded->new_fingerprint, new_.certificate.fingerprint_sha256());
  EXPECT_EQ(loaded->server, "https://localhost:8443");
  EXPECT_EQ(loaded->channel, "console");
  EXPECT_EQ(loaded->replacement->url, "https://localhost:8443/x");
  EXPECT_EQ(loaded->replacement->password_url, "https://h/p");
  EXPECT_TRUE(loaded->replacement->password.equals("l1nkS3cret"));
  EXPECT_EQ(loaded->arrival->file_name, file_name_of(new_));
  EXPECT_TRUE(loaded->arrival->password.equals(kPassword));
  EXPECT_EQ(loaded->committed, Committed::kNo);
}

TEST_F(FileJournalTest, KeepsTheFileAsItCame) {
  RenewalRecord with_file = record();
  const pki::Bytes octets = with_file.arrival->p12;
  ASSERT_THAT(journal_.save(with_file), IsOk());

  EXPECT_EQ(journal_.load(old_.certificate).value()->arrival->p12, octets);
}

TEST_F(FileJournalTest, RemembersThatNothingHasComeYet) {
  ASSERT_THAT(journal_.save({.old_fingerprint = old_.certificate.fingerprint_sha256()}), IsOk());

  const auto loaded = journal_.load(old_.certificate).value();

  ASSERT_TRUE(loaded.has_value());
  EXPECT_FALSE(loaded->replacement.has_value());
  EXPECT_FALSE(loaded->arrival.has_value());
}

TEST_F(FileJournalTest, RemembersThatItIsCommitted) {
  RenewalRecord committed = record();
  committed.committed = Committed::kYes;
  ASSERT_THAT(journal_.save(committed), IsOk());

  EXPECT_EQ(journal_.load(old_.certificate).value()->committed, Committed::kYes);
}

TEST_F(FileJournalTest, IsFoundFromTheNewCertificateToo) {
  ASSERT_THAT(journal_.save(record()), IsOk());

  const auto loaded = journal_.load(new_.certificate).value();

  ASSERT_TRUE(loaded.has_value());
  EXPECT_EQ(loaded->old_fingerprint, old_.certificate.fingerprint_sha256());
}

TEST_F(FileJournalTest, KnowsNothingOfOtherCertificates) {
  ASSERT_THAT(journal_.save(record()), IsOk());

  EXPECT_FALSE(journal_.load(issue({.serial = "345678"}).certificate).value().has_value());
}

TEST_F(FileJournalTest, HasNoSecretInItsRecord) {
  ASSERT_THAT(journal_.save(record()), IsOk());

  const std::string text = contents(path(".json"));
  EXPECT_THAT(text, HasSubstr("https://localhost:8443/x"));
  EXPECT_THAT(text, Not(HasSubstr("l1nkS3cret")));
  EXPECT_THAT(text, Not(HasSubstr(std::string(kPassword))));
}

TEST_F(FileJournalTest, IsForItsOwnerAlone) {
  ASSERT_THAT(journal_.save(record()), IsOk());

  EXPECT_EQ(fs::status(folder_.parent_path()).permissions(), fs::perms::owner_all);
  EXPECT_EQ(fs::status(folder_).permissions(), fs::perms::owner_all);
  for (const auto& entry : fs::directory_iterator(folder_)) {
    EXPECT_EQ(entry.status().permissions(), fs::perms::owner_read | fs::perms::owner_write) << entry.path();
  }
}

TEST_F(FileJournalTest, HasNoMoreFilesThanTheRecordNames) {
  ASSERT_THAT(journal_.save(record()), IsOk());
  RenewalRecord later = record();
  later.replacement->password = pki::Secret::copy_of(kPassword);
  ASSERT_THAT(journal_.save(later), IsOk());

  EXPECT_EQ(files().size(), 3u);  // the record, one password, one file
}

TEST_F(FileJournalTest, ForgetsWhatIsCleared) {
  const pki::Credential other = issue({.serial = "345678"});
  ASSERT_THAT(journal_.save(record()), IsOk());
  ASSERT_THAT(journal_.save({.old_fingerprint = other.certificate.fingerprint_sha256()}), IsOk());

  ASSERT_THAT(journal_.clear(old_.certificate.fingerprint_sha256()), IsOk());
  ASSERT_THAT(journal_.clear(old_.certificate.fingerprint_sha256()), IsOk());

  EXPECT_EQ(files().size(), 1u);
  EXPECT_FALSE(journal_.load(old_.certificate).value().has_value());
  EXPECT_TRUE(journal_.load(other.certificate).value().has_value());
}

TEST_F(FileJournalTest, LetsOneRunInAtATime) {
  FileJournal other(folder_);

  EXPECT_THAT(other.hold(), FailsWith(Errc::kStoreLocked));
  hold_.reset();
  EXPECT_THAT(other.hold(), IsOk());
}

TEST_F(FileJournalTest, IsReadWithoutBeingHeld) {
  hold_.reset();

  EXPECT_FALSE(FileJournal(home_ / "nowhere").load(old_.certificate).value().has_value());
  EXPECT_FALSE(fs::exists(home_ / "nowhere"));
}

TEST_F(FileJournalTest, TakesAwayWhatACrashHasLeft) {
  ASSERT_THAT(journal_.save(record()), IsOk());
  hold_.reset();
  fs::remove(path(".json"));

  hold_ = journal_.hold().value();

  EXPECT_THAT(files(), IsEmpty());
}

// What may have become of a record.
struct Damage {
  const char* name;
  std::function<void(const fs::path& folder, const fs::path& record)> happens;
  const char* words;
};
void PrintTo(const Damage& damage, std::ostream* out) { *out << damage.name; }

void write(const fs::path& path, const std::string& text) { std::ofstream(path, std::ios::binary) << text; }

void replace(const fs::path& path, const std::string& what, const std::string& by) {
  std::string text = contents(path);
  text.replace(text.find(what), what.size(), by);
  write(path, text);
}

void remove_ending(const fs::path& folder, const std::string& end) {
  fs::path found;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == end) found = entry.path();
  }
  fs::remove(found);
}

class UnusableRecord : public FileJournalTest, public ::testing::WithParamInterface<Damage> {};

TEST_P(UnusableRecord, IsPutAsideWithNothingLost) {
  ASSERT_THAT(journal_.save(record()), IsOk());
  GetParam().happens(folder_, path(".json"));
  const auto before = files();

  const auto loaded = journal_.load(old_.certificate);
  ASSERT_THAT(loaded, FailsWith(Errc::kRenewalJournalUnusable));
  EXPECT_THAT(loaded.error().message(), HasSubstr(GetParam().words));
  EXPECT_THAT(loaded.error().message(), HasSubstr(path(".json").string()));

  ASSERT_THAT(journal_.set_aside(old_.certificate.fingerprint_sha256()), IsOk());
  EXPECT_FALSE(journal_.load(old_.certificate).value().has_value());
  hold_.reset();
  hold_ = journal_.hold().value();
  const auto after = files();
  ASSERT_EQ(after.size(), before.size());
  for (const auto& [name, octets] : before) EXPECT_EQ(after.at("set-aside-1." + name), octets);
}

INSTANTIATE_TEST_SUITE_P(
    Damages, UnusableRecord,
    ::testing::Values(
        Damage{"Empty", [](auto&, auto& record) { write(record, ""); }, "no JSON object"},
        Damage{"CutOff", [](auto&, auto& record) { fs::resize_file(record, 40); }, "no JSON object"},
        Damage{"AList", [](auto&, auto& record) { write(record, "[]"); }, "no JSON object"},
        Damage{"NoVersion", [](auto&, auto& record) { write(record, "{}"); }, "no version"},
        Damage{"AnotherVersion", [](auto&, auto& record) { replace(record, "\"version\": 1", "\"version\": 2"); },
               "another version"},
        Damage{"HalfOfIt", [](auto&, auto& record) { write(record, "{\"version\": 1}"); }, "lacks"},
        Damage{"AnotherCertificate", [](auto&, auto& record) { replace(record, "\"old\": \"", "\"old\": \"0"); },
               "another certificate"},
        Damage{"AFileElsewhere", [](auto&, auto& record) { replace(record, "\"p12\": \"", "\"p12\": \"../"); },
               "see its file"},
        Damage{"NoPassword", [](auto& folder, auto&) { remove_ending(folder, ".password"); }, "missing"},
        Damage{"NoFile", [](auto& folder, auto&) { remove_ending(folder, ".p12"); }, "missing"},
        Damage{"TooLarge", [](auto&, auto& record) { write(record, std::string(70'000, ' ')); },
               "more than 65536 octets"},
        Damage{"ALink",
               [](auto& folder, auto& record) {
                 fs::rename(record, folder.parent_path() / "elsewhere");
                 fs::create_symlink("../elsewhere", record);
               },
               "symbolic link"}),
    [](const auto& row) { return row.param.name; });

// What a disk does not give away today is no reason to begin anew: it may be the only copy of an identity.
TEST_F(FileJournalTest, IsNotUnusableBecauseTheDiskFails) {
  ASSERT_THAT(journal_.save(record()), IsOk());
  DiskFault fault{.kind = DiskCall::kRead, .lasts = DiskFault::Lasts::kFromThenOn};
  for (;; ++fault.call) {
    FaultyFileSystem failing(fault);

    const auto loaded = FileJournal(folder_, failing).load(old_.certificate);

    if (!failing.met()) break;
    ASSERT_THAT(loaded, FailsWith(Errc::kFileUnreadable)) << "from read " << fault.call << " on";
    EXPECT_THAT(loaded.error().message(), HasSubstr(path(".").string())) << "which file";
    EXPECT_THAT(loaded.error().hint(), HasSubstr(old_.certificate.fingerprint_sha256())) << "and what to do";
  }
  EXPECT_GT(fault.call, 4u);  // the record, two passwords, the file
}

TEST_F(FileJournalTest, FollowsNoLinkThatASlashIsPutBehind) {
  fs::create_directory_symlink(folder_, home_ / "link");
  hold_.reset();

  EXPECT_THAT(FileJournal(home_ / "link").hold(), FailsWith(Errc::kStoreSymlink));
  EXPECT_THAT(FileJournal(home_ / "link/").hold(), FailsWith(Errc::kStoreSymlink));
}

// What is synced: each octet of what cannot be had again, and the folder once; nothing of what can.
TEST_F(FileJournalTest, SyncsWhatCannotBeHadAgain) {
  hold_.reset();
  FaultyFileSystem disk({.call = std::numeric_limits<std::size_t>::max(), .kind = DiskCall::kSync});
  FileJournal journal(folder_, disk);
  const auto hold = journal.hold().value();
  const auto syncs_of = [&](const auto& change) {
    const std::size_t before = disk.calls();
    EXPECT_THAT(change(), IsOk());
    return disk.calls() - before;
  };
  RenewalRecord unopened = record();
  unopened.new_fingerprint.clear();
  RenewalRecord committed = record();
  committed.replacement.reset();
  committed.arrival.reset();
  committed.committed = Committed::kYes;

  EXPECT_EQ(syncs_of([&] { return journal.save(unopened); }), 0u);
  EXPECT_EQ(syncs_of([&] { return journal.save(record()); }), 5u);  // the files are there, but on no disk
  EXPECT_EQ(syncs_of([&] { return journal.save(committed); }), 0u);
  EXPECT_EQ(syncs_of([&] { return journal.save(record()); }), 5u);
  EXPECT_EQ(syncs_of([&] { return journal.clear(old_.certificate.fingerprint_sha256()); }), 0u);
}

TEST_F(FileJournalTest, PutsTheNextOneAsideUnderTheNextNumber) {
  for (int time = 0; time < 2; ++time) {
    ASSERT_THAT(journal_.save({.old_fingerprint = old_.certificate.fingerprint_sha256()}), IsOk());
    ASSERT_THAT(journal_.set_aside(old_.certificate.fingerprint_sha256()), IsOk());
  }

  const std::string name = path(".json").filename().string();
  std::vector<std::string> names;
  for (const auto& [file, octets] : files()) names.push_back(file);
  EXPECT_THAT(names, ElementsAre("set-aside-1." + name, "set-aside-2." + name));
}

}  // namespace
}  // namespace orcamo::testing
