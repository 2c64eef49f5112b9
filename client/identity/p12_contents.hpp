#pragma once
#include <string>
#include <vector>

#include "identity/p12_budget.hpp"
#include "identity/p12_password.hpp"
#include "orcamo/pki/certificate.hpp"
#include "orcamo/pki/openssl/handles.hpp"
#include "orcamo/pki/private_key.hpp"
#include "orcamo/pki/result.hpp"

namespace orcamo::client {

enum class Effort {
  kLook,  // judge what is visible, derive nothing
  kOpen,
};

// P12Contents unpacks the safes of one file and collects keys and certificates. The borrowed references outlive it.
class P12Contents {
 public:
  struct Key {
    pki::PrivateKey key;
    std::string local_id;  // localKeyID; empty: none
  };
  struct Certificate {
    pki::Certificate certificate;
    std::string local_id;
  };

  P12Contents(const P12Password& password, P12Budget& budget) : password_(password), budget_(budget) {}

  // visit fails with kP12UnsupportedAlgorithm, kP12LimitExceeded, and kP12Malformed, which is also what a part says
  // that the password does not open.
  pki::Result<void> visit(const STACK_OF(PKCS7) * safes, Effort effort);

  // opens_anything opens what it can, to find out whether the password opens anything.
  bool opens_anything(const STACK_OF(PKCS7) * safes);

  std::vector<Key> keys;
  std::vector<Certificate> certificates;

 private:
  pki::Result<void> visit(PKCS7& safe, Effort effort);
  pki::Result<void> visit(const STACK_OF(PKCS12_SAFEBAG) * bags, Effort effort, int depth);
  pki::Result<void> visit(const PKCS12_SAFEBAG* bag, Effort effort, int depth);
  pki::Result<void> visit_shrouded_key(const PKCS12_SAFEBAG* bag, Effort effort);
  pki::Result<void> keep_key(const PKCS8_PRIV_KEY_INFO* info, const PKCS12_SAFEBAG* bag);
  pki::Result<void> keep_certificate(const PKCS12_SAFEBAG* bag);

  P12Password::View for_encryption(const X509_ALGOR& encryption) const noexcept;

  const P12Password& password_;
  P12Budget& budget_;
  std::size_t bags_ = 0;
  bool decrypted_ = false;
};

}  // namespace orcamo::client
