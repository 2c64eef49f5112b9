#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <system_error>
#include <tuple>
#include <utility>
#include <vector>

#include "orcamo/client/current.hpp"
#include "orcamo/client/directory_store.hpp"
#include "orcamo/client/file_journal.hpp"
#include "orcamo/testing/fake_pacer.hpp"
#include "orcamo/testing/mock_server.hpp"
#include "store/file_system.hpp"

// The power fails at each call on disk of a renewal in turn: whatever of what has not been synced comes to the disk and
// whatever does not, nothing is lost, and the next run completes it.
namespace orcamo::testing {
namespace {

namespace fs = std::filesystem;
using client::Descriptor;
using client::FileStatus;
using client::IoResult;
using client::Outcome;
using client::RenewalReport;
using pki::Errc;
using pki::Error;
using ::testing::SizeIs;

// Coin decides what of the rest comes to the disk: half of it, or nothing.
class Coin {
 public:
  static Coin nothing() { return Coin(std::nullopt); }
  static Coin half(std::size_t seed) { return Coin(std::minstd_rand(static_cast<std::uint32_t>(seed))); }

  bool toss() { return random_ && ((*random_)() & 64u) != 0; }

 private:
  explicit Coin(std::optional<std::minstd_rand> random) : random_(random) {}
  std::optional<std::minstd_rand> random_;
};

// Disk is a file system in memory that knows what of it is certain: what has been synced. Each other change, of a name
// or of a file's octets, comes to the disk or not by itself, whatever came before or after it (POSIX promises no
// order).
class Disk final : public client::FileSystem {
 public:
  // From call `fails_at` (from 1) on nothing is done any more.
  std::size_t fails_at = std::numeric_limits<std::size_t>::max();
  std::size_t calls = 0;
  bool failed() const noexcept { return calls >= fails_at; }

  // after_failure is the disk as it is found then; all that is on it is certain.
  Disk after_failure(Coin& coin) const {
    Disk disk;
    disk.root_ = found(*root_, coin);
    return disk;
  }

  void sync_all() { settle(*root_); }

  // octets_at follows links, as outside programs do; empty: there is nothing.
  std::string octets_at(const fs::path& path) const {
    const Ref thing = lookup(AT_FDCWD, real(path));
    return thing == nullptr ? std::string() : thing->octets;
  }

