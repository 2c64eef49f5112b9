#pragma once
#include <cert.h>
#include <keyhi.h>
#include <pk11pub.h>
#include <secitem.h>

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "orcamo/pki/certificate.hpp"
#include "orcamo/pki/result.hpp"
#include "orcamo/pki/secret.hpp"

// For the files that talk to NSS, and for them alone.
namespace orcamo::client {

template <auto Free>
struct FreeInNss {
  template <class T>
  void operator()(T* p) const noexcept {
    Free(p);
  }
};
inline void free_nss_item(SECItem* item) noexcept { SECITEM_ZfreeItem(item, PR_TRUE); }
void close_nss_slot(PK11SlotInfo* slot) noexcept;

using NssCertificate = std::unique_ptr<CERTCertificate, FreeInNss<CERT_DestroyCertificate>>;
using NssCertificates = std::unique_ptr<CERTCertList, FreeInNss<CERT_DestroyCertList>>;
using NssPrivateKey = std::unique_ptr<SECKEYPrivateKey, FreeInNss<SECKEY_DestroyPrivateKey>>;
using NssPublicKey = std::unique_ptr<SECKEYPublicKey, FreeInNss<SECKEY_DestroyPublicKey>>;
using NssItem = std::unique_ptr<SECItem, FreeInNss<free_nss_item>>;
using NssSlot = std::unique_ptr<PK11SlotInfo, FreeInNss<close_nss_slot>>;

// nss_error is NSS's last failure on this thread; `code` stands where NSS's own code does not tell a better one.
pki::Error nss_error(pki::Errc code, const std::string& doing);

// NssEntry is a certificate of a database.
struct NssEntry {
  NssCertificate native;
  std::string nickname;
  pki::Certificate certificate;
};

// NssDatabase is a database that is open and unlocked. As long as it lives no other thread of this process gets one:
// NSS has one state for all.
class NssDatabase {
 public:
  enum class Access { kRead, kWrite };

  // exists tells whether the folder has a database. Fails with kStoreUnreadable where that cannot be told.
  static pki::Result<bool> exists(const std::filesystem::path& folder);

  // open makes the database if it is not there and `access` is kWrite; the folder must be there. `password` is of a
  // database that has one, or of the one that is made; null: none. Fails with kStorePinRequired, kStorePinWrong,
  // kStoreLocked (by another program), kStoreUnreadable, kStoreUnwritable.
  static pki::Result<NssDatabase> open(const std::filesystem::path& folder, Access access, const pki::Secret* password);

  PK11SlotInfo* slot() const noexcept { return slot_.get(); }

  // entries are the certificates that can be read, in no order.
  pki::Result<std::vector<NssEntry>> entries() const;

  // key is the private key of an entry; null where the database has none.
  NssPrivateKey key(const NssEntry& entry) const;

  // label gives the certificate of an entry another label, for good; remove_key takes its key away.
  pki::Result<void> label(const NssEntry& entry, const std::string& label) const;
  pki::Result<void> remove_key(const NssEntry& entry) const;

  // remove takes the certificate of an entry away, for good; its key stays.
  pki::Result<void> remove(const NssEntry& entry) const;

 private:
  NssDatabase(std::unique_lock<std::mutex> turn, NssSlot slot) : turn_(std::move(turn)), slot_(std::move(slot)) {}

  std::unique_lock<std::mutex> turn_;
  NssSlot slot_;  // closed before the next one's turn
};

}  // namespace orcamo::client
