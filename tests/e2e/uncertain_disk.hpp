#pragma once
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "store/file_system.hpp"

namespace orcamo::testing {

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

// UncertainDisk is a file system in memory that knows what of it is certain: what has been synced. Each other change,
// of a name or of a file's octets, comes to the disk or not by itself, whatever came before or after it (POSIX promises
// no order).
class UncertainDisk final : public client::FileSystem {
 public:
  // From call `fails_at` (from 1) on nothing is done any more.
  std::size_t fails_at = std::numeric_limits<std::size_t>::max();
  std::size_t calls = 0;
  bool failed() const noexcept { return calls >= fails_at; }

  // after_failure is the disk as it is found then; all that is on it is certain.
  UncertainDisk after_failure(Coin& coin) const {
    UncertainDisk disk;
    disk.root_ = found(*root_, coin);
    return disk;
  }

  void sync_all() { settle(*root_); }

  // octets_at follows links, as outside programs do; empty: there is nothing.
  std::string octets_at(const std::filesystem::path& path) const {
    const Ref thing = lookup(AT_FDCWD, real(path));
    return thing == nullptr ? std::string() : thing->octets;
  }

  client::IoResult<client::Descriptor> open(int folder, const std::string& name, int flags, mode_t) override {
    if (!powered()) return reason(EIO);
    const auto [above, last] = place_of(folder, name);
    if (above == nullptr) return reason(ENOENT);
    auto found = last.empty() ? above : at(*above, last);
    if (!found && (flags & O_CREAT) == 0) return reason(ENOENT);
    if (found && (flags & O_EXCL) != 0) return reason(EEXIST);
    if (found && (flags & O_DIRECTORY) != 0 && found->kind != Kind::kFolder) return reason(ENOTDIR);
    if (found && found->kind == Kind::kLink) return reason(ELOOP);
    if (!found) found = above->names[last] = std::make_shared<Thing>();
    client::Descriptor file(::open("/dev/null", O_RDONLY | O_CLOEXEC));  // a number that nothing else has
    open_[file.number()] = {found, 0};
    return file;
  }
  client::IoResult<std::size_t> read(int file, std::span<std::uint8_t> room) override {
    if (!powered()) return reason(EIO);
    auto& [thing, at] = open_.at(file);
    const std::size_t size = std::min(room.size(), thing->octets.size() - at);
    std::copy_n(thing->octets.begin() + static_cast<std::ptrdiff_t>(at), size, room.begin());
    at += size;
    return size;
  }
  client::IoResult<std::size_t> write(int file, pki::BytesView octets) override {
    if (!powered()) return reason(EIO);
    open_.at(file).first->octets += pki::as_text(octets);
    return octets.size();
  }
  client::IoResult<void> set_mode(int, mode_t) override { return done(); }
  client::IoResult<void> sync(int file) override {
    if (!powered()) return reason(EIO);
    Thing& thing = *open_.at(file).first;
    thing.certain_names = thing.names;
    thing.certain_octets = thing.octets;
    return {};
  }
  client::IoResult<void> lock(int) override { return done(); }
  client::IoResult<client::FileStatus> status(int file) override {
    if (!powered()) return reason(EIO);
    return status_of(*open_.at(file).first);
  }
  client::IoResult<client::FileStatus> status(int folder, const std::string& name) override {
    if (!powered()) return reason(EIO);
    const auto thing = lookup(folder, name);
    if (!thing) return reason(ENOENT);
    return status_of(*thing);
  }
  client::IoResult<std::vector<std::string>> names(int folder) override {
    if (!powered()) return reason(EIO);
    std::vector<std::string> out;
    for (const auto& [name, thing] : open_.at(folder).first->names) out.push_back(name);
    return out;
  }
  client::IoResult<std::string> read_link(int folder, const std::string& name) override {
    if (!powered()) return reason(EIO);
    const auto thing = lookup(folder, name);
    if (!thing) return reason(ENOENT);
    return thing->octets;
  }
  client::IoResult<void> make_folder(int folder, const std::string& name, mode_t) override {
    return make(folder, name, Kind::kFolder, {});
  }
  client::IoResult<void> make_link(const std::string& target, int folder, const std::string& name) override {
    return make(folder, name, Kind::kLink, target);
  }
  client::IoResult<void> rename(int folder, const std::string& from, const std::string& to) override {
    if (!powered()) return reason(EIO);
    Names& names = open_.at(folder).first->names;
    const auto moved = names.extract(from);
    if (moved.empty()) return reason(ENOENT);
    names[to] = moved.mapped();
    return {};
  }
  client::IoResult<void> remove(int folder, const std::string& name) override {
    if (!powered()) return reason(EIO);
    const auto [above, last] = place_of(folder, name);
    if (above == nullptr || above->names.erase(last) == 0) return reason(ENOENT);
    return {};
  }
  client::IoResult<void> remove_folder(int folder, const std::string& name) override { return remove(folder, name); }

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
  static client::FileStatus status_of(const Thing& thing) {
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
  client::IoResult<void> done() {
    if (!powered()) return reason(EIO);
    return {};
  }
  client::IoResult<void> make(int folder, const std::string& name, Kind kind, const std::string& octets) {
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
    const std::filesystem::path path = std::filesystem::path(name).relative_path();
    for (const std::filesystem::path& part : path.parent_path()) {
      above = above == nullptr ? nullptr : at(*above, part.string());
    }
    return {above, path.filename().string()};
  }
  Ref lookup(int folder, const std::string& name) const {
    const auto [above, last] = place_of(folder, name);
    return above == nullptr || last.empty() ? above : at(*above, last);
  }
  std::filesystem::path real(const std::filesystem::path& path) const {
    std::filesystem::path way = "/";
    for (const std::filesystem::path& part : path.relative_path()) {
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

}  // namespace orcamo::testing
