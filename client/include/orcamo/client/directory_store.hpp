#pragma once
#include <filesystem>

#include "orcamo/client/certificate_store.hpp"

namespace orcamo::client {

// Linkage says whether the folder must suit the linkage tool, which wants a folder name of ASCII letters.
enum class Linkage { kNo, kYes };

// DirectoryStore keeps NAME.p12 and, beside it, NAME.password.txt in one folder: what the procedure has a person do.
// A folder that it makes is 0700 (one that was there keeps its mode), files are 0600. The password is in place before
// the .p12 is renamed to its name: that rename is the commit.
class DirectoryStore final : public CertificateStore {
 public:
  // Fails with kStoreFolderNotAlphabetic, kStoreUnreadable. The folder is made by the first `add`; `folder` may end in
  // slashes and dots.
  static pki::Result<DirectoryStore> open(std::filesystem::path folder, Linkage linkage = Linkage::kNo);

  pki::Result<std::vector<StoredCertificate>> list() override;
  pki::Result<void> add(const Arrival& arrival) override;

 private:
  explicit DirectoryStore(std::filesystem::path folder) : folder_(std::move(folder)) {}
  std::filesystem::path folder_;
};

}  // namespace orcamo::client
