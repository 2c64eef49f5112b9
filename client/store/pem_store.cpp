#include "orcamo/client/pem_store.hpp"

#include <sys/stat.h>

#include <utility>

#include "orcamo/client/pkcs12.hpp"
#include "store/entry_label.hpp"
#include "store/file_name.hpp"
#include "store/pair_store.hpp"
#include "store/sealed_anew.hpp"

namespace orcamo::client {
namespace {

namespace fs = std::filesystem;
using pki::Errc;
using pki::Error;
using pki::Result;

constexpr PairForm kForm{
    .entry = ".crt",
    .beside = ".key",
    .current_entry = "certificate.crt",
    .current_beside = "certificate.key",
};

Result<pki::Credential> open_entry(pki::BytesView crt, const pki::Secret& pem, const std::string& key_path) {
  auto certificates = pki::Certificate::all_from_pem(pki::as_text(crt));
  if (!certificates) return certificates.error();
  auto key = pki::PrivateKey::from_pem(pem.reveal());
  if (!key) return key.error().while_doing("reading " + key_path);
  if (!certificates->front().matches(*key)) {
    return Error(Errc::kKeyMismatch, "the key in " + key_path + " is not that of the certificate",
                 "put the key and the certificate of one and the same file there");
  }
  return pki::Credential{certificates->front(), *std::move(key), {certificates->begin() + 1, certificates->end()}};
}

constexpr PairReading kReading{
    .open = open_entry,
    .beside_missing = Errc::kFileUnreadable,
    .beside_named = "key",
    .entry_open_to_others = S_IWGRP | S_IWOTH,  // what is in a certificate is no secret
    .lonely = Lonely::kKept,
};

std::string pem_of(const pki::Credential& credential) {
  std::string pem = credential.certificate.pem();
  for (const pki::Certificate& issuer : credential.chain) pem += issuer.pem();
  return pem;
}

}  // namespace

PemStore::PemStore(std::unique_ptr<PairStore> pairs) : FolderStore(std::move(pairs)) {}

Result<PemStore> PemStore::open(fs::path folder, Linkage linkage) {
  return open(std::move(folder), linkage, PosixFileSystem::system(), Folder::kLockPatience);
}

Result<PemStore> PemStore::open(fs::path folder, Linkage linkage, FileSystem& files,
                                std::chrono::milliseconds lock_patience) {
  auto pairs = PairFolder::open(std::move(folder), linkage, kForm, files, lock_patience);
  if (!pairs) return pairs.error();
  return PemStore(std::make_unique<PairStore>(*std::move(pairs), kReading));
}

Result<void> PemStore::add(const Arrival& arrival) {
  if (auto safe = check_file_name(arrival.file_name); !safe) return safe;
  const auto credential = open_pkcs12(arrival.p12, arrival.password.reveal());
  if (!credential) return credential.error().while_doing("adding " + arrival.file_name + " to the store");
  const auto key = credential->key.pem();
  if (!key) return key.error();
  return pairs().add(label_for(arrival.file_name), credential->certificate, pki::as_bytes(pem_of(*credential)),
                     pki::as_bytes(key->reveal()));
}

Result<Arrival> PemStore::read(const pki::Certificate& certificate) {
  const auto pair = pairs().find(certificate);
  if (!pair) return pair.error();
  return sealed_anew(pair->name + std::string(kP12Ending), pair->credential);
}

}  // namespace orcamo::client
