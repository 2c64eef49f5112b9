#include "orcamo/client/directory_store.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <set>
#include <string>
#include <thread>
#include <utility>

#include "identities.hpp"
#include "orcamo/testing/faulty_file_system.hpp"
#include "orcamo/testing/matchers.hpp"
#include "orcamo/testing/temporary_directory.hpp"
#include "store/folder.hpp"

namespace orcamo::testing {
namespace {

namespace fs = std::filesystem;
using client::Arrival;
using client::DirectoryStore;
using pki::Errc;
using ::testing::UnorderedElementsAre;

class DirectoryStoreTest : public ::testing::Test {
 protected:
  DirectoryStore open() const { return DirectoryStore::open(folder()).value(); }
  DirectoryStore open_on(client::FileSystem& disk) const {
    return DirectoryStore::open(folder(), client::Linkage::kNo, disk, std::chrono::milliseconds(0)).value();
  }
  fs::path folder() const { return temporary_ / "store"; }

  // files are those that people see, and what is left of writes.
  std::set<std::string> files() const {
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder())) {
      std::string name = entry.path().filename().string();
      if (name != ".orcamo-store") names.insert(std::move(name));
    }
    return names;
  }

  static mode_t mode_of(const fs::path& path) {
    struct stat status {};
    EXPECT_EQ(stat(path.c_str(), &status), 0) << path;
    return status.st_mode & 07777u;
  }

  static Arrival named(std::string name, const pki::Credential& credential) {
    Arrival arrival = sealed(credential);
    arrival.file_name = std::move(name);
    return arrival;
  }

  TemporaryDirectory temporary_;
};

TEST_F(DirectoryStoreTest, KeepsNameOctetsAndPassword) {
  const Arrival arrival = sealed(issue());

  ASSERT_THAT(open().add(arrival), IsOk());

  EXPECT_THAT(files(), UnorderedElementsAre("123456__JP_u00000001_client001.p12",
                                            "123456__JP_u00000001_client001.password.txt"));
  EXPECT_EQ(read_file(folder() / arrival.file_name), pki::as_text(arrival.p12));
  EXPECT_EQ(read_file(folder() / "123456__JP_u00000001_client001.password.txt"), std::string(kPassword) + "\n");
}

TEST_F(DirectoryStoreTest, IsItsOwnersAlone) {
  const mode_t before = umask(0);
  ASSERT_THAT(open().add(named("a.p12", issue())), IsOk());
  umask(before);

  EXPECT_EQ(mode_of(folder()), 0700u);
  EXPECT_EQ(mode_of(folder() / "a.p12"), 0600u);
  EXPECT_EQ(mode_of(folder() / "a.password.txt"), 0600u);
}

class WrittenWithMore : public DirectoryStoreTest, public ::testing::WithParamInterface<const char*> {};

TEST_P(WrittenWithMore, IsItsOwnersAloneToo) {
  const mode_t before = umask(0022);
  DirectoryStore store = DirectoryStore::open(folder().string() + GetParam()).value();
  EXPECT_THAT(store.add(named("a.p12", issue())), IsOk());
  umask(before);

  EXPECT_EQ(mode_of(folder()), 0700u);
  EXPECT_THAT(files(), UnorderedElementsAre("a.p12", "a.password.txt"));
}

INSTANTIATE_TEST_SUITE_P(Ends, WrittenWithMore, ::testing::Values("/", "//", "/.", "/./", "/x/.."));

TEST_F(DirectoryStoreTest, MakesTheFoldersAboveIt) {
  const mode_t before = umask(0022);
  DirectoryStore store = DirectoryStore::open(folder() / "below" / "it/").value();
  EXPECT_THAT(store.add(named("a.p12", issue())), IsOk());
  umask(before);

  EXPECT_EQ(mode_of(folder()), 0755u);
  EXPECT_EQ(mode_of(folder() / "below"), 0755u);
  EXPECT_EQ(mode_of(folder() / "below" / "it"), 0700u);
}

