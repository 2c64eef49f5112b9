#include "store/nss_database.hpp"

#include <nss.h>
#include <prerror.h>
#include <secerr.h>

#include <utility>

#include "store/lock_holder.hpp"

#include <certdb.h>  // wants those above

namespace orcamo::client {
namespace {

namespace fs = std::filesystem;
using pki::Errc;
using pki::Error;
using pki::Result;

// One turn at a time, and the first starts NSS without any database of its own. Nobody ends it: other code of this
// process may use NSS as well, and to start it again costs more than it holds.
std::mutex& turns() {
  static std::mutex mutex;
  return mutex;
}

bool started() {
  static NSSInitContext* const context =
      NSS_InitContext("", "", "", "", nullptr,
                      NSS_INIT_READONLY | NSS_INIT_NOCERTDB | NSS_INIT_NOMODDB | NSS_INIT_FORCEOPEN |
                          NSS_INIT_NOROOTINIT | NSS_INIT_OPTIMIZESPACE);
  return context != nullptr;
}

// escaped puts a backslash before everything that ends a value in a module specification.
std::string escaped(std::string_view text) {
  std::string safe;
  for (const char c : text) {
    if (std::string_view("\\'\"<>[](){} ").find(c) != std::string_view::npos) safe += '\\';
    safe += c;
  }
  return safe;
}

std::string where(const fs::path& folder) { return "the NSS database in " + folder.string(); }

Result<void> unlock(PK11SlotInfo* slot, const fs::path& folder, NssDatabase::Access access,
                    const pki::Secret* password) {
  const char* text = password == nullptr ? "" : password->reveal().data();
  if (PK11_NeedUserInit(slot)) {
    if (access == NssDatabase::Access::kRead) return {};  // nobody has stored a key yet
    if (PK11_InitPin(slot, nullptr, text) == SECSuccess) return {};
    return nss_error(Errc::kStoreUnwritable, "setting the password of " + where(folder));
  }
  if (!PK11_NeedLogin(slot)) return {};
  if (password == nullptr) {
    return Error(Errc::kStorePinRequired, where(folder) + " is protected with a password",
                 "give a file that has it: --store-pin-file");
  }
  if (PK11_CheckUserPassword(slot, text) == SECSuccess) return {};
  return Error(Errc::kStorePinWrong, "the password does not open " + where(folder),
               "in Firefox it is the primary password; check capitals and spaces");
}

std::string label_of(CERTCertificate* certificate) {
  SECItem value{siBuffer, nullptr, 0};
  if (PK11_ReadRawAttribute(PK11_TypeCert, certificate, CKA_LABEL, &value) != SECSuccess) return {};
  const NssItem owned(SECITEM_DupItem(&value));
  SECITEM_FreeItem(&value, PR_FALSE);
  return owned ? std::string(reinterpret_cast<const char*>(owned->data), owned->len) : std::string();
}

}  // namespace

void close_nss_slot(PK11SlotInfo* slot) noexcept {
  SECMOD_CloseUserDB(slot);
  PK11_FreeSlot(slot);
}

Error nss_error(Errc code, const std::string& doing) {
  const PRErrorCode reason = PR_GetError();
  const char* name = PR_ErrorToName(reason);
  switch (reason) {
    case SEC_ERROR_BAD_PASSWORD:
      code = Errc::kStorePinWrong;
      break;
    case SEC_ERROR_UNSUPPORTED_KEYALG:
    case SEC_ERROR_UNSUPPORTED_ELLIPTIC_CURVE:
      code = Errc::kStoreUnsupported;
      break;
    default:
      break;
  }
  return Error(code, doing + " failed" + (name != nullptr ? ": " + std::string(name) : std::string()),
               "check that the folder is yours and has room, and that no browser is busy with it");
}

Result<bool> NssDatabase::exists(const fs::path& folder) {
  std::error_code code;
  const fs::file_status status = fs::status(folder / "cert9.db", code);
  if (status.type() != fs::file_type::none) return fs::exists(status);
  return Error(Errc::kStoreUnreadable, where(folder) + " cannot be read: " + code.message(),
               "check the path and who may read the folder");
}

Result<NssDatabase> NssDatabase::open(const fs::path& folder, Access access, const pki::Secret* password) {
  std::unique_lock<std::mutex> turn(turns());
  if (!started()) return nss_error(Errc::kMissingHere, "starting NSS");
  std::error_code ignored;
  const std::string path = escaped(fs::absolute(folder, ignored).string());
  const std::string specification =
      "configDir='sql:" + path + "' tokenDescription='orcamo'" + (access == Access::kRead ? " flags=readOnly" : "");
  NssSlot slot(SECMOD_OpenUserDB(specification.c_str()));
  if (!slot && (is_locked_elsewhere(folder / "cert9.db") || is_locked_elsewhere(folder / "key4.db"))) {
    return Error(Errc::kStoreLocked, where(folder) + " is locked by another program",
                 "wait until the browser has done its work, or close it, and try again");
  }
  if (!slot) {
    return nss_error(access == Access::kRead ? Errc::kStoreUnreadable : Errc::kStoreUnwritable,
                     "opening " + where(folder));
  }
  if (access == Access::kWrite && PK11_IsReadOnly(slot.get())) {
    return Error(Errc::kStoreUnwritable, where(folder) + " can only be read", "check whose files they are");
  }
  if (auto done = unlock(slot.get(), folder, access, password); !done) return done.error();
  return NssDatabase(std::move(turn), std::move(slot));
}

Result<std::vector<NssEntry>> NssDatabase::entries() const {
  const NssCertificates natives(PK11_ListCertsInSlot(slot()));
  if (!natives) return nss_error(Errc::kStoreUnreadable, "reading the certificates of an NSS database");
  std::vector<NssEntry> entries;
  for (CERTCertListNode* node = CERT_LIST_HEAD(natives.get()); !CERT_LIST_END(node, natives.get());
       node = CERT_LIST_NEXT(node)) {
    const SECItem& der = node->cert->derCert;
    auto certificate = pki::Certificate::from_der({der.data, der.len});
    if (!certificate) continue;  // a browser's database may have anything
    entries.push_back({NssCertificate(CERT_DupCertificate(node->cert)), label_of(node->cert), *std::move(certificate)});
  }
  return entries;
}

NssPrivateKey NssDatabase::key(const NssEntry& entry) const {
  return NssPrivateKey(PK11_FindPrivateKeyFromCert(slot(), entry.native.get(), nullptr));
}

Result<void> NssDatabase::label(const NssEntry& entry, const std::string& label) const {
  SECItem value{siBuffer, reinterpret_cast<unsigned char*>(const_cast<char*>(label.data())),
                static_cast<unsigned int>(label.size())};
  if (PK11_WriteRawAttribute(PK11_TypeCert, entry.native.get(), CKA_LABEL, &value) == SECSuccess) return {};
  return nss_error(Errc::kStoreUnwritable, "removing the certificate " + entry.certificate.serial());
}

Result<void> NssDatabase::remove_key(const NssEntry& entry) const {
  NssPrivateKey key = this->key(entry);
  if (!key || PK11_DeleteTokenPrivateKey(key.release(), /*force=*/PR_TRUE) == SECSuccess) return {};
  return nss_error(Errc::kStoreUnwritable, "removing the private key of " + entry.certificate.serial());
}

Result<void> NssDatabase::remove(const NssEntry& entry) const {
  if (SEC_DeletePermCertificate(entry.native.get()) == SECSuccess) return {};
  return nss_error(Errc::kStoreUnwritable, "removing the certificate " + entry.certificate.serial());
}

}  // namespace orcamo::client
