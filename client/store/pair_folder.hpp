#pragma once
#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "orcamo/client/linkage.hpp"
#include "orcamo/pki/result.hpp"
#include "store/folder.hpp"

namespace orcamo::client {

// PairForm is how the two files of a certificate end: the one that counts as the entry, and the one beside it.
struct PairForm {
  std::string_view entry;          // .p12
  std::string_view beside;         // .password.txt
  std::string_view current_entry;  // what outside programs open in the folder `current`
  std::string_view current_beside;
};

// PairFolder is a flat folder of pairs NAME.p12 and NAME.password.txt, or NAME.crt and NAME.key. What is beside is in
// place before an entry takes its name, and goes after it, so that an entry always has both. `current` is a link to a
// folder of links to one pair, so that one rename changes where both lead. The layout is docs/decisions/0003.
class PairFolder {
 public:
  // Fails with kStoreFolderNotAlphabetic, and as Folder::open. The folder is made by the first `lock`; `path` may end
  // in slashes and dots.
  static pki::Result<PairFolder> open(std::filesystem::path path, Linkage linkage, const PairForm& form,
                                      FileSystem& files, std::chrono::milliseconds lock_patience);

  // folder is for reading, unset where there is none yet. Fails with kStoreNewer.
  pki::Result<std::optional<Folder>> folder() const;

  // lock is for changes: what a crash has left is completed first. Fails with kStoreNewer.
  pki::Result<Folder> lock() const;

  // names are those of the entries, without their ending, in any order.
  pki::Result<std::vector<std::string>> names(const Folder& folder) const;

  std::string entry(const std::string& name) const { return name + std::string(form_.entry); }
  std::string beside(const std::string& name) const { return name + std::string(form_.beside); }

  // add gives a name its pair; point leads `current` to one; remove takes one away.
  pki::Result<void> add(const Folder& locked, const std::string& name, pki::BytesView entry,
                        pki::BytesView beside) const;
  pki::Result<void> point(const Folder& locked, const std::string& name) const;
  pki::Result<void> remove(const Folder& locked, const std::string& name) const;

  // pointed is the name that `current` leads to; unset where it leads nowhere.
  pki::Result<std::optional<std::string>> pointed(const Folder& folder) const;

  const std::filesystem::path& path() const noexcept { return path_; }

 private:
  PairFolder(std::filesystem::path path, const PairForm& form, FileSystem& files,
             std::chrono::milliseconds lock_patience)
      : path_(std::move(path)), form_(form), files_(&files), lock_patience_(lock_patience) {}

  pki::Result<Folder> links_of(const Folder& locked, const std::string& name) const;
  pki::Result<void> remove_links(const Folder& generations, const std::string& name) const;
  bool has_links(const Folder& locked, const std::string& name) const;  // those that `current` is to lead to
  pki::Result<void> bury(const Folder& locked, const std::string& name) const;

  std::filesystem::path path_;
  PairForm form_;
  FileSystem* files_;
  std::chrono::milliseconds lock_patience_;
};

}  // namespace orcamo::client
