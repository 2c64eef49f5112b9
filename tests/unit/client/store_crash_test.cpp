#include <gmock/gmock.h>

#include <filesystem>
#include <functional>
#include <ostream>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "identities.hpp"
#include "orcamo/client/certificate_store.hpp"
#include "orcamo/testing/faulty_file_system.hpp"
#include "orcamo/testing/matchers.hpp"
#include "orcamo/testing/temporary_directory.hpp"
#include "store_kinds.hpp"
#include "store_tree.hpp"

// A change that ends at any of its calls on disk has happened or has not.
namespace orcamo::testing {
namespace {

namespace fs = std::filesystem;
using client::CertificateStore;
using pki::Errc;
using ::testing::AnyOf;
using ::testing::Eq;

// Cast is three certificates of one holder, the first of which has expired.
struct Cast {
  pki::Credential expired = issue({.validity = {kNow - pki::days(1095), kNow - pki::days(1)}, .serial = "111111"});
  pki::Credential old = issue();
  pki::Credential fresh = issue(renewed());
  client::Arrival expired_file = sealed(expired);
  client::Arrival old_file = sealed(old);
  client::Arrival fresh_file = sealed(fresh);
};

const Cast& cast() {
  static const Cast one;
  return one;
}

struct Change {
  std::string name;
  void (*arrange)(CertificateStore& store);
  pki::Result<void> (*act)(CertificateStore& store);
};

void nothing(CertificateStore&) {}

void two(CertificateStore& store) {
  EXPECT_THAT(store.add(cast().expired_file), IsOk());
  EXPECT_THAT(store.add(cast().old_file), IsOk());
  EXPECT_THAT(store.make_current(cast().expired.certificate), IsOk());
}

std::vector<Change> changes() {
  return {
      {"FirstAdd", nothing, [](CertificateStore& store) { return store.add(cast().fresh_file); }},
      {"Add", two, [](CertificateStore& store) { return store.add(cast().fresh_file); }},
      {"MakeCurrent", two, [](CertificateStore& store) { return store.make_current(cast().old.certificate); }},
      {"Remove", two, [](CertificateStore& store) { return store.remove(cast().expired.certificate, kNow); }},
  };
}

struct Mishap {
  std::string name;
  DiskFault fault;  // at every call in turn
};

std::vector<Mishap> mishaps() {
  using Moment = DiskFault::Moment;
  using Lasts = DiskFault::Lasts;
  return {
      {"CrashBefore", {.moment = Moment::kBefore, .lasts = Lasts::kCrash}},
      {"CrashAfter", {.moment = Moment::kAfter, .lasts = Lasts::kCrash}},
      {"InputOutputError", {.moment = Moment::kBefore, .lasts = Lasts::kOnce, .reason = EIO}},
      {"FullFromThenOn", {.moment = Moment::kBefore, .lasts = Lasts::kFromThenOn, .reason = ENOSPC}},
  };
}

void PrintTo(const Change& change, std::ostream* out) { *out << change.name; }
void PrintTo(const Mishap& mishap, std::ostream* out) { *out << mishap.name; }

using Row = std::tuple<FolderKind, Change, Mishap>;

class StoreChange : public ::testing::TestWithParam<Row> {
 protected:
  const FolderKind& kind() const { return std::get<FolderKind>(GetParam()); }
  const Change& change() const { return std::get<Change>(GetParam()); }

  std::vector<std::string> serials(const fs::path& place) const {
    std::vector<std::string> serials;
    const auto stored = kind().open(place, client::PosixFileSystem::system()).value()->list();
    EXPECT_THAT(stored, IsOk());
    if (!stored) return serials;
    for (const auto& one : *stored) serials.push_back(one.credential.certificate.serial());
    return serials;
  }

  // pointed is what an outside program finds.
  static Tree pointed(const fs::path& place) {
    if (!fs::is_symlink(place / "current")) return {};
    EXPECT_TRUE(fs::exists(place / "current"));
    Tree found;
    for (const auto& entry : fs::directory_iterator(place / "current")) {
      found[entry.path().filename().string()] = std::to_string(std::hash<std::string>()(read_file(entry.path())));
    }
    return found;
  }

  TemporaryDirectory home_;
};

INSTANTIATE_TEST_SUITE_P(All, StoreChange,
                         ::testing::Combine(::testing::ValuesIn(folder_kinds()), ::testing::ValuesIn(changes()),
                                            ::testing::ValuesIn(mishaps())),
                         [](const auto& row) {
                           return std::get<FolderKind>(row.param).name + std::get<Change>(row.param).name +
                                  std::get<Mishap>(row.param).name;
                         });

TEST_P(StoreChange, HappensWhollyOrNotAtAll) {
  const fs::path before = home_ / "before";
  change().arrange(*kind().open(before, client::PosixFileSystem::system()).value());
  const bool made = fs::exists(before);
  const fs::path after = home_ / "after";
  const auto prepare = [&](const fs::path& place) {
    if (made) fs::copy(before, place, fs::copy_options::recursive | fs::copy_options::copy_symlinks);
    if (made) fs::permissions(place, fs::perms::owner_all);
  };
  prepare(after);
  ASSERT_THAT(change().act(*kind().open(after, client::PosixFileSystem::system()).value()), IsOk());

  DiskFault fault = std::get<Mishap>(GetParam()).fault;
  constexpr std::size_t kFarTooMany = 1000;
  for (fault.call = 1; fault.call < kFarTooMany; ++fault.call) {
    SCOPED_TRACE("call " + std::to_string(fault.call));
    const fs::path place = home_ / std::to_string(fault.call);
    prepare(place);
    FaultyFileSystem faulty(fault);
    const auto store = kind().open(place, faulty);
    const pki::Result<void> done = store ? change().act(**store) : store.error();

    if (!faulty.met()) {
      EXPECT_THAT(done, IsOk());
      EXPECT_GT(fault.call, 10u);
      break;
    }
    EXPECT_THAT(serials(place), AnyOf(Eq(serials(before)), Eq(serials(after))));
    EXPECT_THAT(pointed(place), AnyOf(Eq(pointed(before)), Eq(pointed(after))));
    if (done) {
      EXPECT_EQ(serials(place), serials(after));
    }

    const auto repeated = change().act(*kind().open(place, client::PosixFileSystem::system()).value());
    if (!repeated) {
      EXPECT_THAT(repeated, FailsWith(Errc::kStoreCertificateUnknown)) << "removed already";
    }
    EXPECT_EQ(tree_of(place), tree_of(after));
    if (HasFailure()) break;
    fs::remove_all(place);
  }
}

}  // namespace
}  // namespace orcamo::testing
