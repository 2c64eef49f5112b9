#include "store/pair_folder.hpp"

#include <algorithm>
#include <charconv>
#include <system_error>
#include <utility>

#include "store/file_name.hpp"
#include "store/removal_mark.hpp"

namespace orcamo::client {
namespace {

namespace fs = std::filesystem;
using pki::Errc;
using pki::Error;
using pki::Result;

constexpr std::string_view kMarker = ".orcamo-store";  // has the number of the layout, and is missing in the oldest
constexpr int kLayout = 1;
constexpr std::size_t kLongestMarker = 64;  // octets
constexpr std::string_view kCurrent = "current";
constexpr std::string_view kGenerations = ".generations";
const std::string kAbove = "../../";  // the store, from the links of a pair

bool is_ascii_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

std::string own_name(const fs::path& folder) {
  std::error_code ignored;
  return normal_path(fs::absolute(folder, ignored)).filename().string();
}

Result<void> check_linkage(const fs::path& folder) {
  const std::string name = own_name(folder);
  if (!name.empty() && std::all_of(name.begin(), name.end(), is_ascii_letter)) return {};
  return Error(Errc::kStoreFolderNotAlphabetic,
               "the folder name \"" + name + "\" is not made of the letters A to Z alone, as the linkage tool wants it",
               "choose a folder such as certificates (フォルダ名はアルファベットにして下さい)");
}

// check_layout tells whether this version knows the layout; `marked` is whether the folder says which it has.
Result<bool> check_layout(const Folder& folder) {
  const auto marker = folder.read(std::string(kMarker), kLongestMarker);
  if (!marker) return marker.error().while_doing("looking which version wrote the store");
  if (!*marker) return false;
  const std::string_view text = pki::as_text(**marker);
  int layout = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), layout);
  if (failed == std::errc() && std::string_view(end, text.data() + text.size()) == "\n" && layout == kLayout) {
    return true;
  }
  return Error(Errc::kStoreNewer, "the store " + folder.path().string() + " was written by a later version",
               "use that version of orcamo-renew, or another store");
}

}  // namespace

Result<PairFolder> PairFolder::open(fs::path path, Linkage linkage, const PairForm& form, FileSystem& files,
                                    std::chrono::milliseconds lock_patience) {
  path = normal_path(path);
  PairFolder opened(std::move(path), form, files, lock_patience);
  if (linkage == Linkage::kYes) {
    if (auto suits = check_linkage(opened.path_); !suits) return suits.error();
  }
  if (auto folder = opened.folder(); !folder) return folder.error();
  return opened;
}

Result<std::optional<Folder>> PairFolder::folder() const {
  auto folder = Folder::open(path_, *files_);
  if (!folder || !*folder) return folder;
  if (auto known = check_layout(**folder); !known) return known.error();
  return folder;
}

Result<Folder> PairFolder::lock() const {
  auto folder = Folder::make_and_lock(path_, lock_patience_, *files_);
  if (!folder) return folder;
  const auto marked = check_layout(*folder);
  if (!marked) return marked.error();
  if (auto swept = folder->sweep(); !swept) return swept.error();
  const auto names = folder->names();
  if (!names) return names.error();
  for (const std::string& removed : *names) {
    if (!is_removed(removed) || !removed.ends_with(form_.entry)) continue;
    const std::string entry = removed.substr(kRemovedMark.size());
    const std::string name = entry.substr(0, entry.size() - form_.entry.size());
    // Nothing was removed under a name of another kind; ".." would lead out of the links.
    if (!check_file_name(name + std::string(kP12Ending))) continue;
    // Somebody has put the entry back, and what is beside it is that one's.
    const bool restored = std::find(names->begin(), names->end(), entry) != names->end();
    if (auto done = restored ? folder->remove(removed) : bury(*folder, name); !done) return done.error();
  }
  if (!*marked) {
    // People may have made it just now, and put files into it.
    if (!names->empty()) {
      if (auto synced = folder->sync_name(); !synced) return synced.error();
    }
    const std::string text = std::to_string(kLayout) + "\n";
    if (auto written = folder->write(std::string(kMarker), pki::as_bytes(text)); !written) return written.error();
  }
  return folder;
}

