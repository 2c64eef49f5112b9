#include <gmock/gmock.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <tuple>
#include <utility>

#include "orcamo/client/current.hpp"
#include "orcamo/client/directory_store.hpp"
#include "orcamo/client/file_journal.hpp"
#include "orcamo/testing/fake_pacer.hpp"
#include "orcamo/testing/mock_server.hpp"
#include "uncertain_disk.hpp"

// The power fails at each call on disk of a renewal in turn: whatever of what has not been synced comes to the disk and
// whatever does not, nothing is lost, and the next run completes it.
namespace orcamo::testing {
namespace {

namespace fs = std::filesystem;
using client::Outcome;
using client::RenewalReport;
using pki::Errc;
using pki::Error;
using ::testing::SizeIs;

// MortalTransport asks nobody any more once the power has failed.
class MortalTransport final : public client::Transport {
 public:
  MortalTransport(client::Transport& wire, const UncertainDisk& disk) : wire_(wire), disk_(disk) {}
  pki::Result<client::HttpResponse> exchange(const client::HttpRequest& request,
                                             const pki::Credential* credential) override {
    if (disk_.failed()) return Error(Errc::kCancelled, "the power has failed");
    return wire_.exchange(request, credential);
  }
  void disconnect() override { wire_.disconnect(); }

 private:
  client::Transport& wire_;
  const UncertainDisk& disk_;
};

enum class Rest { kLost, kHalfLost };
using Row = std::tuple<Rest, mock::Overlap, int>;
constexpr int kShards = 4;

class PowerFailure : public ::testing::TestWithParam<Row> {
 protected:
  static constexpr const char* kStore = "/store";

  static client::DirectoryStore open(UncertainDisk& disk) {
    return client::DirectoryStore::open(kStore, client::Linkage::kNo, disk, std::chrono::milliseconds(0)).value();
  }

  MockSandbox add_sandbox() {
    mock::SandboxPlan plan;
    plan.policy.overlap = std::get<mock::Overlap>(GetParam());
    return server_.add_sandbox(std::move(plan));
  }

  static UncertainDisk disk_with(const Issued& old) {
    UncertainDisk disk;
    auto store = open(disk);
    EXPECT_THAT(store.add({old.file_name, old.p12, old.password.clone()}), IsOk());
    EXPECT_THAT(store.make_current(old.credential.certificate), IsOk());
    disk.sync_all();
    disk.calls = 0;
    return disk;
  }

  // run is one start of a program: it renews what is in question in the store.
  static pki::Result<RenewalReport> run(const MockSandbox& sandbox, UncertainDisk& disk) {
    auto store = client::DirectoryStore::open(kStore, client::Linkage::kNo, disk, std::chrono::milliseconds(0));
    if (!store) return store.error();
    const auto stored = store->list();
    if (!stored) return stored.error();
    const auto* current = client::current_of(*stored, sandbox.clock().now());
    if (current == nullptr) return Error(Errc::kStoreCertificateUnknown, "the store is empty");
    const auto file = store->read(current->credential.certificate);
    if (!file) return file.error();
    client::FileJournal journal(fs::path(kStore) / ".renewal", disk);
    auto wire = sandbox.transport();
    MortalTransport transport(wire, disk);
    FakePacer pacer;
    const client::Account account = sandbox.account();
    client::Renewal renewal({.server = sandbox.url()}, account, transport, *store, sandbox.clock(),
                            {.journal = &journal, .pacer = &pacer});
    return renewal.run(current->credential, *file);
  }

  // fail_at is false where the renewal came to its end before that call.
  bool fail_at(std::size_t call) {
    const MockSandbox sandbox = add_sandbox();
    UncertainDisk disk = disk_with(sandbox.issue({.lasts = pki::days(89)}));
    disk.fails_at = call;
    static_cast<void>(run(sandbox, disk));
    if (!disk.failed()) return false;
    Coin coin = std::get<Rest>(GetParam()) == Rest::kLost ? Coin::nothing() : Coin::half(call);
    UncertainDisk left = disk.after_failure(coin);

    const auto next = run(sandbox, left);

    EXPECT_THAT(next, IsOk());
    if (!next) return true;
    const auto stored = open(left).list().value();
    EXPECT_TRUE(next->outcome == Outcome::kRenewed || next->outcome == Outcome::kNotDue)
        << (next->error ? next->error->message() : "");
    EXPECT_THAT(stored, SizeIs(2));
    auto transport = sandbox.transport();
    EXPECT_THAT(client::log_in(transport, sandbox.url(), sandbox.account(), stored.back().credential), IsOk());
    EXPECT_EQ(left.octets_at(fs::path(kStore) / "current" / "certificate.p12"),
              left.octets_at(fs::path(kStore) / stored.back().file_name));
    return true;
  }

  MockServer server_;
};

INSTANTIATE_TEST_SUITE_P(All, PowerFailure,
                         ::testing::Combine(::testing::Values(Rest::kLost, Rest::kHalfLost),
                                            ::testing::Values(mock::Overlap::kBothUntilExpiry,
                                                              mock::Overlap::kOldDiesOnFirstUse),
                                            ::testing::Range(0, kShards)),
                         [](const auto& row) {
                           const bool dies = std::get<mock::Overlap>(row.param) == mock::Overlap::kOldDiesOnFirstUse;
                           return std::string(std::get<Rest>(row.param) == Rest::kLost ? "AllIsLost" : "HalfIsLost") +
                                  (dies ? "OldDiesOnFirstUse" : "OldStays") + std::to_string(std::get<int>(row.param));
                         });

TEST_P(PowerFailure, LosesNothingAndIsGoneOnWith) {
  std::size_t call = 1 + static_cast<std::size_t>(std::get<int>(GetParam()));
  for (; fail_at(call); call += kShards) {
    if (HasFailure()) {
      ADD_FAILURE() << "the power failed at call " << call;
      return;
    }
  }
  EXPECT_GT(call, 100u);
}

}  // namespace
}  // namespace orcamo::testing
