#include "orcamo/client/file_journal.hpp"

#include <algorithm>
#include <cassert>
#include <string_view>
#include <utility>
#include <vector>

#include "identity/read_file.hpp"
#include "orcamo/client/pkcs12.hpp"
#include "store/folder.hpp"
#include "workflow/record_text.hpp"

namespace orcamo::client {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;

constexpr std::string_view kRecordEnd = ".json";
constexpr std::string_view kFileEnd = ".p12";
constexpr std::string_view kPasswordEnd = ".password";
constexpr std::size_t kLargestRecord = 64 << 10;   // octets
constexpr std::size_t kLongestPassword = 4 << 10;  // octets
constexpr std::size_t kFingerprint = 64;           // digits

class FolderHold final : public RenewalJournal::Hold {
 public:
  explicit FolderHold(std::shared_ptr<const Folder> folder) : folder_(std::move(folder)) {}

 private:
  std::shared_ptr<const Folder> folder_;
};

std::string record_name(const std::string& fingerprint) { return fingerprint + std::string(kRecordEnd); }

// fingerprint_of is whose record a file belongs to; empty: to none.
std::string_view fingerprint_of(std::string_view name) noexcept {
  const bool fits = name.size() > kFingerprint && name[kFingerprint] == '.' &&
                    name.find_first_not_of("0123456789abcdef") == kFingerprint;
  return fits ? name.substr(0, kFingerprint) : std::string_view();
}

bool is_record(std::string_view name) noexcept {
  return !fingerprint_of(name).empty() && name.substr(kFingerprint) == kRecordEnd;
}

// keep puts the octets under a name of their own, FINGERPRINT.NUMBER and `end`, unless they are there. What is under
// one of the names `done` is synced already.
Result<std::string> keep(const Folder& folder, const std::string& fingerprint, std::string_view end,
                         pki::BytesView octets, Synced synced, const std::vector<std::string>& done) {
  const auto names = folder.names();
  if (!names) return names.error();
  for (int number = 1;; ++number) {
    std::string name = fingerprint + "." + std::to_string(number) + std::string(end);
    if (std::find(names->begin(), names->end(), name) == names->end()) {
      if (auto written = folder.write(name, octets, synced); !written) return written.error();
      return name;
    }
    auto there = folder.read(name, octets.size());
    if (!there || !*there) continue;
    const bool same = std::ranges::equal(**there, octets);
    (void)take_secret(**there);  // wipes it: it may be a password
    if (!same) continue;
    if (synced == Synced::kNothing || std::find(done.begin(), done.end(), name) != done.end()) return name;
    if (auto settled = folder.sync_file(name); !settled) return settled.error();
    return name;
  }
}

// remove_but takes away the files of one record, but for those listed.
Result<void> remove_but(const Folder& folder, const std::string& fingerprint, const std::vector<std::string>& kept) {
  const auto names = folder.names();
  if (!names) return names.error();
  for (const std::string& name : *names) {
    if (fingerprint_of(name) != fingerprint || std::find(kept.begin(), kept.end(), name) != kept.end()) continue;
    if (auto removed = folder.remove(name, Synced::kNothing); !removed) return removed;
  }
  return {};
}

// tidy takes away the files that a crash has left without their record.
Result<void> tidy(const Folder& folder) {
  if (auto swept = folder.sweep(); !swept) return swept;
  const auto names = folder.names();
  if (!names) return names.error();
  for (const std::string& name : *names) {
    const std::string fingerprint(fingerprint_of(name));
    if (fingerprint.empty()) continue;
    if (std::find(names->begin(), names->end(), record_name(fingerprint)) != names->end()) continue;
    if (auto removed = folder.remove(name, Synced::kNothing); !removed) return removed;
  }
  return {};
}

Result<pki::Secret> read_secret(const Folder& folder, const std::string& name) {
  auto octets = folder.read(name, kLongestPassword);
  if (!octets) return octets.error();
  if (!*octets) return Error(Errc::kRenewalJournalUnusable, "the file " + name + " is missing");
  return take_secret(**octets);
}

}  // namespace

