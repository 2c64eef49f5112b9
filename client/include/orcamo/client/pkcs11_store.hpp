#pragma once
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string_view>

#include "orcamo/client/certificate_store.hpp"

namespace orcamo::client {

struct Pkcs11Uri;

// Pkcs11Store keeps certificates and keys on a PKCS#11 token: a card, a stick, SoftHSM. A key that has gone in does not
// come out: the credentials that `list` returns sign on the token, to which the process stays logged in. Objects
// are labelled with the file name without .p12; their CKA_ID is the SHA-1 of the public key (RFC 5280, 4.2.1.2). The
// key is in place before the certificate is: that one is the commit. Of a removal the commit is another label; what is
// left over by a crash goes with the next change. Safe to use from several threads.
class Pkcs11Store final : public CertificateStore {
 public:
  // `uri` names the token (RFC 7512): pkcs11:token=clinic?module-path=/usr/lib/softhsm/libsofthsm2.so&pin-source=…
  // Attributes: token, manufacturer, model, serial, slot-id. Without module-path, p11-kit knows the modules. The PIN is
  // in `pin_file`, or else in the file of pin-source. Reads nothing yet. Fails with kUsage: pin-value is refused too,
  // since everybody on the computer could read it.
  // Other processes of this user change the token at other times: `lock_patience` is how long to wait for them
  // (store.locked).
  static pki::Result<Pkcs11Store> open(std::string_view uri, std::optional<std::filesystem::path> pin_file = {},
                                       std::chrono::milliseconds lock_patience = std::chrono::seconds(10));

  Pkcs11Store(Pkcs11Store&&) noexcept;
  Pkcs11Store& operator=(Pkcs11Store&&) noexcept;
  ~Pkcs11Store() override;

  // list has the client certificates whose key is on the token. Besides store.* codes, everything fails with
  // kMissingHere where there is no such module or token.
  pki::Result<std::vector<StoredCertificate>> list() override;

  // add fails with kStoreUnsupported where the token does not take that kind of key; keys are RSA or elliptic.
  pki::Result<void> add(const Arrival& arrival) override;

  // make_current has nothing to point, but fails where nothing can be changed.
  pki::Result<void> make_current(const pki::Certificate& certificate) override;

  // read fails with kStoreUnsupported: no key leaves.
  pki::Result<Arrival> read(const pki::Certificate& certificate) override;

  pki::Result<void> remove(const pki::Certificate& certificate, pki::TimePoint now) override;

 private:
  Pkcs11Store(std::unique_ptr<const Pkcs11Uri> uri, std::chrono::milliseconds lock_patience);

  std::unique_ptr<const Pkcs11Uri> uri_;
  std::chrono::milliseconds lock_patience_;
};

}  // namespace orcamo::client
