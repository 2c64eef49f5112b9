#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "orcamo/client/current.hpp"
#include "orcamo/client/directory_store.hpp"
#include "orcamo/client/file_journal.hpp"
#include "orcamo/testing/fake_pacer.hpp"
#include "orcamo/testing/faulty_file_system.hpp"
#include "orcamo/testing/mock_server.hpp"
#include "orcamo/testing/temporary_directory.hpp"

// A whole renewal ends at each of its calls on disk in turn, as if killed there: nothing is lost, and the next run
// completes it.
namespace orcamo::testing {
namespace {

namespace fs = std::filesystem;
using client::Outcome;
using client::RenewalReport;
using client::StoredCertificate;
using pki::Errc;
using pki::Error;
using ::testing::Field;
using ::testing::SizeIs;
using Moment = DiskFault::Moment;

constexpr int kShards = 8;

// Where the old certificate is before the first run.
enum class Source { kFile, kStore };

struct Scene {
  std::string name;
  Source source;
  Moment moment;
  mock::Overlap overlap = mock::Overlap::kBothUntilExpiry;
};

void PrintTo(const Scene& scene, std::ostream* out) { *out << scene.name; }

std::vector<Scene> scenes() {
  return {
      {"FromTheStoreBefore", Source::kStore, Moment::kBefore},
      {"FromTheStoreAfter", Source::kStore, Moment::kAfter},
      {"FromAFileBefore", Source::kFile, Moment::kBefore},
      {"OldDiesOnFirstUseAfter", Source::kStore, Moment::kAfter, mock::Overlap::kOldDiesOnFirstUse},
  };
}

// MortalTransport asks nobody any more once the disk has met its fault: the process has ended.
class MortalTransport final : public client::Transport {
 public:
  MortalTransport(client::Transport& wire, const FaultyFileSystem& files) : wire_(wire), files_(files) {}

  pki::Result<client::HttpResponse> exchange(const client::HttpRequest& request,
                                             const pki::Credential* credential) override {
    if (files_.met()) return Error(Errc::kCancelled, "the process has ended");
    return wire_.exchange(request, credential);
  }
  void disconnect() override { wire_.disconnect(); }

 private:
  client::Transport& wire_;
  const FaultyFileSystem& files_;
};

mock::SandboxPlan plan_with(mock::Overlap overlap) {
  mock::SandboxPlan plan;
  plan.policy.overlap = overlap;
  return plan;
}

// Clinic is one sandbox with one certificate that is due, and a store on disk.
class Clinic {
 public:
  Clinic(MockServer& server, fs::path store, const Scene& scene)
      : sandbox_(server.add_sandbox(plan_with(scene.overlap))),
        store_(std::move(store)),
        source_(scene.source),
        old_(sandbox_.issue({.lasts = pki::days(89)})) {
    if (source_ == Source::kFile) return;
    auto opened = open(client::PosixFileSystem::system()).value();
    EXPECT_THAT(opened.add(file()), IsOk());
    EXPECT_THAT(opened.make_current(old_.credential.certificate), IsOk());
  }

  // run is one start of a program, of which nothing is left but what is on disk and at the server.
  pki::Result<RenewalReport> run(FaultyFileSystem& files) const {
    auto store = open(files);
    if (!store) return store.error();
    const auto subject = choose(*store);
    if (!subject) return subject.error();
    client::FileJournal journal(store_ / ".renewal", files);
    auto wire = sandbox_.transport();
    MortalTransport transport(wire, files);
    FakePacer pacer;
    const client::Account account = sandbox_.account();
    client::Renewal renewal({.server = sandbox_.url()}, account, transport, *store, sandbox_.clock(),
                            {.journal = &journal, .pacer = &pacer});
    return renewal.run(subject->credential, subject->file);
  }

  std::vector<StoredCertificate> stored() const {
    auto listed = open(client::PosixFileSystem::system()).value().list();
    EXPECT_THAT(listed, IsOk());
    return listed ? *std::move(listed) : std::vector<StoredCertificate>();
  }

  bool logs_in(const pki::Credential& credential) const {
    auto transport = sandbox_.transport();
    return client::log_in(transport, sandbox_.url(), sandbox_.account(), credential).has_value();
  }

  // left is what a clinic has to log in with: what is stored, and the file that the first run is given.
  std::vector<pki::Credential> left() const {
    std::vector<pki::Credential> all;
    if (source_ == Source::kFile) all.push_back(old_.credential);
    for (const StoredCertificate& one : stored()) all.push_back(one.credential);
    return all;
  }

  std::size_t issued() const { return sandbox_.sandbox().certificates().size(); }
  const pki::Certificate& old() const { return old_.credential.certificate; }
  const fs::path& store() const { return store_; }

 private:
  struct Subject {
    pki::Credential credential;
    client::Arrival file;
  };