FileJournal::FileJournal(const std::filesystem::path& folder) : FileJournal(folder, PosixFileSystem::system()) {}

FileJournal::FileJournal(const std::filesystem::path& folder, FileSystem& files)
    : path_(normal_path(folder)), files_(&files) {}

Result<std::unique_ptr<RenewalJournal::Hold>> FileJournal::hold() {
  const std::filesystem::path above = path_.parent_path();
  if (!above.empty()) {
    const auto there = Folder::open(above, *files_);
    if (there && !*there) {
      if (auto made = Folder::make_and_lock(above, Folder::kLockPatience, *files_); !made) return made.error();
    }
  }
  auto folder = Folder::make_and_lock(path_, std::chrono::milliseconds(0), *files_);
  if (!folder && folder.error().code() == Errc::kStoreLocked) {
    return Error(Errc::kStoreLocked, "another renewal of this store is under way: it holds " + path_.string(),
                 "wait until it has ended, then try again");
  }
  if (!folder) return folder.error();
  if (auto tidied = tidy(*folder); !tidied) return tidied.error();
  const auto shared = std::make_shared<const Folder>(*std::move(folder));
  folder_ = shared;
  return std::make_unique<FolderHold>(shared);
}

std::shared_ptr<const Folder> FileJournal::held() const {
  auto folder = folder_.lock();
  assert(folder != nullptr);
  return folder;
}

// A disk that does not answer has damaged nothing: what is there is left there, to be read another time.
Error FileJournal::unusable(const std::string& fingerprint, Error why) const {
  if (why.code() == Errc::kFileUnreadable) {
    return std::move(why)
        .while_doing("going on with an interrupted renewal")
        .with_hint(
            "make the file readable and run it again: the new certificate may be in it; what never can be read "
            "again, move away with all files of " +
            path_.string() + " whose names begin with " + fingerprint + ", and the renewal begins anew");
  }
  return unusable(fingerprint, why.message());
}

Error FileJournal::unusable(const std::string& fingerprint, const std::string& why) const {
  return Error(Errc::kRenewalJournalUnusable, (path_ / record_name(fingerprint)).string() + ": " + why,
               "nothing is lost: the files are kept there, under names that begin with set-aside");
}

Result<RenewalRecord> FileJournal::open_record(const Folder& folder, const std::string& fingerprint,
                                               pki::BytesView octets) const {
  auto text = read_record(pki::as_text(octets));
  if (!text) return unusable(fingerprint, text.error());
  RenewalRecord record = std::move(text->record);
  if (record.old_fingerprint != fingerprint) return unusable(fingerprint, "the record is of another certificate");
  if (record.replacement && !text->link_password.empty()) {
    auto password = read_secret(folder, text->link_password);
    if (!password) return unusable(fingerprint, password.error());
    record.replacement->password = *std::move(password);
  }
  if (record.arrival) {
    auto password = read_secret(folder, text->arrival_password);
    if (!password) return unusable(fingerprint, password.error());
    record.arrival->password = *std::move(password);
    auto p12 = folder.read(text->arrival_p12, Pkcs12Limits{}.octets);
    if (!p12) return unusable(fingerprint, p12.error());
    if (!*p12) return unusable(fingerprint, "the file " + text->arrival_p12 + " is missing");
    record.arrival->p12 = **std::move(p12);
  }
  return record;
}

