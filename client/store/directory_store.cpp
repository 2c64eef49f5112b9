#include "orcamo/client/directory_store.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <system_error>
#include <utility>

#include "identity/read_file.hpp"
#include "orcamo/client/password_file.hpp"
#include "orcamo/client/pkcs12.hpp"
#include "store/durable_file.hpp"
#include "store/file_name.hpp"

namespace orcamo::client {
namespace {

namespace fs = std::filesystem;
using pki::Errc;
using pki::Error;
using pki::Result;

bool is_ascii_letter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

Error unreadable(const fs::path& folder, std::string_view why) {
  return Error(Errc::kStoreUnreadable, "the store " + folder.string() + " cannot be read: " + std::string(why),
               "check the path and who may read the folder");
}

// normal is the path without the slashes and dots that it ends in: its last name is the folder's.
fs::path normal(const fs::path& folder) {
  fs::path path = folder.lexically_normal();
  return path.has_filename() ? path : path.parent_path();
}

std::string own_name(const fs::path& folder) {
  std::error_code ignored;
  return normal(fs::absolute(folder, ignored)).filename().string();
}

// names_of lists the certificate files of a folder; none where there is no folder yet.
Result<std::vector<std::string>> names_of(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code code;
  fs::directory_iterator entries(folder, code);
  if (code == std::errc::no_such_file_or_directory) return names;
  if (code) return unreadable(folder, code.message());
  for (; entries != fs::directory_iterator(); entries.increment(code)) {
    std::string name = entries->path().filename().string();
    std::error_code ignored;
    if (check_file_name(name) && entries->is_regular_file(ignored)) names.push_back(std::move(name));
    if (code) break;
  }
  if (code) return unreadable(folder, code.message());
  return names;
}

Result<StoredCertificate> open_entry(const fs::path& folder, const std::string& name) {
  const std::string doing = "opening " + (folder / name).string();
  auto octets = read_file(folder / name, Pkcs12Limits{}.octets);
  if (!octets) return octets.error().while_doing(doing);
  auto password = read_password_file(folder / password_file_name(name));
  if (!password) {
    return password.error().while_doing(doing).with_hint("put the password beside it, in " +
                                                         (folder / password_file_name(name)).string());
  }
  auto credential = open_pkcs12(*octets, password->reveal());
  if (!credential) return credential.error().while_doing(doing);
  return StoredCertificate{name, *std::move(credential)};
}

bool ends_earlier(const StoredCertificate& a, const StoredCertificate& b) {
  const auto rank = [](const StoredCertificate& s) {
    const pki::Certificate& c = s.credential.certificate;
    return std::tuple(c.validity().not_after, c.serial().size(),
                      c.serial());  // longer hexadecimal is the larger number
  };
  return rank(a) < rank(b);
}

}  // namespace

Result<DirectoryStore> DirectoryStore::open(fs::path folder, Linkage linkage) {
  folder = normal(folder);
  if (linkage == Linkage::kYes) {
    const std::string name = own_name(folder);
    if (name.empty() || !std::all_of(name.begin(), name.end(), is_ascii_letter)) {
      return Error(
          Errc::kStoreFolderNotAlphabetic,
          "the folder name \"" + name + "\" is not made of the letters A to Z alone, as the linkage tool wants it",
          "choose a folder such as certificates (フォルダ名はアルファベットにして下さい)");
    }
  }
  std::error_code code;
  const fs::file_status status = fs::status(folder, code);
  if (code == std::errc::no_such_file_or_directory) return DirectoryStore(std::move(folder));
  if (code) return unreadable(folder, code.message());
  if (status.type() != fs::file_type::directory) return unreadable(folder, "it is not a folder");
  return DirectoryStore(std::move(folder));
}

Result<std::vector<StoredCertificate>> DirectoryStore::list() {
  auto names = names_of(folder_);
  if (!names) return names.error();
  std::vector<StoredCertificate> stored;
  for (const std::string& name : *names) {
    auto entry = open_entry(folder_, name);
    if (!entry) return entry.error();
    stored.push_back(*std::move(entry));
  }
  std::sort(stored.begin(), stored.end(), ends_earlier);
  const auto same = [](const StoredCertificate& a, const StoredCertificate& b) {
    return a.credential.certificate == b.credential.certificate;
  };
  stored.erase(std::unique(stored.begin(), stored.end(), same), stored.end());
  return stored;
}

Result<void> DirectoryStore::add(const Arrival& arrival) {
  if (auto safe = check_file_name(arrival.file_name); !safe) return safe;
  auto credential = open_pkcs12(arrival.p12, arrival.password.reveal());
  if (!credential) return credential.error().while_doing("adding " + arrival.file_name + " to the store");

  const pki::Secret line = [&] {
    std::string text(arrival.password.reveal());
    text += '\n';
    return pki::Secret::take(text);
  }();
  const auto readable = decode_password(pki::as_bytes(line.reveal()));
  if (!readable || !readable->equals(arrival.password.reveal())) {
    return Error(Errc::kPasswordFileUndecodable,
                 "the password of " + arrival.file_name + " cannot be kept as one line of text",
                 "ask for a file whose password has printable characters only");
  }

  auto folder = Folder::make_and_lock(folder_);
  if (!folder) return folder.error();
  folder->sweep();

  auto names = names_of(folder_);
  if (!names) return names.error();
  for (const std::string& name : *names) {
    const auto octets = read_file(folder_ / name, Pkcs12Limits{}.octets);
    const bool same_octets = octets && *octets == arrival.p12;
    if (same_octets && open_entry(folder_, name)) return folder->probe();
    if (same_octets || name != arrival.file_name) continue;  // of the same octets, the password is what is missing
    const auto entry = open_entry(folder_, name);
    if (entry && entry->credential.certificate == credential->certificate) return folder->probe();
    return Error(Errc::kStoreNameTaken,
                 "the store " + folder_.string() + " already has another certificate named " + name,
                 "move that one away, or use another store");
  }

  const std::string password_name = password_file_name(arrival.file_name);
  if (auto done = folder->write(password_name, pki::as_bytes(line.reveal())); !done) return done;
  return folder->write(arrival.file_name, arrival.p12);
}

}  // namespace orcamo::client
