#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "state_test_kit.hpp"

namespace orcamo::mock {
namespace {

namespace fs = std::filesystem;
using testing::read_file;
using ::testing::StartsWith;

unsigned access_of(const fs::path& file) {
  struct stat about {};
  EXPECT_EQ(::lstat(file.c_str(), &about), 0) << file;
  return about.st_mode & 0777;
}

class StateFileTest : public StateTest {
 protected:
  // ask has SQLite's own interface do something with the file, as a stranger would.
  void tell(const std::string& sql) const {
    sqlite3* database = nullptr;
    ASSERT_EQ(sqlite3_open(file.c_str(), &database), SQLITE_OK);
    char* failure = nullptr;
    EXPECT_EQ(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, &failure), SQLITE_OK) << failure;
    sqlite3_close(database);
  }

  void make_state() const { open()->keep(make_full()->image(), std::nullopt).value(); }
};

TEST_F(StateFileTest, IsForItsOwnerAlone) {
  const auto before = ::umask(0);
  const auto archive = open();
  archive->keep(sandbox.image(), std::nullopt).value();
  ::umask(before);

  for (const auto& each : fs::directory_iterator(home.path())) EXPECT_EQ(access_of(each.path()), 0600U) << each.path();
  EXPECT_TRUE(fs::exists(file.string() + "-wal"));
}

TEST_F(StateFileTest, RefusesAFileThatOthersMayRead) {
  make_state();
  for (const auto mode : {fs::perms::group_read, fs::perms::others_read, fs::perms::group_write}) {
    fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write | mode);

    EXPECT_THAT(open_state(file), FailsWith(Errc::kStateUnusable));
  }
}

TEST_F(StateFileTest, RefusesAJournalBesideItThatOthersMayWrite) {
  make_state();
  for (const char* const end : {"-wal", "-journal"}) {
    const auto planted = home.write("state.db" + std::string(end), "");
    fs::permissions(planted, fs::perms::all);

    EXPECT_THAT(open_state(file), FailsWith(Errc::kStateUnusable));

    fs::remove(planted);
  }
}

TEST_F(StateFileTest, RefusesASymbolicLink) {
  make_state();
  fs::create_symlink(file, home / "link.db");

  EXPECT_THAT(open_state(home / "link.db"), FailsWith(Errc::kStateUnusable));
  fs::create_symlink(home / "nowhere", home / "dangling.db");
  EXPECT_THAT(open_state(home / "dangling.db"), FailsWith(Errc::kStateUnusable));
}

TEST_F(StateFileTest, RefusesAFileOfTwoNames) {
  make_state();
  fs::create_hard_link(file, home / "second.db");

  EXPECT_THAT(open_state(file), FailsWith(Errc::kStateUnusable));
}

TEST_F(StateFileTest, RefusesAFolder) { EXPECT_THAT(open_state(home.path()), FailsWith(Errc::kStateUnusable)); }

TEST_F(StateFileTest, SaysThatThereIsNoFolder) {
  EXPECT_THAT(open_state(home / "nowhere" / "state.db"), FailsWith(Errc::kFileUnwritable));
}

TEST_F(StateFileTest, FollowsLinksToItsFolder) {
  fs::create_directory_symlink(home.path(), home / "door");

  EXPECT_THAT(open_state(home / "door" / "state.db"), IsOk());
  EXPECT_TRUE(fs::exists(file));
}

TEST_F(StateFileTest, LeavesAForeignFileAlone) {
  const std::string letter(5000, 'a');
  home.write("state.db", letter);

  EXPECT_THAT(open_state(file), FailsWith(Errc::kStateUnusable));

  EXPECT_EQ(read_file(file), letter);
}

TEST_F(StateFileTest, LeavesAForeignDatabaseAlone) {
  home.write("state.db", "");
  tell("CREATE TABLE t (x); INSERT INTO t VALUES (1)");
  const auto before = read_file(file);

  EXPECT_THAT(open_state(file), FailsWith(Errc::kStateUnusable));

  EXPECT_EQ(read_file(file), before);
}

TEST_F(StateFileTest, RefusesALaterVersion) {
  make_state();
  tell("PRAGMA user_version = 3");

  EXPECT_THAT(open_state(file), FailsWith(Errc::kStateNewer));
}

TEST_F(StateFileTest, TakesAFileOfTheVersionBeforeShapes) {
  make_state();
  tell("ALTER TABLE generation DROP COLUMN shape; ALTER TABLE generation DROP COLUMN chain; PRAGMA user_version = 1");

  const auto opened = open();
  EXPECT_THAT(opened->keep(make_full()->image(), std::nullopt), IsOk());
}

TEST_F(StateFileTest, RefusesAFileWithoutAVersion) {
  make_state();
  tell("PRAGMA user_version = 0");

  EXPECT_THAT(open_state(file), FailsWith(Errc::kStateUnusable));
}

TEST_F(StateFileTest, RefusesASecondUser) {
  const auto first = open();

  EXPECT_THAT(open_state(file), FailsWith(Errc::kStateLocked));
  EXPECT_THAT(first->keep(sandbox.image(), std::nullopt), IsOk());
}

TEST_F(StateFileTest, LetsGoAtTheEnd) {
  open();

  EXPECT_THAT(open_state(file), IsOk());
}

TEST_F(StateFileTest, TakesAnEmptyFile) {
  home.write("state.db", "");

  EXPECT_THAT(open_state(file), IsOk());
}

TEST_F(StateFileTest, RefusesATornFile) {
  make_state();
  fs::resize_file(file, fs::file_size(file) / 2);

  const auto opened = open_state(file);
  EXPECT_THAT(opened, FailsWith(Errc::kStateUnusable));
}

