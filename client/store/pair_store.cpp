#include "store/pair_store.hpp"

#include <sys/stat.h>

#include <algorithm>

#include "identity/read_file.hpp"
#include "orcamo/client/current.hpp"

namespace orcamo::client {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;

constexpr std::size_t kLargest = 1 << 20;  // octets of one file
constexpr mode_t kOthersRead = S_IRWXG | S_IRWXO;
constexpr mode_t kOthersWrite = S_IWGRP | S_IWOTH;

bool same_certificate(const StoredCertificate& a, const StoredCertificate& b) noexcept {
  return a.credential.certificate == b.credential.certificate;
}

}  // namespace

// An entry may go while it is read: then it is none.
Result<std::optional<Pair>> PairStore::open_pair(const Folder& folder, const std::string& name) {
  const std::string doing = "opening " + (folder.path() / folder_.entry(name)).string();
  const std::string beside_path = (folder.path() / folder_.beside(name)).string();
  auto entry = folder.read(folder_.entry(name), kLargest);
  if (!entry) return entry.error().while_doing(doing);
  if (!*entry) return std::nullopt;

  auto beside = folder.read(folder_.beside(name), kLargest);
  if (!beside || !*beside) {
    const auto again = folder.read(folder_.entry(name), kLargest);
    if (again && !*again) return std::nullopt;
    if (!beside && beside.error().code() != Errc::kFileUnreadable && beside.error().code() != Errc::kFileTooLarge) {
      return beside.error().while_doing(doing);
    }
    return Error(reading_.beside_missing, beside ? "there is no file " + beside_path : beside.error().message(),
                 "put the " + std::string(reading_.beside_named) + " beside it, in " + beside_path)
        .while_doing(doing);
  }
  pki::Secret secret = take_secret(**beside);
  const auto known = opened_.find(name);
  if (known != opened_.end() && known->second.entry == **entry && known->second.beside.equals(secret.reveal())) {
    return known->second.copy();
  }
  auto credential = reading_.open(**entry, secret, beside_path);
  if (!credential) return credential.error().while_doing(doing);
  Pair pair{name, **std::move(entry), std::move(secret), *std::move(credential)};
  opened_.insert_or_assign(name, pair.copy());
  return pair;
}

Result<std::vector<Pair>> PairStore::open_all(const Folder& folder) {
  const auto names = folder_.names(folder);
  if (!names) return names.error();
  if ((folder.mode() & kOthersWrite) != 0) open_to_others_.insert(folder.path().string());
  std::vector<Pair> pairs;
  pairs.reserve(names->size());
  for (const std::string& name : *names) {
    auto pair = open_pair(folder, name);
    if (!pair) return pair.error();
    if (!*pair) continue;
    note_modes(folder, name);
    pairs.push_back(**std::move(pair));
  }
  std::erase_if(opened_,
                [&](const auto& one) { return std::find(names->begin(), names->end(), one.first) == names->end(); });
  return pairs;
}

void PairStore::note_modes(const Folder& folder, const std::string& name) {
  const auto note = [&](const std::string& file, mode_t unwanted) {
    const auto mode = folder.mode_of(file);
    if (mode && (*mode & unwanted) != 0) open_to_others_.insert((folder.path() / file).string());
  };
  note(folder_.entry(name), reading_.entry_open_to_others);
  note(folder_.beside(name), kOthersRead);
}

// listed has each certificate once, whatever its files.
std::vector<StoredCertificate> PairStore::listed(const std::vector<Pair>& pairs) const {
  std::vector<StoredCertificate> stored;
  stored.reserve(pairs.size());
  for (const Pair& pair : pairs) stored.push_back({folder_.entry(pair.name), pair.credential});
  std::sort(stored.begin(), stored.end(), [](const StoredCertificate& a, const StoredCertificate& b) {
    if (ends_earlier(a, b) || ends_earlier(b, a)) return ends_earlier(a, b);
    const auto rank = [](const StoredCertificate& one) {
      return std::pair(std::string_view(one.credential.certificate.fingerprint_sha256()),
                       std::string_view(one.file_name));
    };
    return rank(a) < rank(b);
  });
  stored.erase(std::unique(stored.begin(), stored.end(), same_certificate), stored.end());
  return stored;
}

