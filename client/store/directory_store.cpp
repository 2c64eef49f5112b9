#include "orcamo/client/directory_store.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "identity/read_file.hpp"
#include "orcamo/client/current.hpp"
#include "orcamo/client/password_file.hpp"
#include "orcamo/client/pkcs12.hpp"
#include "store/file_name.hpp"
#include "store/pair_folder.hpp"

namespace orcamo::client {
namespace {

namespace fs = std::filesystem;
using pki::Errc;
using pki::Error;
using pki::Result;

constexpr PairForm kForm{
    .entry = ".p12",
    .beside = ".password.txt",
    .current_entry = "certificate.p12",
    .current_beside = "password.txt",
};
constexpr std::size_t kLongestPassword = 1 << 20;  // octets: as read_password_file

// Entry is a pair as it is on disk, opened.
struct Entry {
  Arrival file;
  pki::Credential credential;
};

Result<pki::Secret> read_password(const Folder& folder, const std::string& name) {
  const std::string path = (folder.path() / name).string();
  const auto unreadable = [&](const std::string& why) {
    return Error(Errc::kPasswordFileUnreadable, why, "put the password beside it, in " + path);
  };
  auto octets = folder.read(name, kLongestPassword);
  if (!octets) {
    const Errc code = octets.error().code();
    return code == Errc::kFileUnreadable || code == Errc::kFileTooLarge ? unreadable(octets.error().message())
                                                                        : octets.error();
  }
  if (!*octets) return unreadable("there is no file " + path);
  const pki::Secret text = take_secret(**octets);
  auto password = decode_password(pki::as_bytes(text.reveal()));
  if (!password) return password.error().while_doing("reading " + path);
  return password;
}

// read_pair is unset where there is no such entry (any more).
Result<std::optional<Arrival>> read_pair(const PairFolder& pairs, const Folder& folder, const std::string& name) {
  auto p12 = folder.read(pairs.entry(name), Pkcs12Limits{}.octets);
  if (!p12) return p12.error();
  if (!*p12) return std::nullopt;
  auto password = read_password(folder, pairs.beside(name));
  if (password) return Arrival{pairs.entry(name), **std::move(p12), *std::move(password)};
  const auto still_there = folder.read(pairs.entry(name), Pkcs12Limits{}.octets);
  if (still_there && !*still_there) return std::nullopt;
  return password.error();
}

Result<std::optional<Entry>> open_pair(const PairFolder& pairs, const Folder& folder, const std::string& name) {
  const std::string doing = "opening " + (folder.path() / pairs.entry(name)).string();
  auto file = read_pair(pairs, folder, name);
  if (!file) return file.error().while_doing(doing);
  if (!*file) return std::nullopt;
  auto credential = open_pkcs12((*file)->p12, (*file)->password.reveal());
  if (!credential) return credential.error().while_doing(doing);
  return Entry{**std::move(file), *std::move(credential)};
}

Result<std::vector<Entry>> open_all(const PairFolder& pairs, const Folder& folder) {
  const auto names = pairs.names(folder);
  if (!names) return names.error();
  std::vector<Entry> entries;
  for (const std::string& name : *names) {
    auto entry = open_pair(pairs, folder, name);
    if (!entry) return entry.error();
    if (*entry) entries.push_back(**std::move(entry));
  }
  return entries;
}

// listed is one for each certificate, whatever its files.
std::vector<StoredCertificate> listed(const std::vector<Entry>& entries) {
  std::vector<StoredCertificate> stored;
  for (const Entry& entry : entries) stored.push_back({entry.file.file_name, entry.credential});
  std::sort(stored.begin(), stored.end(), [](const StoredCertificate& a, const StoredCertificate& b) {
    if (ends_earlier(a, b) || ends_earlier(b, a)) return ends_earlier(a, b);
    const auto rank = [](const StoredCertificate& one) {
      return std::pair(std::string_view(one.credential.certificate.fingerprint_sha256()),
                       std::string_view(one.file_name));
    };
    return rank(a) < rank(b);
  });
  const auto same = [](const StoredCertificate& a, const StoredCertificate& b) {
    return a.credential.certificate == b.credential.certificate;
  };
  stored.erase(std::unique(stored.begin(), stored.end(), same), stored.end());
  return stored;
}

std::string name_of(const Entry& entry) {
  return entry.file.file_name.substr(0, entry.file.file_name.size() - kForm.entry.size());
}

// line_of is the password as its file has it.
Result<pki::Secret> line_of(const Arrival& arrival) {
  std::string text(arrival.password.reveal());
  text += '\n';
  pki::Secret line = pki::Secret::take(text);
  const auto readable = decode_password(pki::as_bytes(line.reveal()));
  if (readable && readable->equals(arrival.password.reveal())) return line;
  return Error(Errc::kPasswordFileUndecodable,
               "the password of " + arrival.file_name + " cannot be kept as one line of text",
               "ask for a file whose password has printable characters only");
}

}  // namespace

DirectoryStore::DirectoryStore(PairFolder pairs) : pairs_(std::make_unique<PairFolder>(std::move(pairs))) {}
DirectoryStore::DirectoryStore(DirectoryStore&&) noexcept = default;
DirectoryStore& DirectoryStore::operator=(DirectoryStore&&) noexcept = default;
DirectoryStore::~DirectoryStore() = default;

Result<DirectoryStore> DirectoryStore::open(fs::path folder, Linkage linkage) {
  return open(std::move(folder), linkage, PosixFileSystem::system(), Folder::kLockPatience);
}

Result<DirectoryStore> DirectoryStore::open(fs::path folder, Linkage linkage, FileSystem& files,
                                            std::chrono::milliseconds lock_patience) {
  auto pairs = PairFolder::open(std::move(folder), linkage, kForm, files, lock_patience);
  if (!pairs) return pairs.error();
  return DirectoryStore(*std::move(pairs));
}

Result<std::vector<StoredCertificate>> DirectoryStore::list() {
  const auto folder = pairs_->folder();
  if (!folder) return folder.error();
  if (!*folder) return std::vector<StoredCertificate>();
  const auto entries = open_all(*pairs_, **folder);
  if (!entries) return entries.error();
  return listed(*entries);
}

Result<void> DirectoryStore::add(const Arrival& arrival) {
  if (auto safe = check_file_name(arrival.file_name); !safe) return safe;
  const auto credential = open_pkcs12(arrival.p12, arrival.password.reveal());
  if (!credential) return credential.error().while_doing("adding " + arrival.file_name + " to the store");
  const auto line = line_of(arrival);
  if (!line) return line.error();

  const auto folder = pairs_->lock();
  if (!folder) return folder.error();
  const auto names = pairs_->names(*folder);
  if (!names) return names.error();
  for (const std::string& name : *names) {
    const auto octets = folder->read(pairs_->entry(name), Pkcs12Limits{}.octets);
    const bool same_octets = octets && *octets == arrival.p12;
    if (same_octets && open_pair(*pairs_, *folder, name)) return folder->probe();
    if (same_octets || pairs_->entry(name) != arrival.file_name) continue;  // of the same, the password is missing
    const auto entry = open_pair(*pairs_, *folder, name);
    if (entry && *entry && (*entry)->credential.certificate == credential->certificate) return folder->probe();
    return Error(Errc::kStoreNameTaken,
                 "the store " + pairs_->path().string() + " already has another certificate named " + arrival.file_name,
                 "move that one away, or use another store");
  }
  const std::string name = arrival.file_name.substr(0, arrival.file_name.size() - kForm.entry.size());
  return pairs_->add(*folder, name, arrival.p12, pki::as_bytes(line->reveal()));
}

Result<void> DirectoryStore::make_current(const pki::Certificate& certificate) {
  const auto folder = pairs_->lock();
  if (!folder) return folder.error();
  const auto entries = open_all(*pairs_, *folder);
  if (!entries) return entries.error();
  for (const Entry& entry : *entries) {
    if (entry.credential.certificate == certificate) return pairs_->point(*folder, name_of(entry));
  }
  return not_stored(certificate);
}

Result<Arrival> DirectoryStore::read(const pki::Certificate& certificate) {
  const auto folder = pairs_->folder();
  if (!folder) return folder.error();
  if (!*folder) return not_stored(certificate);
  auto entries = open_all(*pairs_, **folder);
  if (!entries) return entries.error();
  for (Entry& entry : *entries) {
    if (entry.credential.certificate == certificate) return std::move(entry.file);
  }
  return not_stored(certificate);
}

Result<void> DirectoryStore::remove(const pki::Certificate& certificate, pki::TimePoint now) {
  const auto folder = pairs_->lock();
  if (!folder) return folder.error();
  const auto entries = open_all(*pairs_, *folder);
  if (!entries) return entries.error();
  const std::vector<StoredCertificate> stored = listed(*entries);
  if (auto allowed = check_removal(stored, certificate, now); !allowed) return allowed;
  for (const Entry& entry : *entries) {
    if (entry.credential.certificate != certificate) continue;
    if (auto done = pairs_->remove(*folder, name_of(entry)); !done) return done;
  }
  return {};
}

}  // namespace orcamo::client
