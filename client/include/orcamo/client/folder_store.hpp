#pragma once
#include <memory>
#include <string>
#include <vector>

#include "orcamo/client/certificate_store.hpp"

namespace orcamo::client {

class PairStore;

// FolderStore is what DirectoryStore and PemStore have in common: pairs of files in one flat folder. A folder that it
// makes is 0700 (one that was there keeps its mode), files are 0600. `current` leads outside programs to one pair. The
// layout is docs/decisions/0003.
//
// Everything fails with kStoreNewer, kStoreSymlink, kStoreNotOwned; what changes something with kStoreLocked,
// kStoreFull, kStoreUnwritable too.
class FolderStore : public CertificateStore {
 public:
  FolderStore(FolderStore&&) noexcept;
  FolderStore& operator=(FolderStore&&) noexcept;
  ~FolderStore() override;

  pki::Result<std::vector<StoredCertificate>> list() override;
  pki::Result<void> make_current(const pki::Certificate& certificate) override;
  pki::Result<void> remove(const pki::Certificate& certificate, pki::TimePoint now) override;
  std::vector<std::string> open_to_others() const override;

 protected:
  explicit FolderStore(std::unique_ptr<PairStore> pairs);

  PairStore& pairs() noexcept { return *pairs_; }

 private:
  std::unique_ptr<PairStore> pairs_;
};

}  // namespace orcamo::client
