#include <gmock/gmock.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "cli/messages.hpp"
#include "identities.hpp"
#include "orcamo/client/open_store.hpp"
#include "orcamo/testing/faulty_file_system.hpp"
#include "orcamo/testing/matchers.hpp"
#include "orcamo/testing/temporary_directory.hpp"
#include "store/folder.hpp"
#include "store_kinds.hpp"
#include "store_tree.hpp"

// Why a store refuses: the catalogue's group "import and store", and what is like it.
namespace orcamo::testing {
namespace {

namespace fs = std::filesystem;
using pki::Errc;
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

}  // namespace
}  // namespace orcamo::testing
