#pragma once
#include <chrono>
#include <filesystem>
#include <memory>

#include "orcamo/client/folder_store.hpp"
#include "orcamo/client/linkage.hpp"

namespace orcamo::client {

class FileSystem;

// PemStore keeps NAME.crt (the certificate, and behind it the chain) and, beside it, NAME.key (PKCS#8, not encrypted,
// 0600) in one folder: what programs want that ask for a certificate and a key, the linkage tool among them. NAME is
// that of the .p12 that was added. Two files cannot be renamed at once, so the .key is in place before the .crt is
// renamed to its name: that rename is the commit, and a .key alone is no entry. Outside programs find the current pair
// as current/certificate.crt and current/certificate.key; one rename of the link `current` changes both. The layout is
// docs/decisions/0003.
//
// Everything fails with kStoreNewer, kStoreSymlink, kStoreNotOwned; what changes something with kStoreLocked,
// kStoreFull, kStoreUnwritable too. `read` makes a PKCS#12 file anew, with a password of its own.
class PemStore final : public FolderStore {
 public:
  // Fails with kStoreFolderNotAlphabetic, kStoreUnreadable. The folder is made by the first `add`; `folder` may end in
  // slashes and dots.
  static pki::Result<PemStore> open(std::filesystem::path folder, Linkage linkage = Linkage::kNo);

  // ... on another file system, which outlives the store. `lock_patience` is how long to wait for other programs.
  static pki::Result<PemStore> open(std::filesystem::path folder, Linkage linkage, FileSystem& files,
                                    std::chrono::milliseconds lock_patience);

  pki::Result<void> add(const Arrival& arrival) override;
  pki::Result<Arrival> read(const pki::Certificate& certificate) override;

 private:
  explicit PemStore(std::unique_ptr<PairStore> pairs);
};

}  // namespace orcamo::client
