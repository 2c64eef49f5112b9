#include "orcamo/client/pkcs11_store.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string>
#include <utility>

#include "identity/purpose.hpp"
#include "orcamo/client/current.hpp"
#include "orcamo/client/password_file.hpp"
#include "orcamo/client/pkcs12.hpp"
#include "store/chain.hpp"
#include "store/entry_label.hpp"
#include "store/file_name.hpp"
#include "store/folder.hpp"
#include "store/pkcs11_uri.hpp"
#include "store/removal_mark.hpp"
#include "store/state_folder.hpp"
#include "store/token.hpp"
#include "store/token_key.hpp"

namespace orcamo::client {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;

Result<std::unique_ptr<Token>> open_token(const Pkcs11Uri& uri, Token::Access access) {
  if (!uri.pin_file) return Token::open(uri, access, nullptr);
  auto pin = read_password_file(*uri.pin_file);
  if (!pin) return pin.error();
  return Token::open(uri, access, &*pin);
}

// lock_of keeps what other processes of this user would change on the token until it goes: a folder of its own, by the
// token's serial number.
Result<Folder> lock_of(const Token& token, std::chrono::milliseconds patience) {
  std::string name = "token-";
  for (const char c : token.serial()) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    name += plain ? c : '_';
  }
  auto locked = Folder::make_and_lock(state_folder() / name, patience);
  if (locked || locked.error().code() != Errc::kStoreLocked) return locked;
  return Error(Errc::kStoreLocked, "another run of this program is changing the token",
               "wait until it has ended, then try again");
}

// CertificateObject is a certificate on a token.
struct CertificateObject {
  CK_OBJECT_HANDLE handle;
  std::string id;
  std::string label;
  pki::Certificate certificate;
};

// certificates_on are those that can be read: a token may have anything.
Result<std::vector<CertificateObject>> certificates_on(const Token& token) {
  TokenAttributes wanted;
  wanted.add_number(CKA_CLASS, CKO_CERTIFICATE);
  const auto handles = token.find(wanted);
  if (!handles) return handles.error();
  std::vector<CertificateObject> objects;
  for (const CK_OBJECT_HANDLE handle : *handles) {
    auto certificate = pki::Certificate::from_der(pki::as_bytes(token.attribute(handle, CKA_VALUE)));
    if (!certificate) continue;
    objects.push_back(
        {handle, token.attribute(handle, CKA_ID), token.attribute(handle, CKA_LABEL), *std::move(certificate)});
  }
  return objects;
}

Result<std::vector<CK_OBJECT_HANDLE>> keys_with(const Token& token, std::string_view id) {
  if (id.empty()) return std::vector<CK_OBJECT_HANDLE>();
  TokenAttributes wanted;
  wanted.add_number(CKA_CLASS, CKO_PRIVATE_KEY).add(CKA_ID, id);
  return token.find(wanted);
}

// held_key is the key on the token that an object has there; unset: none that belongs to its certificate.
Result<std::optional<pki::PrivateKey>> held_key(const Token& token, const CertificateObject& object) {
  const auto keys = keys_with(token, object.id);
  if (!keys) return keys.error();
  if (keys->empty()) return std::nullopt;
  return key_in(token, object.id, object.certificate);
}

std::vector<pki::Certificate> all_of(const std::vector<CertificateObject>& objects) {
  std::vector<pki::Certificate> all;
  all.reserve(objects.size());
  for (const CertificateObject& object : objects) all.push_back(object.certificate);
  return all;
}

Result<std::vector<StoredCertificate>> list_on(const Token& token, const std::vector<CertificateObject>& objects) {
  std::vector<StoredCertificate> stored;
  for (const CertificateObject& object : objects) {
    const pki::Certificate& certificate = object.certificate;
    if (is_removed(object.label) || !is_for_login(certificate)) continue;
    auto key = held_key(token, object);
    if (!key) return key.error();
    if (!*key) continue;
    stored.push_back({file_name_for(object.label, certificate),
                      {certificate, **std::move(key), chain_of(certificate, all_of(objects))}});
  }
  std::sort(stored.begin(), stored.end(), ends_earlier);
  const auto same = [](const StoredCertificate& a, const StoredCertificate& b) {
    return a.credential.certificate == b.credential.certificate;
  };
  stored.erase(std::unique(stored.begin(), stored.end(), same), stored.end());
  return stored;
}

