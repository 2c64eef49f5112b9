#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <string>

#include "nss_test_kit.hpp"
#include "orcamo/testing/matchers.hpp"

// Changes of a database that are cut off, meet another program, or would land somewhere else.
namespace orcamo::testing {
namespace {

namespace fs = std::filesystem;
using client::NssStore;
using pki::Errc;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST_F(NssStoreTest, CompletesARemovalThatWasCutOffBeforeTheKey) {
  NssStore store = open();
  ASSERT_THAT(store.add(sealed(old_)), IsOk());
  ASSERT_THAT(store.add(sealed(new_)), IsOk());
  certutil({"--rename", "-n", kOld, "--new-n", std::string(".removed-") + kOld});
  ASSERT_THAT(serials(store), ElementsAre("234567"));

  EXPECT_THAT(store.remove(new_.certificate, kAfterOld), FailsWith(Errc::kStoreStillValid));
  EXPECT_THAT(store.add(sealed(new_)), IsOk());

  EXPECT_THAT(certutil({"-L"}), ::testing::Not(HasSubstr(kOld)));
  EXPECT_THAT(certutil({"-K"}), ::testing::Not(HasSubstr(kOld)));
  EXPECT_THAT(serials(store), ElementsAre("234567"));
}

TEST_F(NssStoreTest, CompletesARemovalThatWasCutOffAfterTheKey) {
  NssStore store = open();
  ASSERT_THAT(store.add(sealed(new_)), IsOk());
  const std::string file = temporary_.write("old.pem", old_.certificate.pem()).string();
  certutil({"-A", "-n", std::string(".removed-") + kOld, "-t", ",,", "-i", file});

  EXPECT_THAT(store.add(sealed(new_)), IsOk());

  EXPECT_THAT(certutil({"-L"}), ::testing::Not(HasSubstr(kOld)));
}

// The bytes that SQLite locks to write: from 2^30 on, 512 of them.
class LockedDatabase : public NssStoreTest, public ::testing::WithParamInterface<const char*> {
 protected:
  ~LockedDatabase() override {
    if (other_ > 0) kill(other_, SIGKILL);
    if (other_ > 0) waitpid(other_, nullptr, 0);
  }

  void have_locked(const fs::path& file) {
    int told[2];
    ASSERT_EQ(pipe(told), 0);
    other_ = fork();
    if (other_ == 0) {
      struct flock lock {};
      lock.l_type = F_WRLCK;
      lock.l_start = 1 << 30;
      lock.l_len = 512;
      const int open_file = ::open(file.c_str(), O_RDWR);
      const char done = fcntl(open_file, F_SETLK, &lock) == 0 ? 'y' : 'n';
      if (write(told[1], &done, 1) == 1) pause();
      _exit(1);
    }
    char done = 'n';
    EXPECT_EQ(::read(told[0], &done, 1), 1);
    EXPECT_EQ(done, 'y');
    close(told[0]);
    close(told[1]);
  }

 private:
  pid_t other_ = -1;
};

TEST_P(LockedDatabase, IsToldApartFromOneThatIsBroken) {
  NssStore store = open();
  ASSERT_THAT(store.add(sealed(old_)), IsOk());
  have_locked(folder() / GetParam());

  EXPECT_THAT(store.list(), FailsWith(Errc::kStoreLocked));
  EXPECT_THAT(store.add(sealed(new_)), FailsWith(Errc::kStoreLocked));
}

INSTANTIATE_TEST_SUITE_P(Files, LockedDatabase, ::testing::Values("cert9.db", "key4.db"),
                         [](const auto& test) { return std::string(test.param).substr(0, 4); });

TEST_F(NssStoreTest, IsNotTakenForEmptyWhereItCannotBeLookedAt) {
  fs::create_directory(folder());
  fs::create_symlink("cert9.db", folder() / "cert9.db");  // leads to itself
  NssStore store = open();

  EXPECT_THAT(store.list(), FailsWith(Errc::kStoreUnreadable));
}

TEST_F(NssStoreTest, IsNotChangedWhereALinkLeads) {
  NssStore store = open();
  ASSERT_THAT(store.add(sealed(old_)), IsOk());
  fs::rename(folder() / "key4.db", temporary_ / "elsewhere.db");
  fs::create_symlink(temporary_ / "elsewhere.db", folder() / "key4.db");
  const std::string before = read_file(temporary_ / "elsewhere.db");

  EXPECT_THAT(store.add(sealed(new_)), FailsWith(Errc::kStoreSymlink));

  EXPECT_EQ(read_file(temporary_ / "elsewhere.db"), before);
}

}  // namespace
}  // namespace orcamo::testing
