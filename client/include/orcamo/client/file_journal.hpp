#pragma once
#include <filesystem>
#include <memory>
#include <string>

#include "orcamo/client/renewal_journal.hpp"

namespace orcamo::client {

class FileSystem;
class Folder;

// FileJournal keeps the records of one store in a folder, 0700: FINGERPRINT.json, in which there is no secret, and
// beside it the passwords and the file that have come, 0600. A record changes by the rename of its FINGERPRINT.json.
// The layout is in docs/reference/renewal.md.
//
// What has to do with the folder fails with kStoreSymlink, kStoreNotOwned, kStoreUnreadable, and what changes something
// with kStoreLocked, kStoreFull, kStoreUnwritable. Not safe to share between threads.
class FileJournal final : public RenewalJournal {
 public:
  // The folder is made by the first `hold`, the one above it too, both 0700.
  explicit FileJournal(const std::filesystem::path& folder);

  // ... on another file system, which outlives the journal.
  FileJournal(const std::filesystem::path& folder, FileSystem& files);

  pki::Result<std::unique_ptr<Hold>> hold() override;
  pki::Result<std::optional<RenewalRecord>> load(const pki::Certificate& certificate) override;
  pki::Result<void> save(const RenewalRecord& record) override;
  pki::Result<void> clear(const std::string& old_fingerprint) override;

  // set_aside puts `set-aside-1.` in front of the names, or the next number that is free.
  pki::Result<void> set_aside(const std::string& old_fingerprint) override;

 private:
  pki::Result<RenewalRecord> open_record(const Folder& folder, const std::string& fingerprint,
                                         pki::BytesView text) const;
  pki::Error unusable(const std::string& fingerprint, pki::Error why) const;
  pki::Error unusable(const std::string& fingerprint, const std::string& why) const;
  std::shared_ptr<const Folder> held() const;

  std::filesystem::path path_;
  FileSystem* files_;
  std::weak_ptr<const Folder> folder_;  // for as long as it is held
};

}  // namespace orcamo::client