// A lock belongs to an open file: another descriptor of this process is as good as another program.
TEST_F(DirectoryStoreTest, DoesNotWaitForeverForAnotherProgram) {
  fs::create_directory(folder());
  const int other = ::open(folder().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  ASSERT_EQ(::flock(other, LOCK_EX), 0);

  const auto locked = client::Folder::make_and_lock(folder(), std::chrono::milliseconds(1));

  ASSERT_THAT(locked, FailsWith(Errc::kStoreLocked));
  EXPECT_THAT(locked.error(), Says("in use by another program"));
  ::close(other);
  EXPECT_THAT(client::Folder::make_and_lock(folder(), std::chrono::milliseconds(1)), IsOk());
}

TEST_F(DirectoryStoreTest, ListsTheOneThatEndsLastAsTheLast) {
  DirectoryStore store = open();
  ASSERT_THAT(store.add(named("a.p12", issue(renewed()))), IsOk());
  ASSERT_THAT(store.add(named("b.p12", issue())), IsOk());

  const auto stored = store.list();

  ASSERT_THAT(stored, IsOk());
  ASSERT_EQ(stored->size(), 2u);
  EXPECT_EQ(stored->at(0).file_name, "b.p12");
  EXPECT_EQ(stored->at(1).file_name, "a.p12");
}

TEST_F(DirectoryStoreTest, ListsTheLaterSerialLastOfEqualEnds) {
  DirectoryStore store = open();
  ASSERT_THAT(store.add(named("a.p12", issue({.serial = "200000"}))), IsOk());
  ASSERT_THAT(store.add(named("b.p12", issue({.serial = "100000"}))), IsOk());

  const auto stored = store.list();

  ASSERT_THAT(stored, IsOk());
  EXPECT_EQ(stored->back().file_name, "a.p12");
}

TEST_F(DirectoryStoreTest, IsEmptyBeforeTheFirstCertificate) {
  const auto stored = open().list();

  ASSERT_THAT(stored, IsOk());
  EXPECT_TRUE(stored->empty());
  EXPECT_FALSE(fs::exists(folder()));
}

TEST_F(DirectoryStoreTest, DoesNotChangeWhenTheSameIsAddedTwice) {
  DirectoryStore store = open();
  const Arrival arrival = named("a.p12", issue());
  ASSERT_THAT(store.add(arrival), IsOk());
  const Arrival renamed{"b.p12", arrival.p12, arrival.password.clone()};

  EXPECT_THAT(store.add(arrival), IsOk());
  EXPECT_THAT(store.add(renamed), IsOk());

  EXPECT_THAT(files(), UnorderedElementsAre("a.p12", "a.password.txt"));
}

TEST_F(DirectoryStoreTest, KeepsTheFirstFileOfACertificateThatWasSealedAnew) {
  DirectoryStore store = open();
  const pki::Credential credential = issue();
  ASSERT_THAT(store.add(named("a.p12", credential)), IsOk());
  const std::string before = read_file(folder() / "a.p12");

  EXPECT_THAT(store.add(named("a.p12", credential)), IsOk());

  EXPECT_EQ(read_file(folder() / "a.p12"), before);
}

TEST_F(DirectoryStoreTest, ListsACertificateOnceWhateverItsFiles) {
  DirectoryStore store = open();
  const pki::Credential credential = issue();
  ASSERT_THAT(store.add(named("a.p12", credential)), IsOk());
  ASSERT_THAT(store.add(named("b.p12", credential)), IsOk());

  const auto stored = store.list();

  ASSERT_THAT(stored, IsOk());
  EXPECT_EQ(stored->size(), 1u);
}

// Nobody can make a file in a folder that has been removed, root neither.
TEST_F(DirectoryStoreTest, ProbesTheFolderByAFileOfItsOwn) {
  const auto locked = client::Folder::make_and_lock(folder());
  ASSERT_THAT(locked, IsOk());

  EXPECT_THAT(locked->probe(), IsOk());
  EXPECT_TRUE(files().empty());

  fs::remove(folder());
  EXPECT_THAT(locked->probe(), FailsWith(Errc::kStoreUnwritable));
}

TEST_F(DirectoryStoreTest, FailsForWhatItHasWhereNothingCouldBeAdded) {
  const pki::Credential credential = issue();
  const Arrival arrival = named("a.p12", credential);
  ASSERT_THAT(open().add(arrival), IsOk());
  FaultyFileSystem disk({.kind = DiskCall::kWrite, .lasts = DiskFault::Lasts::kFromThenOn, .reason = ENOSPC});
  DirectoryStore store = open_on(disk);

  EXPECT_THAT(store.add(arrival), FailsWith(Errc::kStoreFull));
  EXPECT_THAT(store.add(named("a.p12", credential)), FailsWith(Errc::kStoreFull));

  EXPECT_THAT(files(), UnorderedElementsAre("a.p12", "a.password.txt"));
}

TEST_F(DirectoryStoreTest, GivesAFileItsPasswordBack) {
  DirectoryStore store = open();
  const Arrival arrival = named("a.p12", issue());
  ASSERT_THAT(store.add(arrival), IsOk());
  fs::remove(folder() / "a.password.txt");

  EXPECT_THAT(store.add(arrival), IsOk());

  EXPECT_THAT(store.list(), IsOk());
}

TEST_F(DirectoryStoreTest, RefusesAnotherCertificateOfTheSameName) {
  DirectoryStore store = open();
  ASSERT_THAT(store.add(named("a.p12", issue())), IsOk());
  const std::string before = read_file(folder() / "a.p12");

  EXPECT_THAT(store.add(named("a.p12", issue(renewed()))), FailsWith(Errc::kStoreNameTaken));

  EXPECT_EQ(read_file(folder() / "a.p12"), before);
  EXPECT_THAT(store.list(), IsOk());
}

TEST_F(DirectoryStoreTest, RefusesTheNameOfAFileThatDoesNotOpen) {
  fs::create_directory(folder());
  temporary_.write("store/a.p12", "garbage");

  EXPECT_THAT(open().add(named("a.p12", issue())), FailsWith(Errc::kStoreNameTaken));
  EXPECT_EQ(read_file(folder() / "a.p12"), "garbage");
}

TEST_F(DirectoryStoreTest, PassesOverWhatACrashLeft) {
  fs::create_directory(folder());
  temporary_.write("store/a.password.txt", "password of a file that never came\n");
  temporary_.write("store/.orcamo-abcdefgh.tmp", "half a file");
  DirectoryStore store = open();

  const auto before = store.list();
  ASSERT_THAT(before, IsOk());
  EXPECT_TRUE(before->empty());

  ASSERT_THAT(store.add(named("a.p12", issue())), IsOk());
  EXPECT_THAT(files(), UnorderedElementsAre("a.p12", "a.password.txt"));
  EXPECT_THAT(store.list(), IsOk());
}

// What has been opened before is not opened again; what has changed since is.
TEST_F(DirectoryStoreTest, SeesWhatBecameOfAFile) {
  DirectoryStore store = open();
  ASSERT_THAT(store.add(named("a.p12", issue())), IsOk());
  ASSERT_THAT(store.list(), IsOk());

  temporary_.write("store/a.p12", pki::as_text(sealed(issue(renewed())).p12));
  EXPECT_EQ(store.list().value().front().credential.certificate.serial(), "234567");

  temporary_.write("store/a.password.txt", "other\n");
  EXPECT_THAT(store.list(), FailsWith(Errc::kP12WrongPassword));
}

TEST_F(DirectoryStoreTest, LeadsToTheCurrentOneAgainWhereItsLinksHaveGone) {
  DirectoryStore store = open();
  const pki::Credential one = issue();
  ASSERT_THAT(store.add(named("a.p12", one)), IsOk());
  ASSERT_THAT(store.make_current(one.certificate), IsOk());
  fs::remove(folder() / ".generations" / "a" / "certificate.p12");

  ASSERT_THAT(store.make_current(one.certificate), IsOk());

  EXPECT_EQ(read_file(folder() / "current" / "certificate.p12"), read_file(folder() / "a.p12"));
}

// A run that was cut off has left names that are on no disk yet; the next, which finds them, makes them durable.
TEST_F(DirectoryStoreTest, SyncsWhatIsThereAlready) {
  const pki::Credential one = issue();
  ASSERT_THAT(open().add(named("a.p12", one)), IsOk());
  ASSERT_THAT(open().make_current(one.certificate), IsOk());
  const DiskFault any_sync{.call = 1, .kind = DiskCall::kSync, .lasts = DiskFault::Lasts::kFromThenOn};

  FaultyFileSystem disk(any_sync);
  EXPECT_THAT(open_on(disk).add(named("a.p12", one)), FailsWith(Errc::kStoreUnwritable));
  FaultyFileSystem same_disk(any_sync);
  EXPECT_THAT(open_on(same_disk).make_current(one.certificate), FailsWith(Errc::kStoreUnwritable));
}

TEST_F(DirectoryStoreTest, NeverKeepsWhatDoesNotOpen) {
  Arrival arrival = sealed(issue());
  arrival.password = pki::Secret::copy_of("other");

  EXPECT_THAT(open().add(arrival), FailsWith(Errc::kP12WrongPassword));
  EXPECT_FALSE(fs::exists(folder()));
}

TEST_F(DirectoryStoreTest, NeverKeepsAPasswordThatItCouldNotReadBack) {
  EXPECT_THAT(open().add(sealed(issue(), "two\nlines")), FailsWith(Errc::kPasswordFileUndecodable));
  EXPECT_FALSE(fs::exists(folder()));
}

TEST_F(DirectoryStoreTest, SaysWhichFileDoesNotOpen) {
  DirectoryStore store = open();
  ASSERT_THAT(store.add(named("a.p12", issue())), IsOk());
  temporary_.write("store/a.password.txt", "other\n");

  const auto stored = store.list();

  ASSERT_TRUE(stored.has_error());
  EXPECT_EQ(stored.error().code(), Errc::kP12WrongPassword);
  EXPECT_THAT(stored.error().message(), ::testing::HasSubstr("a.p12"));
}

TEST_F(DirectoryStoreTest, SaysWhichPasswordFileIsMissing) {
  DirectoryStore store = open();
  ASSERT_THAT(store.add(named("a.p12", issue())), IsOk());
  fs::remove(folder() / "a.password.txt");

  const auto stored = store.list();

  ASSERT_TRUE(stored.has_error());
  EXPECT_EQ(stored.error().code(), Errc::kPasswordFileUnreadable);
  EXPECT_THAT(stored.error().hint(), ::testing::HasSubstr("a.password.txt"));
}

TEST_F(DirectoryStoreTest, IsUnreadableWhereAFileStands) {
  EXPECT_THAT(DirectoryStore::open(temporary_.write("file", "")), FailsWith(Errc::kStoreUnreadable));
  EXPECT_THAT(DirectoryStore::open(temporary_ / "file" / "below"), FailsWith(Errc::kStoreUnreadable));
}

TEST_F(DirectoryStoreTest, IsUnwritableWhereAFileCameInBetween) {
  DirectoryStore store = open();
  temporary_.write("store", "");

  EXPECT_THAT(store.add(sealed(issue())), FailsWith(Errc::kStoreUnwritable));
}

TEST_F(DirectoryStoreTest, KeepsOneOfManyThatComeAtOnce) {
  const Arrival arrival = named("a.p12", issue());
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      const Arrival own{i % 2 == 0 ? "a.p12" : "b.p12", arrival.p12, arrival.password.clone()};
      EXPECT_TRUE(open().add(own).has_value());
    });
  }
  for (std::thread& thread : threads) thread.join();

  EXPECT_EQ(files().size(), 2u);
}

class UnsafeName : public DirectoryStoreTest, public ::testing::WithParamInterface<const char*> {};

TEST_P(UnsafeName, IsRefused) {
  EXPECT_THAT(open().add(named(GetParam(), issue())), FailsWith(Errc::kStoreNameUnsafe));
  EXPECT_FALSE(fs::exists(folder()));
}

INSTANTIATE_TEST_SUITE_P(Names, UnsafeName,
                         ::testing::Values("", ".p12", ".a.p12", "../a.p12", "/etc/a.p12", "a/b.p12", "a\\b.p12",
                                           "a\n.p12", "a\x7f.p12", "a.txt", "a.p12.exe", "a"));

TEST_F(DirectoryStoreTest, TakesAJapaneseName) {
  ASSERT_THAT(open().add(named("証明書.p12", issue())), IsOk());
  EXPECT_TRUE(fs::exists(folder() / "証明書.password.txt"));
}

}  // namespace
}  // namespace orcamo::testing
