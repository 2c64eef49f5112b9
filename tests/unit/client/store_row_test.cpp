#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "cli/messages.hpp"
#include "identities.hpp"
#include "orcamo/client/certificate_store.hpp"
#include "orcamo/client/open_store.hpp"
#include "orcamo/testing/faulty_file_system.hpp"
#include "orcamo/testing/matchers.hpp"
#include "orcamo/testing/temporary_directory.hpp"
#include "store/folder.hpp"
#include "store_kinds.hpp"
#include "store_tree.hpp"

// The catalogue's group "import and store", and what is like it.
namespace orcamo::testing {
namespace {

namespace fs = std::filesystem;
using client::CertificateStore;
using pki::Errc;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;

constexpr uid_t kNobody = 65534;

// Scene is a store that has one certificate, and another that comes.
struct Scene {
  const FolderKind& kind;
  TemporaryDirectory home{};
  fs::path place = home / "store";
  pki::Credential old = issue();
  pki::Credential fresh = issue(renewed());
  client::Arrival arrival = sealed(fresh);
  FaultyFileSystem files{};
  std::optional<client::Folder> other_program{};

  fs::path entry() const { return place / (stem() + kind.entry_ending); }
  fs::path beside() const { return place / (stem() + kind.beside_ending); }
  std::string stem() const { return fs::path(file_name_of(old)).stem().string(); }