Result<std::optional<RenewalRecord>> FileJournal::load(const pki::Certificate& certificate) {
  const std::string& fingerprint = certificate.fingerprint_sha256();
  const auto folder = Folder::open(path_, *files_);
  if (!folder) return folder.error();
  if (!*folder) return std::nullopt;

  const auto own = (*folder)->read(record_name(fingerprint), kLargestRecord);
  if (!own) return unusable(fingerprint, own.error());
  if (*own) {
    auto record = open_record(**folder, fingerprint, **own);
    if (!record) return record.error();
    return *std::move(record);
  }

  const auto names = (*folder)->names();
  if (!names) return names.error();
  for (const std::string& name : *names) {
    if (!is_record(name)) continue;
    const auto octets = (*folder)->read(name, kLargestRecord);
    if (!octets || !*octets) continue;
    const auto text = read_record(pki::as_text(**octets));
    if (!text || text->record.new_fingerprint != fingerprint) continue;
    if (auto record = open_record(**folder, std::string(fingerprint_of(name)), **octets)) return *std::move(record);
  }
  return std::nullopt;
}

// Until the new certificate has been opened, the old one works, or asks again, whatever becomes of the record;
// afterwards the store has the new one. Between the two the folder is synced once, in the end: nothing is asked of the
// server before.
Result<void> FileJournal::save(const RenewalRecord& record) {
  const auto folder = held();
  const bool irreplaceable = !record.new_fingerprint.empty() && record.committed == Committed::kNo;
  const Synced synced = irreplaceable ? Synced::kOctets : Synced::kNothing;
  const std::string& fingerprint = record.old_fingerprint;
  RecordText text;
  text.record = {.old_fingerprint = fingerprint,
                 .new_fingerprint = record.new_fingerprint,
                 .server = record.server,
                 .channel = record.channel,
                 .committed = record.committed};
  std::vector<std::string> kept{record_name(fingerprint)};
  const auto keep_in = [&](std::string& name, std::string_view end, pki::BytesView octets) -> Result<void> {
    auto written = keep(*folder, fingerprint, end, octets, synced, kept);
    if (!written) return written.error();
    name = *written;
    kept.push_back(name);
    return {};
  };
  if (const auto& link = record.replacement) {
    text.record.replacement = Replacement{link->url, {}, link->password_url};
    if (!link->password.empty()) {
      auto done = keep_in(text.link_password, kPasswordEnd, pki::as_bytes(link->password.reveal()));
      if (!done) return done;
    }
  }
  if (const auto& arrival = record.arrival) {
    text.record.arrival = Arrival{arrival->file_name, {}, {}};
    auto done = keep_in(text.arrival_password, kPasswordEnd, pki::as_bytes(arrival->password.reveal()));
    if (!done) return done;
    done = keep_in(text.arrival_p12, kFileEnd, arrival->p12);
    if (!done) return done;
  }
  auto written = folder->write(record_name(fingerprint), pki::as_bytes(write_record(text)), synced);
  if (written && irreplaceable) written = folder->sync();
  if (!written) return written;
  return remove_but(*folder, fingerprint, kept);
}

// Without its record the rest means nothing, should a crash leave it. One that a power failure brings back ends as it
// did.
Result<void> FileJournal::clear(const std::string& old_fingerprint) {
  const auto folder = held();
  if (auto removed = folder->remove(record_name(old_fingerprint), Synced::kNothing); !removed) return removed;
  return remove_but(*folder, old_fingerprint, {});
}

// The record goes last: cut off in the middle, it is found unusable again.
Result<void> FileJournal::set_aside(const std::string& old_fingerprint) {
  const auto folder = held();
  const auto names = folder->names();
  if (!names) return names.error();
  std::string prefix;
  const auto taken = [&](const std::string& name) { return name.starts_with(prefix); };
  for (int number = 1; prefix.empty() || std::any_of(names->begin(), names->end(), taken); ++number) {
    prefix = "set-aside-" + std::to_string(number) + ".";
  }
  const std::string record = record_name(old_fingerprint);
  for (const std::string& name : *names) {
    if (fingerprint_of(name) != old_fingerprint || name == record) continue;
    if (auto renamed = folder->rename(name, prefix + name); !renamed) return renamed;
  }
  return folder->rename(record, prefix + record);
}

}  // namespace orcamo::client
