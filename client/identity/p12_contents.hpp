#pragma once
#include <string>
#include <vector>

#include "identity/p12_budget.hpp"
#include "identity/p12_password.hpp"
#include "identity/p12_plain.hpp"
#include "orcamo/client/p12_inspection.hpp"
#include "orcamo/pki/certificate.hpp"
#include "orcamo/pki/openssl/handles.hpp"
#include "orcamo/pki/private_key.hpp"
#include "orcamo/pki/result.hpp"

namespace orcamo::client {

enum class Effort {
  kLook,     // judge how parts are protected, derive nothing
  kCollect,  // keep what is not encrypted, derive nothing
  kOpen,
};

// P12Proof is what else speaks for a password, so that what it does not open is damaged.
enum class P12Proof { kNone, kMac };

// P12Contents unpacks the safes of one file and collects keys and certificates. The borrowed references outlive it.
class P12Contents {
 public:
  struct Key {
    pki::PrivateKey key;
    std::string local_id;       // localKeyID; empty: none
    std::string friendly_name;  // UTF-8; empty: none
  };
  struct Certificate {
    pki::Certificate certificate;
    std::string local_id;
    std::string friendly_name;
  };

  P12Contents(const P12Password& password, P12Budget& budget, P12Policy policy, P12Proof proof = P12Proof::kNone)
      : password_(password), budget_(budget), policy_(policy), proof_(proof) {}

  // visit fails with kP12UnsupportedAlgorithm, kP12LimitExceeded, and kP12Malformed, which is also what a part says
  // that the password does not open; where the MAC has proved it, that is kP12WrongPassword.
  pki::Result<void> visit(const STACK_OF(PKCS7) * safes, Effort effort);

  // opens_anything opens what it can, and tells whether the password has opened any of it.
  bool opens_anything(const STACK_OF(PKCS7) * safes);

  // collect keeps what nothing hides, as far as it is sound.
  void collect(const STACK_OF(PKCS7) * safes);

  bool has_decrypted() const noexcept { return decrypted_; }

  // is_nested tells whether a key or a certificate was in a safe within a safe.
  bool is_nested() const noexcept { return nested_; }

  P12Password::Form form() const noexcept { return password_.form; }

  // part is the part of the file that was looked at last: in it is what a visit has failed of.
  std::size_t part() const noexcept { return part_; }

  std::vector<Key> keys;
  std::vector<Certificate> certificates;
  std::vector<P12Algorithm> algorithms;  // of the encryption that was met, likes once

 private:
  pki::Result<void> visit(PKCS7& safe, Effort effort);
  pki::Result<void> visit(const STACK_OF(PKCS12_SAFEBAG) * bags, Effort effort, int depth);
  pki::Result<void> visit(const PKCS12_SAFEBAG* bag, Effort effort, int depth);
  pki::Result<void> visit_shrouded_key(const PKCS12_SAFEBAG* bag, Effort effort);
  pki::Result<void> keep_key(const PKCS8_PRIV_KEY_INFO* info, const PKCS12_SAFEBAG* bag);
  pki::Result<void> keep_certificate(const PKCS12_SAFEBAG* bag);

  // judge looks at how something is encrypted, and pays for it where it is to be opened.
  pki::Result<void> judge(const X509_ALGOR& encryption, P12Algorithm::Use use, Effort effort);

  pki::Error does_not_open(const std::string& part, const P12Plain& plain) const;
  P12Password::View for_encryption(const X509_ALGOR& encryption) const noexcept;

  const P12Password& password_;
  P12Budget& budget_;
  P12Policy policy_;
  P12Proof proof_;
  std::size_t part_ = 0;
  std::size_t bags_ = 0;
  bool decrypted_ = false;
  bool nested_ = false;
};

}  // namespace orcamo::client
