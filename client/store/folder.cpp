#include "store/folder.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <system_error>
#include <thread>
#include <utility>

#include "identity/read_file.hpp"
#include "orcamo/pki/randomness.hpp"

namespace orcamo::client {
namespace {

namespace fs = std::filesystem;
using pki::Errc;
using pki::Error;
using pki::Result;

constexpr std::string_view kTemporaryStart = ".orcamo-";
constexpr std::string_view kTemporaryEnd = ".tmp";
constexpr mode_t kFileMode = S_IRUSR | S_IWUSR;
constexpr mode_t kPermissions = S_IRWXU | S_IRWXG | S_IRWXO;

Error unwritable(std::string_view doing, const fs::path& path, const std::error_code& reason) {
  const std::string what = std::string(doing) + " " + path.string() + " failed: " + reason.message();
  if (reason == std::errc::no_space_on_device || reason.value() == EDQUOT) {
    return Error(Errc::kStoreFull, what, "make room there, or use a store on another disk");
  }
  return Error(Errc::kStoreUnwritable, what, "check that the folder exists, is yours and has room");
}

Error unreadable(const fs::path& folder, std::string_view why) {
  return Error(Errc::kStoreUnreadable, "the store " + folder.string() + " cannot be read: " + std::string(why),
               "check the path and who may read the folder");
}

Error unreadable(const fs::path& folder, const std::error_code& reason) { return unreadable(folder, reason.message()); }

Error is_link(const fs::path& path) {
  return Error(Errc::kStoreSymlink, "the path " + path.string() + " is a symbolic link, and is not followed",
               "put the file or folder itself there, or name the folder that the link leads to");
}

Result<void> check_owner(const FileStatus& status, const fs::path& path) {
  if (status.owner == ::geteuid()) return {};
  return Error(Errc::kStoreNotOwned, "the path " + path.string() + " belongs to another user",
               "run this as that user, or make the whole folder yours with chown");
}

std::string temporary_name() {
  const pki::Secret random = pki::Randomness::system().text(16, "abcdefghijklmnopqrstuvwxyz0123456789");
  return std::string(kTemporaryStart) + std::string(random.reveal()) + std::string(kTemporaryEnd);
}

// uninterrupted makes a call again for as long as signals interrupt it.
template <class Call>
auto uninterrupted(Call call) {
  auto answer = call();
  while (!answer && answer.error() == std::errc::interrupted) answer = call();
  return answer;
}

fs::path folder_above(const fs::path& path) { return path.has_parent_path() ? path.parent_path() : "."; }

// is_anothers: a folder that this user may not read, or on a disk that is not written to, has no names that this user
// has put there.
bool is_anothers(const std::error_code& reason) {
  return reason == std::errc::permission_denied || reason == std::errc::operation_not_permitted ||
         reason == std::errc::read_only_file_system || reason == std::errc::invalid_argument;
}

// sync_name makes durable that a folder has its name. One above that holds nothing else may be as new, made by a run
// that ended there, and is next: nothing is put into a folder before its own name is durable.
IoResult<void> sync_name(const fs::path& path, FileSystem& files) {
  const fs::path above = folder_above(path);
  const auto folder = uninterrupted([&] { return files.open(AT_FDCWD, above.string(), O_RDONLY | O_DIRECTORY, 0); });
  if (!folder) return folder.error();
  if (auto synced = uninterrupted([&] { return files.sync(folder->number()); }); !synced) return synced;
  const auto names = files.names(folder->number());
  if (!names) return names.error();
  if (names->size() > 1 || folder_above(above) == above) return {};
  const auto further = sync_name(above, files);
  if (!further && is_anothers(further.error())) return {};
  return further;
}

enum class Made { kNow, kBefore };

// make_folder makes durable what it makes, and the folders above it.
Result<Made> make_folder(const fs::path& path, mode_t mode, FileSystem& files) {
  auto made = files.make_folder(AT_FDCWD, path.string(), mode);
  if (!made && made.error() == std::errc::no_such_file_or_directory && folder_above(path) != path) {
    if (auto done = make_folder(folder_above(path), kPermissions, files); !done) return done;
    made = files.make_folder(AT_FDCWD, path.string(), mode);
  }
  if (!made && made.error() != std::errc::file_exists) return unwritable("making the folder", path, made.error());
  if (!made) return Made::kBefore;
  if (const auto synced = sync_name(path, files); !synced) {
    return unwritable("making durable the folder above", path, synced.error());
  }
  return Made::kNow;
}

}  // namespace

fs::path normal_path(const fs::path& folder) {
  fs::path path = folder.lexically_normal();
  return path.has_filename() ? path : path.parent_path();
}

bool is_temporary(std::string_view name) noexcept {
  return name.starts_with(kTemporaryStart) && name.ends_with(kTemporaryEnd);
}

Result<std::optional<Folder>> Folder::open(const fs::path& path, FileSystem& files) {
  return open_at(AT_FDCWD, path.string(), path, files);
}

Result<std::optional<Folder>> Folder::open_at(int above, const std::string& name, const fs::path& path,
                                              FileSystem& files) {
  auto opened = uninterrupted([&] { return files.open(above, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0); });
  if (!opened) {
    if (opened.error() == std::errc::no_such_file_or_directory) return std::nullopt;
    // Linux says ENOTDIR of a link where a folder is asked for, others ELOOP.
    const auto what = files.status(above, name);
    if (what && S_ISLNK(what->mode)) return is_link(path);
    if (what && !S_ISDIR(what->mode)) return unreadable(path, "it is not a folder");
    return unreadable(path, opened.error());
  }
  Folder folder(path, files);
  folder.descriptor_ = *std::move(opened);
  const auto status = files.status(folder.descriptor_.number());
  if (!status) return unreadable(path, status.error());
  if (auto own = check_owner(*status, path); !own) return own.error();
  folder.mode_ = status->mode & kPermissions;
  return folder;
}

Result<Folder> Folder::make_and_lock(const fs::path& path, std::chrono::milliseconds patience, FileSystem& files) {
  const auto made = make_folder(path, S_IRWXU, files);
  if (!made) return made.error();
  auto folder = open(path, files);
  if (!folder && folder.error().code() == Errc::kStoreUnreadable) {
    return Error(Errc::kStoreUnwritable, folder.error().message(), folder.error().hint());
  }
  if (!folder) return folder.error();
  if (!*folder)
    return unwritable("opening the folder", path, std::make_error_code(std::errc::no_such_file_or_directory));
  if (auto locked = (*folder)->lock(patience); !locked) return locked.error();
  if (*made == Made::kNow) return **std::move(folder);
  // An empty one may be what a run that ended has made, and its name on no disk yet.
  const auto held = files.names((*folder)->descriptor_.number());
  if (!held) return unreadable(path, held.error());
  if (held->empty()) {
    if (auto synced = (*folder)->sync_name(); !synced) return synced.error();
  }
  return **std::move(folder);
}

Result<void> Folder::sync_name() const {
  const auto synced = client::sync_name(path_, *files_);
  if (synced || is_anothers(synced.error())) return {};
  return unwritable("making durable the folder above", path_, synced.error());
}

Result<std::optional<Folder>> Folder::folder(const std::string& name) const {
  return open_at(descriptor_.number(), name, path_ / name, *files_);
}

Result<Folder> Folder::made_folder(const std::string& name) const {
  const auto made = files_->make_folder(descriptor_.number(), name, S_IRWXU);
  if (!made && made.error() != std::errc::file_exists)
    return unwritable("making the folder", path_ / name, made.error());
  if (made) {
    if (auto synced = sync_for(name); !synced) return synced.error();
  }
  auto opened = folder(name);
  if (!opened) return opened.error();
  if (!*opened) {
    return unwritable("opening the folder", path_ / name, std::make_error_code(std::errc::no_such_file_or_directory));
  }
  return **std::move(opened);
}

Result<void> Folder::lock(std::chrono::milliseconds patience) const {
  constexpr std::chrono::milliseconds kBetweenTries{20};
  const auto deadline = std::chrono::steady_clock::now() + patience;
  for (;;) {
    const auto locked = uninterrupted([&] { return files_->lock(descriptor_.number()); });
    if (locked) return {};
    if (locked.error() != std::errc::operation_would_block)
      return unwritable("locking the folder", path_, locked.error());
    if (std::chrono::steady_clock::now() >= deadline) {
      return Error(Errc::kStoreLocked, "the folder " + path_.string() + " is in use by another program",
                   "wait until that program has ended, then try again");
    }
    std::this_thread::sleep_for(kBetweenTries);
  }
}

Result<std::vector<std::string>> Folder::names() const {
  auto names = files_->names(descriptor_.number());
  if (!names) return unreadable(path_, names.error());
  std::erase_if(*names, is_temporary);
  return *std::move(names);
}

Result<std::optional<pki::Bytes>> Folder::read(const std::string& name, std::size_t limit) const {
  const fs::path path = path_ / name;
  // O_NONBLOCK: a named pipe is refused, not waited for.
  const auto file =
      uninterrupted([&] { return files_->open(descriptor_.number(), name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, 0); });
  const auto fail = [&](const std::string& why) {
    return Error(Errc::kFileUnreadable, "the file " + path.string() + " cannot be read: " + why,
                 "check the path and who may read it");
  };
  if (!file) {
    if (file.error() == std::errc::no_such_file_or_directory) return std::nullopt;
    if (file.error() == std::errc::too_many_symbolic_link_levels) return is_link(path);
    return fail(file.error().message());
  }
  const auto status = files_->status(file->number());
  if (!status) return fail(status.error().message());
  if (!S_ISREG(status->mode)) return fail("it is not a plain file");
  if (auto own = check_owner(*status, path); !own) return own.error();
  auto octets = read_to_end([&](std::span<std::uint8_t> room) { return files_->read(file->number(), room); },
                            "the file " + path.string(), limit);
  if (!octets) return octets.error();
  return *std::move(octets);
}

IoResult<void> Folder::fill(int file, pki::BytesView octets, Synced synced) const {
  while (!octets.empty()) {
    const auto written = uninterrupted([&] { return files_->write(file, octets); });
    if (!written) return written.error();
    octets = octets.subspan(*written);
  }
  if (auto done = files_->set_mode(file, kFileMode); !done) return done;
  if (synced == Synced::kNothing) return {};
  return uninterrupted([&] { return files_->sync(file); });
}

Result<std::string> Folder::write_temporary(const std::string& name, pki::BytesView octets, Synced synced) const {
  std::string temporary = temporary_name();
  const auto file = uninterrupted(
      [&] { return files_->open(descriptor_.number(), temporary, O_WRONLY | O_CREAT | O_EXCL, kFileMode); });
  if (!file) return unwritable("writing", path_ / name, file.error());
  if (const auto filled = fill(file->number(), octets, synced); !filled) {
    static_cast<void>(files_->remove(descriptor_.number(), temporary));
    return unwritable("writing", path_ / name, filled.error());
  }
  return temporary;
}

Result<void> Folder::settle(const std::string& temporary, const std::string& name, Synced synced) const {
  if (const auto done = files_->rename(descriptor_.number(), temporary, name); !done) {
    static_cast<void>(files_->remove(descriptor_.number(), temporary));
    return unwritable("naming", path_ / name, done.error());
  }
  return synced == Synced::kAll ? sync_for(name) : Result<void>();
}

Result<void> Folder::sync() const { return sync_for({}); }

Result<void> Folder::sync_file(const std::string& name) const {
  const auto file =
      uninterrupted([&] { return files_->open(descriptor_.number(), name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, 0); });
  if (!file) return unwritable("opening", path_ / name, file.error());
  if (const auto done = uninterrupted([&] { return files_->sync(file->number()); }); !done) {
    return unwritable("making durable", path_ / name, done.error());
  }
  return {};
}

Result<void> Folder::sync_for(const std::string& name) const {
  if (const auto done = uninterrupted([&] { return files_->sync(descriptor_.number()); }); !done) {
    return unwritable("making the folder durable for", path_ / name, done.error());
  }
  return {};
}

Result<void> Folder::write(const std::string& name, pki::BytesView octets, Synced synced) const {
  const auto temporary = write_temporary(name, octets, synced);
  if (!temporary) return temporary.error();
  return settle(*temporary, name, synced);
}

Result<void> Folder::write_link(const std::string& name, const std::string& target, Synced synced) const {
  const std::string temporary = temporary_name();
  if (const auto made = files_->make_link(target, descriptor_.number(), temporary); !made) {
    return unwritable("linking", path_ / name, made.error());
  }
  return settle(temporary, name, synced);
}

Result<std::optional<std::string>> Folder::link(const std::string& name) const {
  auto target = files_->read_link(descriptor_.number(), name);
  if (target) return *std::move(target);
  if (target.error() == std::errc::no_such_file_or_directory) return std::nullopt;
  if (target.error() == std::errc::invalid_argument) {
    return Error(Errc::kStoreUnreadable,
                 "the path " + (path_ / name).string() + " is not the symbolic link that the store has there",
                 "move away what is there");
  }
  return unreadable(path_, target.error());
}

Result<void> Folder::rename(const std::string& from, const std::string& to) const {
  if (const auto done = files_->rename(descriptor_.number(), from, to); !done) {
    return unwritable("renaming", path_ / from, done.error());
  }
  return sync_for(to);
}

Result<void> Folder::remove(const std::string& name, Synced synced) const {
  const auto done = files_->remove(descriptor_.number(), name);
  if (!done && done.error() != std::errc::no_such_file_or_directory) {
    return unwritable("removing", path_ / name, done.error());
  }
  return synced == Synced::kAll ? sync_for(name) : Result<void>();
}

Result<void> Folder::remove_folder(const std::string& name) const {
  const auto done = files_->remove_folder(descriptor_.number(), name);
  if (!done && done.error() != std::errc::no_such_file_or_directory) {
    return unwritable("removing the folder", path_ / name, done.error());
  }
  return sync_for(name);
}

Result<void> Folder::probe() const {
  constexpr std::string_view kAnything = "a trial";
  const auto temporary = write_temporary({}, pki::as_bytes(kAnything), Synced::kNothing);
  if (!temporary) return temporary.error();
  if (const auto done = files_->remove(descriptor_.number(), *temporary); !done) {
    return unwritable("removing a file in", path_, done.error());
  }
  return sync();
}

Result<void> Folder::sweep() const {
  const auto names = files_->names(descriptor_.number());
  if (!names) return unreadable(path_, names.error());
  for (const std::string& name : *names) {
    if (is_temporary(name)) static_cast<void>(files_->remove(descriptor_.number(), name));
  }
  return {};
}

Result<mode_t> Folder::mode_of(const std::string& name) const {
  const auto status = files_->status(descriptor_.number(), name);
  if (!status) return unreadable(path_, status.error());
  return status->mode & kPermissions;
}

}  // namespace orcamo::client