  IoResult<Descriptor> open(int folder, const std::string& name, int flags, mode_t) override {
    if (!powered()) return reason(EIO);
    const auto [above, last] = place_of(folder, name);
    if (above == nullptr) return reason(ENOENT);
    auto found = last.empty() ? above : at(*above, last);
    if (!found && (flags & O_CREAT) == 0) return reason(ENOENT);
    if (found && (flags & O_EXCL) != 0) return reason(EEXIST);
    if (found && (flags & O_DIRECTORY) != 0 && found->kind != Kind::kFolder) return reason(ENOTDIR);
    if (found && found->kind == Kind::kLink) return reason(ELOOP);
    if (!found) found = above->names[last] = std::make_shared<Thing>();
    Descriptor file(::open("/dev/null", O_RDONLY | O_CLOEXEC));  // a number that nothing else has
    open_[file.number()] = {found, 0};
    return file;
  }
  IoResult<std::size_t> read(int file, std::span<std::uint8_t> room) override {
    if (!powered()) return reason(EIO);
    auto& [thing, at] = open_.at(file);
    const std::size_t size = std::min(room.size(), thing->octets.size() - at);
    std::copy_n(thing->octets.begin() + static_cast<std::ptrdiff_t>(at), size, room.begin());
    at += size;
    return size;
  }
  IoResult<std::size_t> write(int file, pki::BytesView octets) override {
    if (!powered()) return reason(EIO);
    open_.at(file).first->octets += pki::as_text(octets);
    return octets.size();
  }
  IoResult<void> set_mode(int, mode_t) override { return done(); }
  IoResult<void> sync(int file) override {
    if (!powered()) return reason(EIO);
    Thing& thing = *open_.at(file).first;
    thing.certain_names = thing.names;
    thing.certain_octets = thing.octets;
    return {};
  }
  IoResult<void> lock(int) override { return done(); }
  IoResult<FileStatus> status(int file) override {
    if (!powered()) return reason(EIO);
    return status_of(*open_.at(file).first);
  }
  IoResult<FileStatus> status(int folder, const std::string& name) override {
    if (!powered()) return reason(EIO);
    const auto thing = lookup(folder, name);
    if (!thing) return reason(ENOENT);
    return status_of(*thing);
  }
  IoResult<std::vector<std::string>> names(int folder) override {
    if (!powered()) return reason(EIO);
    std::vector<std::string> out;
    for (const auto& [name, thing] : open_.at(folder).first->names) out.push_back(name);
    return out;
  }
  IoResult<std::string> read_link(int folder, const std::string& name) override {
    if (!powered()) return reason(EIO);
    const auto thing = lookup(folder, name);
    if (!thing) return reason(ENOENT);
    return thing->octets;
  }
  IoResult<void> make_folder(int folder, const std::string& name, mode_t) override {
    return make(folder, name, Kind::kFolder, {});
  }
  IoResult<void> make_link(const std::string& target, int folder, const std::string& name) override {
    return make(folder, name, Kind::kLink, target);
  }
  IoResult<void> rename(int folder, const std::string& from, const std::string& to) override {
    if (!powered()) return reason(EIO);
    Names& names = open_.at(folder).first->names;
    const auto moved = names.extract(from);
    if (moved.empty()) return reason(ENOENT);
    names[to] = moved.mapped();
    return {};
  }
  IoResult<void> remove(int folder, const std::string& name) override {
    if (!powered()) return reason(EIO);
    const auto [above, last] = place_of(folder, name);
    if (above == nullptr || above->names.erase(last) == 0) return reason(ENOENT);
    return {};
  }
  IoResult<void> remove_folder(int folder, const std::string& name) override { return remove(folder, name); }

 private:
  enum class Kind { kFile, kLink, kFolder };
  struct Thing;
  using Ref = std::shared_ptr<Thing>;
  using Names = std::map<std::string, Ref>;
  struct Thing {
    Kind kind = Kind::kFile;
    std::string octets;  // of a link: where it leads
    std::string certain_octets;
    Names names;  // of a folder
    Names certain_names;
  };

  static std::error_code reason(int number) { return {number, std::generic_category()}; }
  static FileStatus status_of(const Thing& thing) {
    const mode_t kind = thing.kind == Kind::kFolder ? S_IFDIR | S_IRWXU : thing.kind == Kind::kLink ? S_IFLNK : S_IFREG;
    return {.mode = kind | S_IRUSR | S_IWUSR, .owner = ::geteuid(), .names = 1};
  }
  static Ref at(const Thing& folder, const std::string& name) {
    const auto found = folder.names.find(name);
    return found == folder.names.end() ? nullptr : found->second;
  }

  bool powered() noexcept {
    if (!failed()) ++calls;
    return !failed();
  }
  IoResult<void> done() {
    if (!powered()) return reason(EIO);
    return {};
  }
  IoResult<void> make(int folder, const std::string& name, Kind kind, const std::string& octets) {
    if (!powered()) return reason(EIO);
    const auto [above, last] = place_of(folder, name);
    if (above == nullptr) return reason(ENOENT);
    if (at(*above, last)) return reason(EEXIST);
    above->names[last] = std::make_shared<Thing>(Thing{kind, octets, octets, {}, {}});
    return {};
  }