Result<void> find_on(const Token& token, const pki::Certificate& certificate) {
  const auto objects = certificates_on(token);
  if (!objects) return objects.error();
  const auto stored = list_on(token, *objects);
  if (!stored) return stored.error();
  const auto is_it = [&](const StoredCertificate& each) { return each.credential.certificate == certificate; };
  return std::any_of(stored->begin(), stored->end(), is_it) ? Result<void>() : not_stored(certificate);
}

// split_off takes those that `leaves` is true of out of `objects`.
template <class Leaves>
std::vector<CertificateObject> split_off(std::vector<CertificateObject>& objects, Leaves leaves) {
  const auto first = std::stable_partition(objects.begin(), objects.end(),
                                           [&](const CertificateObject& object) { return !leaves(object); });
  std::vector<CertificateObject> taken(std::make_move_iterator(first), std::make_move_iterator(objects.end()));
  objects.erase(first, objects.end());
  return taken;
}

// remove_object takes a certificate away for good, and its key unless one that stays uses it: the same certificate,
// even, where somebody has put it back.
Result<void> remove_object(const Token& token, const CertificateObject& object,
                           const std::vector<CertificateObject>& staying, const std::string& doing) {
  const bool shared = std::any_of(staying.begin(), staying.end(),
                                  [&](const CertificateObject& other) { return other.id == object.id; });
  const auto keys = shared ? std::vector<CK_OBJECT_HANDLE>() : keys_with(token, object.id);
  if (!keys) return keys.error();
  for (const CK_OBJECT_HANDLE key : *keys) {
    if (auto done = token.destroy(key, doing); !done) return done;
  }
  return token.destroy(object.handle, doing);
}

// certificates_for_change are those on a locked token, after what removals that were cut off have left is gone.
Result<std::vector<CertificateObject>> certificates_for_change(const Token& token) {
  auto objects = certificates_on(token);
  if (!objects) return objects;
  const auto removed = split_off(*objects, [](const CertificateObject& object) { return is_removed(object.label); });
  for (const CertificateObject& object : removed) {
    const std::string doing = "completing the removal of " + object.certificate.serial() + " from the token";
    if (auto done = remove_object(token, object, *objects, doing); !done) return done.error();
  }
  return objects;
}

Result<void> create_certificate(const Token& token, const pki::Certificate& certificate, std::string_view label,
                                const std::string& doing) {
  TokenAttributes attributes = certificate_attributes(certificate);
  attributes.add(CKA_LABEL, label).add(CKA_ID, key_id(certificate));
  return token.create(attributes, doing);
}

}  // namespace

Result<Pkcs11Store> Pkcs11Store::open(std::string_view uri, std::optional<std::filesystem::path> pin_file,
                                      std::chrono::milliseconds lock_patience) {
  auto parsed = parse_pkcs11_uri(uri);
  if (!parsed) return parsed.error();
  if (pin_file) parsed->pin_file = std::move(pin_file);
  return Pkcs11Store(std::make_unique<const Pkcs11Uri>(*std::move(parsed)), lock_patience);
}

Pkcs11Store::Pkcs11Store(std::unique_ptr<const Pkcs11Uri> uri, std::chrono::milliseconds lock_patience)
    : uri_(std::move(uri)), lock_patience_(lock_patience) {}
Pkcs11Store::Pkcs11Store(Pkcs11Store&&) noexcept = default;
Pkcs11Store& Pkcs11Store::operator=(Pkcs11Store&&) noexcept = default;
Pkcs11Store::~Pkcs11Store() = default;

Result<std::vector<StoredCertificate>> Pkcs11Store::list() {
  const auto token = open_token(*uri_, Token::Access::kRead);
  if (!token) return token.error();
  const auto objects = certificates_on(**token);
  if (!objects) return objects.error();
  return list_on(**token, *objects);
}