Result<std::vector<std::string>> PairFolder::names(const Folder& folder) const {
  auto all = folder.names();
  if (!all) return all;
  std::vector<std::string> names;
  for (const std::string& name : *all) {
    if (!name.ends_with(form_.entry)) continue;
    std::string stem = name.substr(0, name.size() - form_.entry.size());
    if (check_file_name(stem + std::string(kP12Ending))) names.push_back(std::move(stem));
  }
  return names;
}

Result<void> PairFolder::add(const Folder& locked, const std::string& name, pki::BytesView entry,
                             pki::BytesView beside) const {
  if (auto done = locked.write(this->beside(name), beside); !done) return done;
  return locked.write(this->entry(name), entry);
}

// The links of a pair are in place, and durable, before `current` leads to them. Where it leads there already, the run
// that made it so may have ended before the folder was synced.
Result<void> PairFolder::point(const Folder& locked, const std::string& name) const {
  const auto now = pointed(locked);
  if (!now) return now.error();  // a file of somebody else's has that name
  if (*now == name && has_links(locked, name)) return locked.sync();
  const auto links = links_of(locked, name);
  if (!links) return links.error();
  for (const auto& [link, file] : {std::pair(form_.current_beside, beside(name)), {form_.current_entry, entry(name)}}) {
    if (auto done = links->write_link(std::string(link), kAbove + file, Synced::kNothing); !done) return done;
  }
  if (auto done = links->sync(); !done) return done;
  return locked.write_link(std::string(kCurrent), std::string(kGenerations) + "/" + name);
}

bool PairFolder::has_links(const Folder& locked, const std::string& name) const {
  const auto generations = locked.folder(std::string(kGenerations));
  if (!generations || !*generations) return false;
  const auto links = (*generations)->folder(name);
  if (!links || !*links) return false;
  const auto leads_to = [&](std::string_view link, const std::string& file) {
    const auto target = (*links)->link(std::string(link));
    return target && *target == kAbove + file;
  };
  return leads_to(form_.current_beside, beside(name)) && leads_to(form_.current_entry, entry(name));
}

Result<std::optional<std::string>> PairFolder::pointed(const Folder& folder) const {
  auto target = folder.link(std::string(kCurrent));
  if (!target || !*target) return target;
  const std::string start = std::string(kGenerations) + "/";
  if (!(*target)->starts_with(start)) return std::nullopt;
  return (*target)->substr(start.size());
}

// The rename is the commit; what is left over then is nobody's, and goes now or when the folder is locked next.
Result<void> PairFolder::remove(const Folder& locked, const std::string& name) const {
  if (auto done = locked.rename(entry(name), mark_removed(entry(name))); !done) return done;
  return bury(locked, name);
}

Result<void> PairFolder::bury(const Folder& locked, const std::string& name) const {
  const auto generations = locked.folder(std::string(kGenerations));
  if (!generations) return generations.error();
  if (*generations) {
    if (auto done = remove_links(**generations, name); !done) return done;
  }
  if (auto done = locked.remove(beside(name)); !done) return done;
  return locked.remove(mark_removed(entry(name)));
}

Result<void> PairFolder::remove_links(const Folder& generations, const std::string& name) const {
  const auto links = generations.folder(name);
  if (!links) return links.error();
  if (!*links) return {};
  if (auto swept = (*links)->sweep(); !swept) return swept;
  const auto held = (*links)->names();
  if (!held) return held.error();
  for (const std::string& link : *held) {
    if (auto done = (*links)->remove(link); !done) return done;
  }
  return generations.remove_folder(name);
}

// A folder that is made is durable by itself; one that was there may be what a run that ended has left.
Result<Folder> PairFolder::links_of(const Folder& locked, const std::string& name) const {
  const auto generations = locked.made_folder(std::string(kGenerations));
  if (!generations) return generations.error();
  const auto there = generations->folder(name);
  if (!there) return there.error();
  if (*there) {
    if (auto done = generations->sync(); !done) return done.error();
  }
  auto links = generations->made_folder(name);
  if (!links) return links;
  if (auto swept = links->sweep(); !swept) return swept.error();
  return links;
}

}  // namespace orcamo::client