TEST_F(StateFileTest, RefusesAFileThatWasOverwrittenInTheMiddle) {
  make_state();
  std::fstream out(file, std::ios::in | std::ios::out | std::ios::binary);
  for (std::uintmax_t at = 4096; at < fs::file_size(file); at += 4096) {
    out.seekp(static_cast<std::streamoff>(at));
    out << std::string(64, '\x55');
  }
  out.close();

  EXPECT_THAT(open_state(file), FailsWith(Errc::kStateUnusable));
}

TEST_F(StateFileTest, RecoversWhatAWriteAheadLogHolds) {
  const auto image = make_full()->image();
  const auto archive = open();
  archive->keep(image, std::nullopt).value();
  // As a killed process leaves them: both files, and nobody who has them open.
  const auto left = home / "left.db";
  fs::copy_file(file, left);
  fs::copy_file(file.string() + "-wal", left.string() + "-wal");

  const auto again = open_state(left).value();

  EXPECT_EQ(image_text(again->sandboxes().value().at(0).image), image_text(image));
}

TEST_F(StateFileTest, TornEndOfAWriteAheadLogTakesNothingElseAway) {
  const auto archive = open();
  archive->keep(sandbox.image(), std::nullopt).value();
  const auto kept_by_now = fs::file_size(file.string() + "-wal");
  archive->keep(make_full()->image(), std::nullopt).value();
  const auto written = fs::file_size(file.string() + "-wal");
  for (const auto torn : {kept_by_now + 1, (kept_by_now + written) / 2, written - 1}) {
    const auto left = home / ("left" + std::to_string(torn) + ".db");
    fs::copy_file(file, left);
    fs::copy_file(file.string() + "-wal", left.string() + "-wal");
    fs::resize_file(left.string() + "-wal", torn);

    const auto kept = open_state(left).value()->sandboxes().value();

    ASSERT_EQ(kept.size(), 1U) << torn;
    EXPECT_EQ(image_text(kept[0].image), image_text(sandbox.image()));
  }
}

// A row can be well formed for SQLite and yet be nothing that a world can know.
struct Nonsense {
  const char* name;
  const char* sql;
};

class NonsenseTest : public StateFileTest, public ::testing::WithParamInterface<Nonsense> {};

INSTANTIATE_TEST_SUITE_P(
    Rows, NonsenseTest,
    ::testing::Values(Nonsense{"Certificate", "UPDATE generation SET certificate = x'00'"},
                      Nonsense{"Key", "UPDATE generation SET private_key = 'none'"},
                      Nonsense{"OtherKey", "UPDATE generation SET private_key = (SELECT issuing_key FROM sandbox)"},
                      Nonsense{"Profile", "UPDATE generation SET profile = 'Unheard'"},
                      Nonsense{"Root", "UPDATE sandbox SET root = issuing"},
                      Nonsense{"AuthoritysKey",
                               "UPDATE sandbox SET issuing_key = (SELECT private_key FROM generation)"},
                      Nonsense{"Seed", "UPDATE sandbox SET seed = '-1'"},
                      Nonsense{"ClockMode", "UPDATE clock SET mode = 'sundial'"},
                      Nonsense{"NoClock", "DELETE FROM clock"},
                      Nonsense{"Policy", "UPDATE policy SET value = '?' WHERE name = 'persona'"},
                      Nonsense{"PolicyName", "UPDATE policy SET name = 'unheard' WHERE name = 'persona'"},
                      Nonsense{"NoHistory", "DELETE FROM history WHERE revoked_at IS NOT NULL"},
                      Nonsense{"Reveals", "UPDATE history SET password_reveals = -1"},
                      Nonsense{"Uses", "UPDATE link SET uses = 4294967296"},
                      Nonsense{"LinkToNothing", "UPDATE link SET serial = '999999'"},
                      Nonsense{"LineageOfNothing", "UPDATE lineage SET waiting = '999999'"},
                      Nonsense{"LineageWithoutALink", "UPDATE lineage SET token = 'none'"}),
    [](const auto& row) { return row.param.name; });

TEST_P(NonsenseTest, IsSaidToBeDamage) {
  make_state();
  tell(GetParam().sql);

  const auto kept = open()->sandboxes();

  EXPECT_THAT(kept, FailsWith(Errc::kStateUnusable));
}

TEST_F(StateFileTest, WhatCannotBeWrittenIsSaidToBeThatWhateverTheReason) {
  const auto world_archive = open();
  const auto ledger = world_archive->keep(sandbox.image(), std::nullopt).value();
  std::ofstream(file.string() + "-wal", std::ios::trunc) << "nothing";
  fs::resize_file(file, 100);

  EXPECT_THAT(ledger->rewrite(sandbox.image()), FailsWith(Errc::kStateUnwritable));
}

TEST_F(StateFileTest, WhatFindsNoRoomHasNotHappened) {
  const auto world_archive = open();
  auto full = make_full();
  full->keep_in(world_archive->keep(full->image(), std::nullopt).value());
  const auto before = image_text(full->image());
  {
    const FullDisk disk(file.string() + "-wal");

    EXPECT_THAT(full->issue({}), FailsWith(Errc::kStateUnwritable));
    EXPECT_THAT(full->reset(), FailsWith(Errc::kStateUnwritable));
  }
  EXPECT_EQ(image_text(full->image()), before);
  EXPECT_EQ(image_text(world_archive->sandboxes().value().at(0).image), before);
  EXPECT_THAT(full->issue({}), IsOk());
  EXPECT_EQ(image_text(world_archive->sandboxes().value().at(0).image), image_text(full->image()));
}

}  // namespace
}  // namespace orcamo::mock
