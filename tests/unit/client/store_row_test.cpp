#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "identities.hpp"
#include "orcamo/client/certificate_store.hpp"
#include "orcamo/client/open_store.hpp"
#include "orcamo/testing/faulty_file_system.hpp"
#include "orcamo/testing/matchers.hpp"
#include "orcamo/testing/temporary_directory.hpp"
#include "store_kinds.hpp"

// What both stores on disk do: the catalogue's group "import and store", and what is like it.
namespace orcamo::testing {
namespace {

namespace fs = std::filesystem;
using client::CertificateStore;
using pki::Errc;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class StoreRow : public ::testing::TestWithParam<FolderKind> {
 protected:
  std::unique_ptr<CertificateStore> open() { return GetParam().open(place_, files_).value(); }

  std::vector<std::string> serials() {
    std::vector<std::string> serials;
    const auto stored = open()->list();
    EXPECT_THAT(stored, IsOk());
    if (!stored) return serials;
    for (const auto& one : *stored) serials.push_back(one.credential.certificate.serial());
    return serials;
  }

  mode_t mode_of(const fs::path& path) const { return static_cast<mode_t>(fs::symlink_status(path).permissions()); }

  fs::path entry(const std::string& name) const { return place_ / (name + GetParam().entry_ending); }
  fs::path beside(const std::string& name) const { return place_ / (name + GetParam().beside_ending); }

  static client::Arrival named(std::string name, const pki::Credential& credential) {
    client::Arrival arrival = sealed(credential);
    arrival.file_name = std::move(name);
    return arrival;
  }

  TemporaryDirectory home_;
  fs::path place_ = home_ / "store";
  FaultyFileSystem files_;
};

INSTANTIATE_TEST_SUITE_P(Kinds, StoreRow, ::testing::ValuesIn(folder_kinds()),
                         [](const auto& row) { return row.param.name; });

TEST_P(StoreRow, PermissionsAreTheOwnersAlone) {
  const mode_t before = ::umask(0);
  EXPECT_THAT(open()->add(named("a.p12", issue())), IsOk());
  EXPECT_THAT(open()->make_current(open()->list()->front().credential.certificate), IsOk());
  ::umask(before);

  EXPECT_EQ(mode_of(place_), 0700u);
  EXPECT_EQ(mode_of(entry("a")), 0600u);
  EXPECT_EQ(mode_of(beside("a")), 0600u);
  EXPECT_EQ(mode_of(place_ / ".generations"), 0700u);
  const auto store = open();
  EXPECT_THAT(store->list(), IsOk());
  EXPECT_THAT(store->open_to_others(), IsEmpty());
}

TEST_P(StoreRow, TellsWhatOthersMayRead) {
  ASSERT_THAT(open()->add(named("a.p12", issue())), IsOk());
  fs::permissions(beside("a"), fs::perms::group_read, fs::perm_options::add);
  const auto store = open();

  ASSERT_THAT(store->list(), IsOk());

  EXPECT_THAT(store->open_to_others(), ElementsAre(beside("a").string()));
}

TEST_P(StoreRow, TellsThatOthersMayChangeTheFolder) {
  ASSERT_THAT(open()->add(named("a.p12", issue())), IsOk());
  fs::permissions(place_, fs::perms::others_write, fs::perm_options::add);
  const auto store = open();

  ASSERT_THAT(store->list(), IsOk());

  EXPECT_THAT(store->open_to_others(), ElementsAre(place_.string()));
}

TEST_P(StoreRow, StoreWithoutAMarkerIsAnOldOne) {
  ASSERT_THAT(open()->add(named("a.p12", issue())), IsOk());
  fs::remove(place_ / ".orcamo-store");

  EXPECT_THAT(serials(), ElementsAre("123456"));
  EXPECT_THAT(open()->add(named("b.p12", issue(renewed()))), IsOk());

  EXPECT_THAT(serials(), ElementsAre("123456", "234567"));
  EXPECT_EQ(read_file(place_ / ".orcamo-store"), "1\n");
}

TEST_P(StoreRow, WritesThatAreShortGoOn) {
  files_.most_octets(7);

  ASSERT_THAT(open()->add(named("a.p12", issue())), IsOk());

  EXPECT_THAT(serials(), ElementsAre("123456"));
}

TEST_P(StoreRow, SignalsDoNotEndAnything) {
  const client::Arrival arrival = sealed(issue());
  for (const DiskCall kind :
       {DiskCall::kOpen, DiskCall::kCreate, DiskCall::kRead, DiskCall::kWrite, DiskCall::kSync, DiskCall::kLock}) {
    for (std::size_t call = 1;; ++call) {
      fs::remove_all(place_);
      SCOPED_TRACE("call " + std::to_string(call) + " of kind " + std::to_string(static_cast<int>(kind)));
      files_ = FaultyFileSystem({.call = call, .kind = kind, .reason = EINTR});
      ASSERT_THAT(open()->add(arrival), IsOk());
      if (!files_.met()) break;
    }
  }
}

TEST_P(StoreRow, CurrentLeadsOutsideProgramsToOnePair) {
  const pki::Credential old = issue();
  const pki::Credential fresh = issue(renewed());
  ASSERT_THAT(open()->add(named("a.p12", old)), IsOk());
  ASSERT_THAT(open()->add(named("b.p12", fresh)), IsOk());
  const std::string beside_name = GetParam().name == "Pem" ? "certificate.key" : "password.txt";

  ASSERT_THAT(open()->make_current(old.certificate), IsOk());
  ASSERT_THAT(open()->make_current(fresh.certificate), IsOk());

  EXPECT_EQ(read_file(place_ / "current" / ("certificate" + GetParam().entry_ending)), read_file(entry("b")));
  EXPECT_EQ(read_file(place_ / "current" / beside_name), read_file(beside("b")));
  fs::rename(place_, home_ / "moved");
  EXPECT_TRUE(fs::exists(home_ / "moved" / "current" / beside_name)) << "the links are relative";
}

TEST_P(StoreRow, RemovesNothingWhereALinkLeads) {
  const pki::Credential expired =
      issue({.validity = {kNow - pki::days(1095), kNow - pki::days(1)}, .serial = "111111"});
  ASSERT_THAT(open()->add(named("a.p12", expired)), IsOk());
  ASSERT_THAT(open()->add(named("b.p12", issue())), IsOk());
  fs::create_directories(home_ / "elsewhere" / "a");
  home_.write("elsewhere/a/mine", "mine");
  fs::create_symlink(home_ / "elsewhere", place_ / ".generations");

  EXPECT_THAT(open()->remove(expired.certificate, kNow), FailsWith(Errc::kStoreSymlink));

  EXPECT_EQ(read_file(home_ / "elsewhere" / "a" / "mine"), "mine");
}

TEST_P(StoreRow, AKeyThatIsThereAloneIsNotWrittenOver) {
  ASSERT_THAT(open()->add(named("a.p12", issue())), IsOk());
  home_.write("store/b" + GetParam().beside_ending, "the only one");
  const client::Arrival arrival = named("b.p12", issue(renewed()));
  const bool kept = GetParam().entry_ending == ".crt";

  const auto added = open()->add(arrival);

  ASSERT_EQ(added.has_value(), !kept);
  EXPECT_TRUE(added || added.error().code() == Errc::kStoreNameTaken);
  EXPECT_EQ(read_file(beside("b")) == "the only one", kept);
}

// A person may have put their own key in the place of the one that is missing beside a certificate.
TEST_P(StoreRow, AKeyThatDoesNotFitIsNotWrittenOver) {
  const client::Arrival arrival = named("a.p12", issue());
  ASSERT_THAT(open()->add(arrival), IsOk());
  home_.write("store/a" + GetParam().beside_ending, "another one");
  const bool kept = GetParam().entry_ending == ".crt";

  const auto added = open()->add(arrival);

  ASSERT_EQ(added.has_value(), !kept);
  EXPECT_EQ(read_file(beside("a")) == "another one", kept);
}

TEST_P(StoreRow, RemovesWhatAnotherAuthoritySucceeded) {
  const pki::Credential expired =
      issue({.validity = {kNow - pki::days(1095), kNow - pki::days(1)}, .serial = "111111"});
  IdentityWish wish = renewed();
  wish.issuer = Issuer::kOther;
  ASSERT_THAT(open()->add(named("a.p12", expired)), IsOk());
  ASSERT_THAT(open()->add(named("b.p12", issue(wish))), IsOk());
  ASSERT_THAT(open()->make_current(expired.certificate), IsOk());

  ASSERT_THAT(open()->remove(expired.certificate, kNow), IsOk());

  EXPECT_EQ(read_file(place_ / "current" / ("certificate" + GetParam().entry_ending)), read_file(entry("b")));
}

TEST_P(StoreRow, CurrentMovesOnFromWhatIsRemoved) {
  const pki::Credential expired =
      issue({.validity = {kNow - pki::days(1095), kNow - pki::days(1)}, .serial = "111111"});
  ASSERT_THAT(open()->add(named("a.p12", expired)), IsOk());
  ASSERT_THAT(open()->add(named("b.p12", issue())), IsOk());
  ASSERT_THAT(open()->add(named("c.p12", issue(renewed()))), IsOk());
  ASSERT_THAT(open()->make_current(expired.certificate), IsOk());

  ASSERT_THAT(open()->remove(expired.certificate, kNow), IsOk());

  EXPECT_EQ(read_file(place_ / "current" / ("certificate" + GetParam().entry_ending)), read_file(entry("c")));
  EXPECT_FALSE(fs::exists(beside("a")));
  EXPECT_FALSE(fs::exists(place_ / ".generations" / "a"));
}

// Each open of a file in turn finds it gone. Where it is one of those of a.p12, b.p12 is kept.
TEST_P(StoreRow, WhatGoesMeanwhileIsNotReliedOn) {
  const client::Arrival arrival = named("a.p12", issue());
  int kept = 0;
  for (std::size_t call = 1;; ++call) {
    fs::remove_all(place_);
    files_ = FaultyFileSystem();
    ASSERT_THAT(open()->add(arrival), IsOk());
    files_ = FaultyFileSystem({.call = call, .kind = DiskCall::kOpen, .reason = ENOENT});
    const auto added = open()->add({"b.p12", arrival.p12, arrival.password.clone()});
    if (!files_.met()) break;
    if (added && fs::exists(entry("b")) && fs::exists(beside("b"))) ++kept;
  }

  EXPECT_EQ(kept, 3);  // compared, opened, and what is beside it
}

// A removal that was cut off is not completed at the cost of what a person has put back since.
TEST_P(StoreRow, WhatWasPutBackStays) {
  ASSERT_THAT(open()->add(named("a.p12", issue())), IsOk());
  fs::copy_file(entry("a"), place_ / (".removed-a" + GetParam().entry_ending));

  ASSERT_THAT(open()->add(named("b.p12", issue(renewed()))), IsOk());

  EXPECT_THAT(serials(), ElementsAre("123456", "234567"));
  EXPECT_FALSE(fs::exists(place_ / (".removed-a" + GetParam().entry_ending)));
}

// Of the name ".." the links would be the store itself.
TEST_P(StoreRow, NoNameOfARemovalLeadsOutOfItsLinks) {
  const pki::Credential only = issue();
  ASSERT_THAT(open()->add(named("a.p12", only)), IsOk());
  ASSERT_THAT(open()->make_current(only.certificate), IsOk());
  home_.write("store/.removed-.." + GetParam().entry_ending, "a stranger's");

  EXPECT_THAT(open()->add(named("b.p12", issue(renewed()))), IsOk());

  EXPECT_THAT(serials(), ElementsAre("123456", "234567"));
}

// An empty folder that is there has its name synced first, where that is this user's to do.
TEST_P(StoreRow, MakesTheNameOfAFolderDurableWhereItCan) {
  fs::create_directory(place_);
  files_ = FaultyFileSystem({.kind = DiskCall::kSync, .reason = EIO});
  EXPECT_THAT(open()->add(named("a.p12", issue())), FailsWith(Errc::kStoreUnwritable));
  EXPECT_THAT(serials(), IsEmpty());

  for (const int reason : {EACCES, EPERM, EROFS, EINVAL}) {
    SCOPED_TRACE(reason);
    fs::remove_all(place_);
    fs::create_directory(place_);
    files_ = FaultyFileSystem({.kind = DiskCall::kSync, .reason = reason});
    EXPECT_THAT(open()->add(named("a.p12", issue())), IsOk());
    EXPECT_TRUE(files_.met());
  }
}

// Each process adds a certificate of its own and one that the others add too.
TEST_P(StoreRow, ManyProcessesAtOnceLoseNothing) {
  constexpr int kProcesses = 8;
  const client::Arrival common = named("common.p12", issue());
  std::vector<client::Arrival> own;
  for (int i = 0; i < kProcesses; ++i) own.push_back(sealed(issue({.serial = std::to_string(200'000 + i)})));
  const std::string name = (GetParam().name == "Pem" ? "pem:" : "") + place_.string();
  std::vector<pid_t> children;
  for (const client::Arrival& arrival : own) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      const auto store = client::open_store(name).value();
      ::_exit(store->add(common) && store->add(arrival) ? 0 : 1);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = -1;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
  }

  EXPECT_EQ(serials().size(), 1u + kProcesses);
}

TEST(OpenStore, TellsKindsByTheirBeginning) {
  const TemporaryDirectory home;
  ASSERT_THAT(client::open_store("pem:" + (home / "pem").string()).value()->add(sealed(issue())), IsOk());
  ASSERT_THAT(client::open_store((home / "p12").string()).value()->add(sealed(issue())), IsOk());

  EXPECT_TRUE(fs::exists(home / "pem" / "123456__JP_u00000001_client001.key"));
  EXPECT_TRUE(fs::exists(home / "p12" / "123456__JP_u00000001_client001.password.txt"));
}

}  // namespace
}  // namespace orcamo::testing
