#pragma once
#include <filesystem>
#include <optional>
#include <utility>

#include "orcamo/client/certificate_store.hpp"

namespace orcamo::client {

// NssStore keeps certificates and keys in an NSS database (cert9.db and key4.db in one folder): the store of Chromium
// ($HOME/.pki/nssdb) and of Firefox (its profile folder). A folder or database that is not there is made by the first
// `add`, 0700 and 0600. A certificate's nickname is its file name without .p12. The key is in place before the
// certificate is: that one is the commit. Of a removal the commit is another nickname; what is left over by a crash
// goes with the next change. A database that another program has locked fails with kStoreLocked.
//
// NSS keeps its state for the whole process: calls of all NssStores wait for one another, on any thread.
class NssStore final : public CertificateStore {
 public:
  // `pin_file` has the password of the database; a database that is made gets it. Reads nothing yet: whether the
  // database wants a password is told by the calls, with kStorePinRequired and kStorePinWrong.
  // Fails with kStoreUnreadable where `folder` is not a folder.
  static pki::Result<NssStore> open(std::filesystem::path folder, std::optional<std::filesystem::path> pin_file = {});

  // list has the client certificates whose key is in the database and may leave it. An entry that a stranger has put
  // there under a name that cannot be a file's is called SERIAL.p12.
  pki::Result<std::vector<StoredCertificate>> list() override;

  // add fails with kStoreUnsupported where NSS does not know that kind of key (Ed25519).
  pki::Result<void> add(const Arrival& arrival) override;

  // make_current has nothing to point: a browser asks its user, or a policy.
  pki::Result<void> make_current(const pki::Certificate& certificate) override;

  pki::Result<Arrival> read(const pki::Certificate& certificate) override;
  pki::Result<void> remove(const pki::Certificate& certificate, pki::TimePoint now) override;

  // open_to_others names the folder and cert9.db where others may change them, and key4.db where they may read it, too:
  // without a password of the database it has the keys as they are.
  std::vector<std::string> open_to_others() const override;

 private:
  NssStore(std::filesystem::path folder, std::optional<std::filesystem::path> pin_file)
      : folder_(std::move(folder)), pin_file_(std::move(pin_file)) {}

  std::filesystem::path folder_;
  std::optional<std::filesystem::path> pin_file_;
};

}  // namespace orcamo::client