Result<void> Pkcs11Store::add(const Arrival& arrival) {
  if (auto safe = check_file_name(arrival.file_name); !safe) return safe;
  const std::string doing = "adding " + arrival.file_name + " to the token";
  auto credential = open_pkcs12(arrival.p12, arrival.password.reveal());
  if (!credential) return credential.error().while_doing(doing);
  const auto token = open_token(*uri_, Token::Access::kWrite);
  if (!token) return token.error();
  const auto lock = lock_of(**token, lock_patience_);
  if (!lock) return lock.error();
  const auto objects = certificates_for_change(**token);
  if (!objects) return objects.error();

  const pki::Certificate& certificate = credential->certificate;
  const std::string label = label_for(arrival.file_name);
  const std::string id = key_id(certificate);
  bool stored = false;  // the certificate, under the identifier of its key
  for (const CertificateObject& object : *objects) {
    if (object.certificate == certificate) {
      const auto key = held_key(**token, object);
      if (!key) return key.error();
      if (*key) return {};
      stored = stored || object.id == id;
    } else if (object.label == label) {
      return Error(Errc::kStoreNameTaken, "the token already has another certificate named " + label,
                   "remove that one with the token's own program, or use another token");
    }
  }

  const auto keys = keys_with(**token, id);
  if (!keys) return keys.error();
  if (keys->empty()) {
    auto attributes = key_attributes(credential->key);
    if (!attributes) return attributes.error().while_doing(doing);
    attributes->add(CKA_LABEL, label).add(CKA_ID, id);
    if (auto done = (*token)->create(*attributes, doing); !done) return done;
  }
  for (const pki::Certificate& authority : credential->chain) {
    const auto is_it = [&](const CertificateObject& object) { return object.certificate == authority; };
    if (std::any_of(objects->begin(), objects->end(), is_it)) continue;
    if (auto done = create_certificate(**token, authority, authority.common_name(), doing); !done) return done;
  }
  if (stored) return {};
  return create_certificate(**token, certificate, label, doing);
}

// A renewal of what is on a token begins with this: whether the token can be written is to be known then.
Result<void> Pkcs11Store::make_current(const pki::Certificate& certificate) {
  const auto token = open_token(*uri_, Token::Access::kWrite);
  if (!token) return token.error();
  if (const auto lock = lock_of(**token, lock_patience_); !lock) return lock.error();
  return find_on(**token, certificate);
}

Result<Arrival> Pkcs11Store::read(const pki::Certificate& certificate) {
  const auto token = open_token(*uri_, Token::Access::kRead);
  if (!token) return token.error();
  if (auto there = find_on(**token, certificate); !there) return there.error();
  return Error(Errc::kStoreUnsupported, "the private key of " + certificate.serial() + " does not leave the token",
               "use it through the token, or keep the .p12 file in a folder as well");
}

Result<void> Pkcs11Store::remove(const pki::Certificate& certificate, pki::TimePoint now) {
  const auto token = open_token(*uri_, Token::Access::kWrite);
  if (!token) return token.error();
  const auto lock = lock_of(**token, lock_patience_);
  if (!lock) return lock.error();
  auto objects = certificates_for_change(**token);
  if (!objects) return objects.error();
  std::vector<StoredCertificate> stored;
  {
    auto listed = list_on(**token, *objects);
    if (!listed) return listed.error();
    stored = *std::move(listed);
  }
  if (auto removable = check_removal(stored, certificate, now); !removable) return removable;

  // The label is the commit: a certificate that has such a one is not listed any more.
  const std::string doing = "removing " + certificate.serial() + " from the token";
  const auto leaving =
      split_off(*objects, [&](const CertificateObject& object) { return object.certificate == certificate; });
  for (const CertificateObject& object : leaving) {
    const auto labelled = (*token)->label(object.handle, mark_removed(object.label), doing);
    if (!labelled) return labelled.error();
  }
  for (const CertificateObject& object : leaving) {
    if (auto done = remove_object(**token, object, *objects, doing); !done) return done;
  }
  return {};
}

}  // namespace orcamo::client