  pki::Result<void> add() {
    auto store = kind.open(place, files);
    if (!store) return store.error();
    return (*store)->add(arrival);
  }
};

struct Refusal {
  std::string name;
  std::function<void(Scene&)> arrange;
  Errc code;
  std::function<pki::Result<void>(Scene&)> act = [](Scene& scene) { return scene.add(); };
  bool wants_root = false;
};

void PrintTo(const Refusal& row, std::ostream* out) { *out << row.name; }

std::function<void(Scene&)> disk(DiskFault fault) {
  return [fault](Scene& scene) { scene.files = FaultyFileSystem(fault); };
}

void write(const fs::path& path, std::string_view text) { std::ofstream(path) << text; }

void make_link_of(const fs::path& path, const fs::path& elsewhere) {
  fs::rename(path, elsewhere);
  fs::create_symlink(elsewhere, path);
}

std::vector<Refusal> refusals() {
  constexpr auto kFromThenOn = DiskFault::Lasts::kFromThenOn;
  return {
      {"DiskFull", disk({.kind = DiskCall::kWrite, .lasts = kFromThenOn, .reason = ENOSPC}), Errc::kStoreFull},
      {"DiskFullForNames", disk({.kind = DiskCall::kCreate, .lasts = kFromThenOn, .reason = ENOSPC}), Errc::kStoreFull},
      {"QuotaUsedUp", disk({.kind = DiskCall::kWrite, .lasts = kFromThenOn, .reason = EDQUOT}), Errc::kStoreFull},
      {"ReadOnly", disk({.kind = DiskCall::kCreate, .lasts = kFromThenOn, .reason = EROFS}), Errc::kStoreUnwritable},
      {"DiskBroken", disk({.kind = DiskCall::kSync, .lasts = kFromThenOn, .reason = EIO}), Errc::kStoreUnwritable},
      {"DirectoryIsAFile",
       [](Scene& scene) {
         fs::remove_all(scene.place);
         write(scene.place, "a file");
       },
       Errc::kStoreUnreadable},
      {"NotOwner", [](Scene& scene) { ASSERT_EQ(::chown(scene.place.c_str(), kNobody, kNobody), 0); },
       Errc::kStoreNotOwned, [](Scene& scene) { return scene.add(); }, true},
      {"FileOfAnotherUser",
       [](Scene& scene) {
         ASSERT_EQ(::chown(scene.entry().c_str(), kNobody, kNobody), 0);
         scene.arrival = sealed(scene.old);
       },
       Errc::kStoreNotOwned,
       [](Scene& scene) -> pki::Result<void> {
         const auto stored = scene.kind.open(scene.place, scene.files).value()->list();
         if (!stored) return stored.error();
         return {};
       },
       true},
      {"TwoProcessesAtOnce",
       [](Scene& scene) { scene.other_program = client::Folder::make_and_lock(scene.place).value(); },
       Errc::kStoreLocked},
      {"OldKeptUntilExpiry", [](Scene& scene) { ASSERT_THAT(scene.add(), IsOk()); }, Errc::kStoreStillValid,
       [](Scene& scene) {
         return scene.kind.open(scene.place, scene.files)
             .value()
             ->remove(scene.old.certificate, scene.old.certificate.validity().not_after);
       }},
      {"LinkageFolderNotAlphabetic", [](Scene&) {}, Errc::kStoreFolderNotAlphabetic,
       [](Scene& scene) -> pki::Result<void> {
         const std::string kind = scene.kind.name == "Pem" ? "pem:" : "";
         const auto opened =
             client::open_store(kind + (scene.home / "orca2031").string(), {.linkage = client::Linkage::kYes});
         if (!opened) return opened.error();
         return {};
       }},
      {"LongPath", [](Scene&) {}, Errc::kStoreUnreadable,
       [](Scene& scene) -> pki::Result<void> {
         const auto opened = scene.kind.open(scene.home / std::string(5000, 'x'), scene.files);
         if (!opened) return opened.error();
         return {};
       }},
      {"LongName", [](Scene& scene) { scene.arrival.file_name = std::string(197, 'x') + ".p12"; },
       Errc::kStoreNameUnsafe},
      {"FolderIsALink", [](Scene& scene) { make_link_of(scene.place, scene.home / "elsewhere"); }, Errc::kStoreSymlink},
      {"FileIsALink", [](Scene& scene) { make_link_of(scene.entry(), scene.home / "elsewhere"); }, Errc::kStoreSymlink},
      {"SecretIsALink", [](Scene& scene) { make_link_of(scene.beside(), scene.home / "elsewhere"); },
       Errc::kStoreSymlink,
       [](Scene& scene) {
         return scene.kind.open(scene.place, scene.files).value()->make_current(scene.old.certificate);
       }},
      {"GenerationsAreALink",
       [](Scene& scene) {
         fs::create_directory(scene.home / "elsewhere");
         fs::create_symlink(scene.home / "elsewhere", scene.place / ".generations");
       },
       Errc::kStoreSymlink,
       [](Scene& scene) {
         return scene.kind.open(scene.place, scene.files).value()->make_current(scene.old.certificate);
       }},
      {"CurrentIsAFileOfSomebodyElse", [](Scene& scene) { write(scene.place / "current", "mine"); },
       Errc::kStoreUnreadable,
       [](Scene& scene) {
         auto refused = scene.kind.open(scene.place, scene.files).value()->make_current(scene.old.certificate);
         EXPECT_EQ(read_file(scene.place / "current"), "mine");
         return refused;
       }},
      {"CurrentCouldNotLeadToIt", [](Scene& scene) { write(scene.place / "current", "mine"); }, Errc::kStoreUnreadable},
      {"StoreFromANewerVersion", [](Scene& scene) { write(scene.place / ".orcamo-store", "2\n"); }, Errc::kStoreNewer},
      {"StoreFromAVersionOfOtherWords", [](Scene& scene) { write(scene.place / ".orcamo-store", "1, and more\n"); },
       Errc::kStoreNewer},
      {"NameTaken", [](Scene& scene) { scene.arrival.file_name = scene.stem() + ".p12"; }, Errc::kStoreNameTaken},
      {"NameLeadsElsewhere", [](Scene& scene) { scene.arrival.file_name = "../a.p12"; }, Errc::kStoreNameUnsafe},
      {"SecretIsGone", [](Scene& scene) { fs::remove(scene.beside()); }, Errc::kPasswordFileUnreadable,
       [](Scene& scene) -> pki::Result<void> {
         const auto stored = scene.kind.open(scene.place, scene.files).value()->list();
         if (stored) return {};
         if (scene.kind.name == "Directory") return stored.error();
         EXPECT_THAT(stored, FailsWith(Errc::kFileUnreadable));
         return pki::Error(Errc::kPasswordFileUnreadable, stored.error().message(), stored.error().hint());
       }},
  };
}

class StoreRefuses : public ::testing::TestWithParam<std::tuple<FolderKind, Refusal>> {};

INSTANTIATE_TEST_SUITE_P(Rows, StoreRefuses,
                         ::testing::Combine(::testing::ValuesIn(folder_kinds()), ::testing::ValuesIn(refusals())),
                         [](const auto& row) {
                           return std::get<FolderKind>(row.param).name + std::get<Refusal>(row.param).name;
                         });

TEST_P(StoreRefuses, InASentenceAndStaysAsItIs) {
  const auto& [kind, row] = GetParam();
  if (row.wants_root && ::geteuid() != 0) GTEST_SKIP() << "only root gives files away";
  Scene scene{kind};
  ASSERT_THAT(kind.open(scene.place, scene.files).value()->add(sealed(scene.old)), IsOk());
  ASSERT_NO_FATAL_FAILURE(row.arrange(scene));
  const Tree before = tree_of(scene.place);

  const pki::Result<void> done = row.act(scene);

  ASSERT_THAT(done, FailsWith(row.code));
  EXPECT_THAT(done.error().hint(), MatchesRegex("[a-z].+[^.]"));
  EXPECT_THAT(client::explain(client::Language::kEnglish, done.error()), MatchesRegex("[A-Z].+\\. [A-Z].+\\..*"));
  EXPECT_EQ(tree_of(scene.place), before);
}

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
  write(home_ / "elsewhere" / "a" / "mine", "mine");
  fs::create_symlink(home_ / "elsewhere", place_ / ".generations");

  EXPECT_THAT(open()->remove(expired.certificate, kNow), FailsWith(Errc::kStoreSymlink));

  EXPECT_EQ(read_file(home_ / "elsewhere" / "a" / "mine"), "mine");
}

TEST_P(StoreRow, AKeyThatIsThereAloneIsNotWrittenOver) {
  ASSERT_THAT(open()->add(named("a.p12", issue())), IsOk());
  write(beside("b"), "the only one");
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
  write(beside("a"), "another one");
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
