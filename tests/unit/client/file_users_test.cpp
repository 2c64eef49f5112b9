#include "cli/file_users.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <string>
#include <vector>

#include "orcamo/testing/temporary_directory.hpp"

namespace orcamo::testing {
namespace {

namespace fs = std::filesystem;
using client::users_of;

// A /proc of four processes: one has the file open, one names it, one names its neighbour, one is a stranger.
class FileUsers : public ::testing::Test {
 protected:
  FileUsers() {
    folder_.write("old.p12", "");
    const std::string file = fs::canonical(folder_ / "old.p12").string();
    add(11, "reader", "cat", file);
    add(12, "proxy", std::string("proxy\0--cert=", 13) + file + '\0', "/dev/null");
    add(13, "neighbour", std::string("proxy\0", 6) + file + ".bak" + '\0', file + ".bak");
    add(14, "stranger", "sleep", "/dev/null");
  }

  void add(int pid, const std::string& name, const std::string& command, const fs::path& open) {
    const std::string process = "proc/" + std::to_string(pid);
    fs::create_directories(folder_ / process / "fd");
    folder_.write(process + "/comm", name + "\n");
    folder_.write(process + "/cmdline", command);
    fs::create_symlink(open, folder_ / process / "fd" / "3");
  }

  std::vector<std::string> names_of_users(const std::string& file) {
    std::vector<std::string> names;
    for (const client::FileUser& user : users_of({folder_ / file}, folder_ / "proc")) names.push_back(user.name);
    return names;
  }

  TemporaryDirectory folder_;
};

TEST_F(FileUsers, HaveItOpenOrNameIt) {
  EXPECT_THAT(names_of_users("old.p12"), ::testing::ElementsAre("reader", "proxy"));
}

TEST_F(FileUsers, AreNoneOfAFileThatIsNotThere) { EXPECT_THAT(names_of_users("none.p12"), ::testing::IsEmpty()); }

TEST_F(FileUsers, AreNotThisProcess) {
  const std::ifstream held(folder_ / "old.p12");

  EXPECT_THAT(users_of({folder_ / "old.p12"}), ::testing::IsEmpty());
}

TEST(FilesInStore, AreThoseThatAProgramWouldHaveOpen) {
  using ::testing::ElementsAre;

  EXPECT_THAT(client::files_in_store("/srv/store", "a.p12"), ElementsAre("/srv/store/a.p12"));
  EXPECT_THAT(client::files_in_store("pem:/srv/store", "a.p12"), ElementsAre("/srv/store/a.crt", "/srv/store/a.key"));
  EXPECT_THAT(client::files_in_store("nss:/srv/db", "a.p12"), ::testing::IsEmpty());
  EXPECT_THAT(client::files_in_store("pkcs11:token=clinic", "a.p12"), ::testing::IsEmpty());
}

}  // namespace
}  // namespace orcamo::testing
