#include <fcntl.h>
#include <gmock/gmock.h>

#include <chrono>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>

#include "orcamo/client/directory_store.hpp"
#include "orcamo/client/file_journal.hpp"
#include "orcamo/testing/mock_server.hpp"
#include "uncertain_disk.hpp"

// What is kept in a folder that this run did not make itself, and found.
namespace orcamo::testing {
namespace {

namespace fs = std::filesystem;
using ::testing::SizeIs;

// Another run makes the folders and is killed; this one finds them and keeps a certificate, then the power fails.
class FoundFolder : public ::testing::Test {
 protected:
  static pki::Result<client::DirectoryStore> open(UncertainDisk& disk, const fs::path& store) {
    return client::DirectoryStore::open(store, client::Linkage::kNo, disk, std::chrono::milliseconds(0));
  }

  pki::Result<void> add(UncertainDisk& disk, const fs::path& store) const {
    auto opened = open(disk, store);
    if (!opened) return opened.error();
    return opened->add({issued_.file_name, issued_.p12, issued_.password.clone()});
  }

  static UncertainDisk after_failure(const UncertainDisk& disk) {
    Coin coin = Coin::nothing();
    return disk.after_failure(coin);
  }

  MockServer server_;
  MockSandbox sandbox_ = server_.add_sandbox({});
  Issued issued_ = sandbox_.issue({});
};

TEST_F(FoundFolder, OfAStoreIsThereAfterwards) {
  const fs::path store = "/home/clinic/store";
  for (std::size_t call = 1;; ++call) {
    SCOPED_TRACE("killed at call " + std::to_string(call));
    UncertainDisk disk;
    disk.fails_at = call;
    const bool whole = add(disk, store).has_value();
    disk.fails_at = std::numeric_limits<std::size_t>::max();
    ASSERT_THAT(add(disk, store), IsOk());

    UncertainDisk left = after_failure(disk);

    ASSERT_THAT(open(left, store).value().list().value(), SizeIs(1));
    if (whole) break;
  }
}

TEST_F(FoundFolder, OfPeopleIsThereAfterwards) {
  UncertainDisk disk;
  ASSERT_TRUE(disk.make_folder(AT_FDCWD, "/store", S_IRWXU));
  ASSERT_TRUE(disk.open(AT_FDCWD, "/store/notes.txt", O_WRONLY | O_CREAT, S_IRUSR));
  ASSERT_THAT(add(disk, "/store"), IsOk());

  UncertainDisk left = after_failure(disk);

  EXPECT_THAT(open(left, "/store").value().list().value(), SizeIs(1));
}

TEST_F(FoundFolder, OfARecordIsThereAfterwards) {
  const fs::path folder = "/home/clinic/.local/state/orcamo-renew";
  const pki::Certificate& certificate = issued_.credential.certificate;
  for (std::size_t call = 1;; ++call) {
    SCOPED_TRACE("killed at call " + std::to_string(call));
    UncertainDisk disk;
    disk.fails_at = call;
    const bool whole = client::FileJournal(folder, disk).hold().has_value();
    disk.fails_at = std::numeric_limits<std::size_t>::max();
    client::FileJournal journal(folder, disk);
    {
      const auto hold = journal.hold();
      ASSERT_THAT(hold, IsOk());
      client::RenewalRecord record;
      record.old_fingerprint = certificate.fingerprint_sha256();
      record.new_fingerprint = std::string(64, 'a');  // what has logged in, or may
      ASSERT_THAT(journal.save(record), IsOk());
    }

    UncertainDisk left = after_failure(disk);

    ASSERT_THAT(client::FileJournal(folder, left).load(certificate), IsOkAnd(::testing::Ne(std::nullopt)));
    if (whole) break;
  }
}

}  // namespace
}  // namespace orcamo::testing