Result<std::vector<StoredCertificate>> PairStore::list() {
  const auto folder = folder_.folder();
  if (!folder) return folder.error();
  if (!*folder) return std::vector<StoredCertificate>();
  const auto pairs = open_all(**folder);
  if (!pairs) return pairs.error();
  return listed(*pairs);
}

Result<void> PairStore::add(const std::string& name, const pki::Certificate& certificate, pki::BytesView entry,
                            pki::BytesView beside) {
  const auto folder = folder_.lock();
  if (!folder) return folder.error();
  // Nothing is kept where `current`, which is to lead to it, cannot lead anywhere.
  if (const auto pointed = folder_.pointed(*folder); !pointed) return pointed.error();
  const auto names = folder_.names(*folder);
  if (!names) return names.error();
  for (const std::string& other : *names) {
    const auto octets = folder->read(folder_.entry(other), kLargest);
    if (!octets && octets.error().code() == Errc::kStoreSymlink) return octets.error();
    const bool same_octets = octets && *octets && std::ranges::equal(**octets, entry);
    if (!same_octets && other != name) continue;
    const auto pair = open_pair(*folder, other);
    if (pair && !*pair) continue;  // it has gone meanwhile: there is nothing to be relied on
    if (pair && (*pair)->credential.certificate == certificate) return folder->probe();
    if (same_octets) continue;  // what is beside is missing
    return Error(
        Errc::kStoreNameTaken,
        "the store " + folder_.path().string() + " already has another certificate named " + folder_.entry(name),
        "move that one away, or use another store");
  }
  if (auto room = check_lonely(*folder, name, beside); !room) return room;
  return folder_.add(*folder, name, entry, beside);
}

Result<void> PairStore::check_lonely(const Folder& folder, const std::string& name, pki::BytesView beside) const {
  if (reading_.lonely == Lonely::kReplaced) return {};
  const auto there = folder.read(folder_.beside(name), kLargest);
  if (!there) return there.error();
  if (!*there || std::ranges::equal(**there, beside)) return {};
  return Error(Errc::kStoreNameTaken,
               "the store " + folder_.path().string() + " has another " + std::string(reading_.beside_named) + " in " +
                   folder_.beside(name),
               "move that one away; it may be the only one there is");
}

Result<void> PairStore::make_current(const pki::Certificate& certificate) {
  const auto folder = folder_.lock();
  if (!folder) return folder.error();
  const auto pairs = open_all(*folder);
  if (!pairs) return pairs.error();
  for (const Pair& pair : *pairs) {
    if (pair.credential.certificate == certificate) return folder_.point(*folder, pair.name);
  }
  return not_stored(certificate);
}

Result<Pair> PairStore::find(const pki::Certificate& certificate) {
  const auto folder = folder_.folder();
  if (!folder) return folder.error();
  if (!*folder) return not_stored(certificate);
  auto pairs = open_all(**folder);
  if (!pairs) return pairs.error();
  for (Pair& pair : *pairs) {
    if (pair.credential.certificate == certificate) return std::move(pair);
  }
  return not_stored(certificate);
}

// `current` never leads to what is gone: it moves on to the successor first.
Result<void> PairStore::remove(const pki::Certificate& certificate, pki::TimePoint now) {
  const auto folder = folder_.lock();
  if (!folder) return folder.error();
  const auto pairs = open_all(*folder);
  if (!pairs) return pairs.error();
  if (auto allowed = check_removal(listed(*pairs), certificate, now); !allowed) return allowed;

  const Pair* successor = nullptr;
  for (const Pair& pair : *pairs) {
    const pki::Certificate& other = pair.credential.certificate;
    if (!same_lineage(other, certificate)) continue;
    if (successor == nullptr || successor->credential.certificate.validity().not_after < other.validity().not_after) {
      successor = &pair;
    }
  }
  const auto pointed = folder_.pointed(*folder);
  if (!pointed) return pointed.error();
  for (const Pair& pair : *pairs) {
    if (pair.credential.certificate != certificate) continue;
    if (*pointed == pair.name) {
      if (auto done = folder_.point(*folder, successor->name); !done) return done;
    }
    if (auto done = folder_.remove(*folder, pair.name); !done) return done;
  }
  return {};
}

}  // namespace orcamo::client
