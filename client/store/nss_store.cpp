#include "orcamo/client/nss_store.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <system_error>
#include <tuple>
#include <utility>

#include "identity/purpose.hpp"
#include "orcamo/client/current.hpp"
#include "orcamo/client/password_file.hpp"
#include "orcamo/client/pkcs12.hpp"
#include "store/chain.hpp"
#include "store/entry_label.hpp"
#include "store/file_name.hpp"
#include "store/folder.hpp"
#include "store/nss_database.hpp"
#include "store/nss_key.hpp"
#include "store/removal_mark.hpp"
#include "store/sealed_anew.hpp"

namespace orcamo::client {
namespace {

namespace fs = std::filesystem;
using pki::Errc;
using pki::Error;
using pki::Result;

Result<NssDatabase> open_database(const fs::path& folder, NssDatabase::Access access,
                                  const std::optional<fs::path>& pin_file) {
  if (!pin_file) return NssDatabase::open(folder, access, nullptr);
  auto password = read_password_file(*pin_file);
  if (!password) return password.error();
  return NssDatabase::open(folder, access, &*password);
}

const NssEntry* find(const std::vector<NssEntry>& entries, const pki::Certificate& certificate) {
  const auto found = std::find_if(entries.begin(), entries.end(),
                                  [&](const NssEntry& entry) { return entry.certificate == certificate; });
  return found == entries.end() ? nullptr : &*found;
}

// native_of is the certificate as NSS holds it in memory.
Result<NssCertificate> native_of(const pki::Certificate& certificate) {
  pki::Bytes der = certificate.der();
  SECItem item{siDERCertBuffer, der.data(), static_cast<unsigned int>(der.size())};
  NssCertificate native(CERT_NewTempCertificate(CERT_GetDefaultCertDB(), &item, nullptr, PR_FALSE, PR_TRUE));
  if (!native) return nss_error(Errc::kStoreUnsupported, "reading the certificate " + certificate.serial());
  return native;
}

Result<void> import(const NssDatabase& database, CERTCertificate* native, const std::string& nickname) {
  if (PK11_ImportCert(database.slot(), native, CK_INVALID_HANDLE, nickname.c_str(), PR_FALSE) == SECSuccess) return {};
  return nss_error(Errc::kStoreUnwritable, "storing the certificate " + nickname + " in an NSS database");
}

// import_authority stores what a browser has to send along with the certificate. It is trusted for nothing.
Result<void> import_authority(const NssDatabase& database, const pki::Certificate& authority) {
  auto native = native_of(authority);
  if (!native) return native.error();
  const std::unique_ptr<char, FreeInNss<PORT_Free>> nickname(CERT_MakeCANickname(native->get()));
  return import(database, native->get(), nickname ? nickname.get() : authority.common_name());
}

// remove_entry takes a certificate away for good, and its key unless another one of `entries` uses it.
Result<void> remove_entry(const NssDatabase& database, const NssEntry& entry, const std::vector<NssEntry>& entries) {
  const bool shared = std::any_of(entries.begin(), entries.end(), [&](const NssEntry& other) {
    return !(other.certificate == entry.certificate) && !is_removed(other.nickname) &&
           SECITEM_ItemsAreEqual(&other.native->derPublicKey, &entry.native->derPublicKey) == PR_TRUE;
  });
  if (!shared) {
    if (auto done = database.remove_key(entry); !done) return done;
  }
  return database.remove(entry);
}

// entries_for_change are those of a database that is open for a change, after what removals that were cut off have left
// is gone.
Result<std::vector<NssEntry>> entries_for_change(const NssDatabase& database) {
  auto entries = database.entries();
  if (!entries) return entries;
  for (const NssEntry& entry : *entries) {
    if (!is_removed(entry.nickname)) continue;
    if (auto done = remove_entry(database, entry, *entries); !done) return done.error();
  }
  std::erase_if(*entries, [](const NssEntry& entry) { return is_removed(entry.nickname); });
  return entries;
}

// lock_folder keeps other runs of this program away from a database that is this user's own, file by file.
Result<Folder> lock_folder(const fs::path& path) {
  auto folder = Folder::make_and_lock(path);
  if (!folder) return folder;
  for (const char* name : {"cert9.db", "key4.db"}) {
    struct stat status {};
    if (::lstat((path / name).c_str(), &status) != 0) continue;  // it is made
    if (S_ISLNK(status.st_mode)) {
      return Error(Errc::kStoreSymlink,
                   "the path " + (path / name).string() + " is a symbolic link, and is not followed",
                   "put the file itself there, or name the folder that it is in");
    }
    if (status.st_uid != ::geteuid()) {
      return Error(Errc::kStoreNotOwned, "the path " + (path / name).string() + " belongs to another user",
                   "run this as that user, or make the whole folder yours with chown");
    }
  }
  return folder;
}

}  // namespace

Result<NssStore> NssStore::open(fs::path folder, std::optional<fs::path> pin_file) {
  folder = normal_path(folder);
  std::error_code code;
  const fs::file_status status = fs::status(folder, code);
  if (status.type() != fs::file_type::directory && status.type() != fs::file_type::not_found) {
    return Error(Errc::kStoreUnreadable,
                 "the NSS database " + folder.string() +
                     " cannot be read: " + (code ? code.message() : std::string("it is not a folder")),
                 "name the folder that has cert9.db, such as ~/.pki/nssdb");
  }
  return NssStore(std::move(folder), std::move(pin_file));
}

Result<std::vector<StoredCertificate>> NssStore::list() {
  std::vector<StoredCertificate> stored;
  const auto there = NssDatabase::exists(folder_);
  if (!there) return there.error();
  if (!*there) return stored;
  auto database = open_database(folder_, NssDatabase::Access::kRead, pin_file_);
  if (!database) return database.error();
  auto entries = database->entries();
  if (!entries) return entries.error();
  std::vector<pki::Certificate> all;
  for (const NssEntry& entry : *entries) all.push_back(entry.certificate);
  for (const NssEntry& entry : *entries) {
    if (is_removed(entry.nickname) || !is_for_login(entry.certificate)) continue;
    const NssPrivateKey native = database->key(entry);
    if (!native) continue;
    auto key = take_out(*database, native.get());
    if (!key || !entry.certificate.matches(*key)) continue;
    stored.push_back({file_name_for(entry.nickname, entry.certificate),
                      {entry.certificate, *std::move(key), chain_of(entry.certificate, all)}});
  }
  std::sort(stored.begin(), stored.end(), ends_earlier);
  return stored;
}

Result<void> NssStore::add(const Arrival& arrival) {
  if (auto safe = check_file_name(arrival.file_name); !safe) return safe;
  const std::string doing = "adding " + arrival.file_name + " to the store";
  auto credential = open_pkcs12(arrival.p12, arrival.password.reveal());
  if (!credential) return credential.error().while_doing(doing);
  auto folder = lock_folder(folder_);
  if (!folder) return folder.error();
  auto database = open_database(folder_, NssDatabase::Access::kWrite, pin_file_);
  if (!database) return database.error();
  auto entries = entries_for_change(*database);
  if (!entries) return entries.error();

  const NssEntry* const same = find(*entries, credential->certificate);
  if (same != nullptr && database->key(*same)) return folder->probe();
  const std::string nickname = label_for(arrival.file_name);
  const bool taken = std::any_of(entries->begin(), entries->end(), [&](const NssEntry& entry) {
    return entry.nickname == nickname && !(entry.certificate == credential->certificate);
  });
  if (taken) {
    return Error(Errc::kStoreNameTaken,
                 "the NSS database in " + folder_.string() + " already has another certificate named " + nickname,
                 "remove that one with the browser, or use another store");
  }

  auto native = native_of(credential->certificate);
  if (!native) return native.error().while_doing(doing);
  if (auto done = put_in(*database, credential->key, native->get(), nickname); !done) {
    return done.error().while_doing(doing);
  }
  for (const pki::Certificate& authority : credential->chain) {
    if (find(*entries, authority) != nullptr) continue;
    if (auto done = import_authority(*database, authority); !done) return done.error().while_doing(doing);
  }
  if (same != nullptr) return {};
  return import(*database, native->get(), nickname);
}

Result<void> NssStore::make_current(const pki::Certificate& certificate) {
  auto stored = list();
  if (!stored) return stored.error();
  const auto is_it = [&](const StoredCertificate& each) { return each.credential.certificate == certificate; };
  if (std::none_of(stored->begin(), stored->end(), is_it)) return not_stored(certificate);
  return {};
}

Result<Arrival> NssStore::read(const pki::Certificate& certificate) {
  auto stored = list();
  if (!stored) return stored.error();
  for (const StoredCertificate& each : *stored) {
    if (each.credential.certificate == certificate) return sealed_anew(each.file_name, each.credential);
  }
  return not_stored(certificate);
}

Result<void> NssStore::remove(const pki::Certificate& certificate, pki::TimePoint now) {
  auto stored = list();
  if (!stored) return stored.error();
  if (auto removable = check_removal(*stored, certificate, now); !removable) return removable;
  auto folder = lock_folder(folder_);
  if (!folder) return folder.error();
  auto database = open_database(folder_, NssDatabase::Access::kWrite, pin_file_);
  if (!database) return database.error();
  auto entries = entries_for_change(*database);
  if (!entries) return entries.error();
  const NssEntry* const entry = find(*entries, certificate);
  if (entry == nullptr) return not_stored(certificate);

  // The label is the commit: a certificate that has such a one is not listed any more.
  if (auto done = database->label(*entry, mark_removed(entry->nickname)); !done) return done;
  return remove_entry(*database, *entry, *entries);
}

std::vector<std::string> NssStore::open_to_others() const {
  constexpr fs::perms kChange = fs::perms::group_write | fs::perms::others_write;
  constexpr fs::perms kRead = fs::perms::group_read | fs::perms::others_read;
  const std::pair<fs::path, fs::perms> unwanted[] = {
      {folder_, kChange}, {folder_ / "cert9.db", kChange}, {folder_ / "key4.db", kChange | kRead}};
  std::vector<std::string> open;
  for (const auto& [path, permissions] : unwanted) {
    std::error_code ignored;
    const fs::file_status status = fs::status(path, ignored);
    if (fs::exists(status) && (status.permissions() & permissions) != fs::perms::none) open.push_back(path.string());
  }
  return open;
}

}  // namespace orcamo::client