  pki::Result<Subject> choose(client::CertificateStore& store) const {
    if (source_ == Source::kFile) return Subject{old_.credential, file()};
    const auto stored = store.list();
    if (!stored) return stored.error();
    const StoredCertificate* const current = client::current_of(*stored, sandbox_.clock().now());
    if (current == nullptr) return Error(Errc::kStoreCertificateUnknown, "the store is empty");
    auto current_file = store.read(current->credential.certificate);
    if (!current_file) return current_file.error();
    return Subject{current->credential, *std::move(current_file)};
  }

  pki::Result<client::DirectoryStore> open(client::FileSystem& files) const {
    return client::DirectoryStore::open(store_, client::Linkage::kNo, files, std::chrono::milliseconds(0));
  }
  client::Arrival file() const { return {old_.file_name, old_.p12, old_.password.clone()}; }

  MockSandbox sandbox_;
  fs::path store_;
  Source source_;
  Issued old_;
};

using Row = std::tuple<Scene, int>;

class CrashMatrix : public ::testing::TestWithParam<Row> {
 protected:
  const Scene& scene() const { return std::get<Scene>(GetParam()); }
  int shard() const { return std::get<int>(GetParam()); }

  // A renewal that nothing interrupts.
  std::size_t count_calls() {
    const Clinic clinic(server_, home_ / "whole", scene());
    FaultyFileSystem files;
    EXPECT_THAT(clinic.run(files), IsOkAnd(Field(&RenewalReport::outcome, Outcome::kRenewed)));
    return files.calls();
  }

  void crash_at(std::size_t call) {
    const Clinic clinic(server_, home_ / std::to_string(call), scene());
    FaultyFileSystem dying({.call = call, .moment = scene().moment, .lasts = DiskFault::Lasts::kCrash});
    static_cast<void>(clinic.run(dying));
    ASSERT_TRUE(dying.met());

    // Where the first login of the new one ends the old one, the journal has what logs in, until the store does.
    if (scene().overlap == mock::Overlap::kBothUntilExpiry) {
      EXPECT_TRUE(std::ranges::any_of(clinic.left(), [&](const auto& one) { return clinic.logs_in(one); }));
    }
    const bool had_both = clinic.stored().size() == 2;

    FaultyFileSystem sound;
    const auto next = clinic.run(sound);

    ASSERT_THAT(next, IsOk());
    EXPECT_TRUE(next->outcome == Outcome::kRenewed || (next->outcome == Outcome::kNotDue && had_both))
        << (next->error ? next->error->message() : "not due");
    EXPECT_FALSE(next->journal_error) << next->journal_error->message();
    expect_renewed_once(clinic);
  }

  static void expect_renewed_once(const Clinic& clinic) {
    const auto stored = clinic.stored();
    ASSERT_THAT(stored, SizeIs(2));
    EXPECT_EQ(stored.front().credential.certificate, clinic.old());
    EXPECT_GT(stored.back().credential.certificate.validity().not_after, clinic.old().validity().not_after);
    EXPECT_TRUE(clinic.logs_in(stored.back().credential));
    EXPECT_EQ(read_file(clinic.store() / "current" / "certificate.p12"),
              read_file(clinic.store() / stored.back().file_name));
    EXPECT_EQ(clinic.issued(), 2u);
  }

  MockServer server_;
  TemporaryDirectory home_;
  // No store is alone in the folder above, which would have its name synced, too: all make the same calls.
  const fs::path neighbour_ = home_.write("neighbour", "");
};

INSTANTIATE_TEST_SUITE_P(All, CrashMatrix,
                         ::testing::Combine(::testing::ValuesIn(scenes()), ::testing::Range(0, kShards)),
                         [](const auto& row) {
                           return std::get<Scene>(row.param).name + std::to_string(std::get<int>(row.param));
                         });

TEST_P(CrashMatrix, LosesNothingAndIsGoneOnWith) {
  const std::size_t calls = count_calls();
  ASSERT_GT(calls, 100u);
  RecordProperty("calls", static_cast<int>(calls));

  for (std::size_t call = 1 + static_cast<std::size_t>(shard()); call <= calls; call += kShards) {
    SCOPED_TRACE("call " + std::to_string(call) + " of " + std::to_string(calls));
    crash_at(call);
    if (HasFailure()) break;
  }
}

class WholeRenewal : public ::testing::Test {
 protected:
  MockServer server_;
  TemporaryDirectory home_;
};

// Each sync may cost milliseconds: one that the old certificate in the store, four of the record before the first login
// (password, file, what it says, their names), four of the new one in the store (password, file, each with its name),
// three of `current` (its links, their folder, itself), and one of the folder that the record is in.
TEST_F(WholeRenewal, SyncsNoMoreThanItHasTo) {
  const Clinic clinic(server_, home_ / "store", scenes().front());
  FaultyFileSystem disk({.call = std::numeric_limits<std::size_t>::max(), .kind = DiskCall::kSync});

  ASSERT_THAT(clinic.run(disk), IsOkAnd(Field(&RenewalReport::outcome, Outcome::kRenewed)));

  EXPECT_EQ(disk.calls(), 13u);
}

}  // namespace
}  // namespace orcamo::testing