  // place_of is the folder that a name is in, null where there is none, and its last part; empty: the root itself.
  std::pair<Ref, std::string> place_of(int folder, const std::string& name) const {
    Ref above = folder == AT_FDCWD ? root_ : open_.at(folder).first;
    const fs::path path = fs::path(name).relative_path();
    for (const fs::path& part : path.parent_path()) {
      above = above == nullptr ? nullptr : at(*above, part.string());
    }
    return {above, path.filename().string()};
  }
  Ref lookup(int folder, const std::string& name) const {
    const auto [above, last] = place_of(folder, name);
    return above == nullptr || last.empty() ? above : at(*above, last);
  }
  fs::path real(const fs::path& path) const {
    fs::path way = "/";
    for (const fs::path& part : path.relative_path()) {
      const Ref thing = lookup(AT_FDCWD, way / part);
      const bool is_link = thing != nullptr && thing->kind == Kind::kLink;
      way = is_link ? real((way / thing->octets).lexically_normal()) : way / part;
    }
    return way;
  }

  static Ref found(const Thing& thing, Coin& coin) {
    auto copy = std::make_shared<Thing>();
    copy->kind = thing.kind;
    copy->octets = thing.octets == thing.certain_octets || coin.toss() ? thing.octets : thing.certain_octets;
    copy->certain_octets = copy->octets;
    std::set<std::string> names;
    for (const Names* all : {&thing.names, &thing.certain_names}) {
      for (const auto& [name, ref] : *all) names.insert(name);
    }
    for (const std::string& name : names) {
      const Names& chosen = coin.toss() ? thing.names : thing.certain_names;
      if (const auto one = chosen.find(name); one != chosen.end()) copy->names[name] = found(*one->second, coin);
    }
    copy->certain_names = copy->names;
    return copy;
  }
  static void settle(Thing& thing) {
    thing.certain_octets = thing.octets;
    thing.certain_names = thing.names;
    for (const auto& [name, ref] : thing.names) settle(*ref);
  }

  Ref root_ = std::make_shared<Thing>(Thing{Kind::kFolder, {}, {}, {}, {}});
  std::map<int, std::pair<Ref, std::size_t>> open_;
};

// MortalTransport asks nobody any more once the power has failed.
class MortalTransport final : public client::Transport {
 public:
  MortalTransport(client::Transport& wire, const Disk& disk) : wire_(wire), disk_(disk) {}
  pki::Result<client::HttpResponse> exchange(const client::HttpRequest& request,
                                             const pki::Credential* credential) override {
    if (disk_.failed()) return Error(Errc::kCancelled, "the power has failed");
    return wire_.exchange(request, credential);
  }
  void disconnect() override { wire_.disconnect(); }

 private:
  client::Transport& wire_;
  const Disk& disk_;
};

enum class Rest { kLost, kHalfLost };
using Row = std::tuple<Rest, mock::Overlap, int>;
constexpr int kShards = 4;

class PowerFailure : public ::testing::TestWithParam<Row> {
 protected:
  static constexpr const char* kStore = "/store";

  static client::DirectoryStore open(Disk& disk) {
    return client::DirectoryStore::open(kStore, client::Linkage::kNo, disk, std::chrono::milliseconds(0)).value();
  }

  MockSandbox add_sandbox() {
    mock::SandboxPlan plan;
    plan.policy.overlap = std::get<mock::Overlap>(GetParam());
    return server_.add_sandbox(std::move(plan));
  }

  static Disk disk_with(const Issued& old) {
    Disk disk;
    auto store = open(disk);
    EXPECT_THAT(store.add({old.file_name, old.p12, old.password.clone()}), IsOk());
    EXPECT_THAT(store.make_current(old.credential.certificate), IsOk());
    disk.sync_all();
    disk.calls = 0;
    return disk;
  }

  // run is one start of a program: it renews what is in question in the store.
  static pki::Result<RenewalReport> run(const MockSandbox& sandbox, Disk& disk) {
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
    Disk disk = disk_with(sandbox.issue({.lasts = pki::days(89)}));
    disk.fails_at = call;
    static_cast<void>(run(sandbox, disk));
    if (!disk.failed()) return false;
    Coin coin = std::get<Rest>(GetParam()) == Rest::kLost ? Coin::nothing() : Coin::half(call);
    Disk left = disk.after_failure(coin);

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
