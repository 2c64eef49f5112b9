#pragma once
#include <chrono>
#include <filesystem>
#include <memory>

#include "orcamo/client/folder_store.hpp"
#include "orcamo/client/linkage.hpp"

namespace orcamo::client {

class FileSystem;

// DirectoryStore keeps NAME.p12 and, beside it, NAME.password.txt in one folder: what the procedure has a person do.
// A folder that it makes is 0700 (one that was there keeps its mode), files are 0600. The password is in place before
// the .p12 is renamed to its name: that rename is the commit. Outside programs find the current certificate as
// current/certificate.p12 and current/password.txt. The layout is docs/decisions/0003.
//
// Everything fails with kStoreNewer, kStoreSymlink, kStoreNotOwned; what changes something with kStoreLocked,
// kStoreFull, kStoreUnwritable too.
class DirectoryStore final : public FolderStore {
 public:
  // Fails with kStoreFolderNotAlphabetic, kStoreUnreadable. The folder is made by the first `add`; `folder` may end in
  // slashes and dots.
  static pki::Result<DirectoryStore> open(std::filesystem::path folder, Linkage linkage = Linkage::kNo);

  // ... on another file system, which outlives the store. `lock_patience` is how long to wait for other programs.
  static pki::Result<DirectoryStore> open(std::filesystem::path folder, Linkage linkage, FileSystem& files,
                                          std::chrono::milliseconds lock_patience);

  pki::Result<void> add(const Arrival& arrival) override;
  pki::Result<Arrival> read(const pki::Certificate& certificate) override;

 private:
  explicit DirectoryStore(std::unique_ptr<PairStore> pairs);
};

}  // namespace orcamo::client
