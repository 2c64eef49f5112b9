#include "orcamo/client/folder_store.hpp"

#include <utility>

#include "store/pair_store.hpp"

namespace orcamo::client {

FolderStore::FolderStore(std::unique_ptr<PairStore> pairs) : pairs_(std::move(pairs)) {}
FolderStore::FolderStore(FolderStore&&) noexcept = default;
FolderStore& FolderStore::operator=(FolderStore&&) noexcept = default;
FolderStore::~FolderStore() = default;

pki::Result<std::vector<StoredCertificate>> FolderStore::list() { return pairs_->list(); }

pki::Result<void> FolderStore::make_current(const pki::Certificate& certificate) {
  return pairs_->make_current(certificate);
}

pki::Result<void> FolderStore::remove(const pki::Certificate& certificate, pki::TimePoint now) {
  return pairs_->remove(certificate, now);
}

std::vector<std::string> FolderStore::open_to_others() const { return pairs_->open_to_others(); }

}  // namespace orcamo::client
