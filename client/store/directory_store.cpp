#include "orcamo/client/directory_store.hpp"

#include <sys/stat.h>

#include <utility>

#include "orcamo/client/password_file.hpp"
#include "orcamo/client/pkcs12.hpp"
#include "store/entry_label.hpp"
#include "store/file_name.hpp"
#include "store/pair_store.hpp"

namespace orcamo::client {
namespace {

namespace fs = std::filesystem;
using pki::Errc;
using pki::Error;
using pki::Result;

constexpr PairForm kForm{
    .entry = kP12Ending,
    .beside = kPasswordEnding,
    .current_entry = "certificate.p12",
    .current_beside = "password.txt",
};

Result<pki::Credential> open_entry(pki::BytesView p12, const pki::Secret& text, const std::string& password_path) {
  const auto password = decode_password(pki::as_bytes(text.reveal()));
  if (!password) return password.error().while_doing("reading " + password_path);
  return open_pkcs12(p12, password->reveal());
}

constexpr PairReading kReading{
    .open = open_entry,
    .beside_missing = Errc::kPasswordFileUnreadable,
    .beside_named = "password",
    .entry_open_to_others = S_IRWXG | S_IRWXO,
    .lonely = Lonely::kReplaced,
};

// line_of is the password as its file has it.
Result<pki::Secret> line_of(const Arrival& arrival) {
  std::string text;
  text.reserve(arrival.password.reveal().size() + 1);  // so that no copy is left behind
  text += arrival.password.reveal();
  text += '\n';
  pki::Secret line = pki::Secret::take(text);
  const auto readable = decode_password(pki::as_bytes(line.reveal()));
  if (readable && readable->equals(arrival.password.reveal())) return line;
  return Error(Errc::kPasswordFileUndecodable,
               "the password of " + arrival.file_name + " cannot be kept as one line of text",
               "ask for a file whose password has printable characters only");
}

}  // namespace

DirectoryStore::DirectoryStore(std::unique_ptr<PairStore> pairs) : FolderStore(std::move(pairs)) {}

Result<DirectoryStore> DirectoryStore::open(fs::path folder, Linkage linkage) {
  return open(std::move(folder), linkage, PosixFileSystem::system(), Folder::kLockPatience);
}

Result<DirectoryStore> DirectoryStore::open(fs::path folder, Linkage linkage, FileSystem& files,
                                            std::chrono::milliseconds lock_patience) {
  auto pairs = PairFolder::open(std::move(folder), linkage, kForm, files, lock_patience);
  if (!pairs) return pairs.error();
  return DirectoryStore(std::make_unique<PairStore>(*std::move(pairs), kReading));
}

Result<void> DirectoryStore::add(const Arrival& arrival) {
  if (auto safe = check_file_name(arrival.file_name); !safe) return safe;
  const auto credential = open_pkcs12(arrival.p12, arrival.password.reveal());
  if (!credential) return credential.error().while_doing("adding " + arrival.file_name + " to the store");
  const auto line = line_of(arrival);
  if (!line) return line.error();
  return pairs().add(label_for(arrival.file_name), credential->certificate, arrival.p12, pki::as_bytes(line->reveal()));
}

Result<Arrival> DirectoryStore::read(const pki::Certificate& certificate) {
  auto pair = pairs().find(certificate);
  if (!pair) return pair.error();
  auto password = decode_password(pki::as_bytes(pair->beside.reveal()));
  if (!password) return password.error();
  return Arrival{pair->name + std::string(kForm.entry), std::move(pair->entry), *std::move(password)};
}

}  // namespace orcamo::client
