#pragma once
#include <string>
#include <utility>
#include <vector>

#include "authority/certificate_form.hpp"
#include "orcamo/pki/bytes.hpp"
#include "orcamo/pki/certificate.hpp"
#include "orcamo/pki/private_key.hpp"
#include "orcamo/pki/randomness.hpp"
#include "orcamo/pki/time.hpp"

namespace orcamo::mock {

enum class SignatureDigest { kSha256, kSha1 };

// CertificatePlan is everything a certificate says besides its key and its issuer. What stands in the second half is
// for certificates that are to be wrong.
struct CertificatePlan {
  using Entry = std::pair<std::string, std::string>;

  pki::Bytes serial;           // big-endian, the amount of it
  std::vector<Entry> subject;  // in the order of encoding: {"C", "JP"}, {"O", "u00000001"}
  pki::Validity validity;
  std::vector<Entry> extensions;  // in OpenSSL's notation (x509v3_config): {"basicConstraints", "critical,CA:TRUE"}

  bool serial_is_negative = false;
  int version = 3;
  StringForm subject_form = StringForm::kUsual;
  TimeForm not_before_form = TimeForm::kByYear;
  TimeForm not_after_form = TimeForm::kByYear;
  SignatureDigest digest = SignatureDigest::kSha256;
};

// CertificateSigner is an authority's certificate with its key.
struct CertificateSigner {
  const pki::Certificate& certificate;
  const pki::PrivateKey& key;
};

// sign_certificate makes an X.509 certificate for `key`. Fails with kRequestBadValue where the subject cannot be
// encoded, kTimeOutOfRange, kCryptoFailed. A signature of ECDSA is drawn from `randomness`: two certificates of one
// signer may share it, as the number that must not come twice is derived from what is signed too.
pki::Result<pki::Certificate> sign_certificate(const CertificatePlan& plan, const pki::PrivateKey& key,
                                               const CertificateSigner& signer,
                                               const pki::Randomness& randomness = pki::Randomness::system());

// self_sign_certificate is the same for a root: issuer and subject are one.
pki::Result<pki::Certificate> self_sign_certificate(const CertificatePlan& plan, const pki::PrivateKey& key,
                                                    const pki::Randomness& randomness = pki::Randomness::system());

}  // namespace orcamo::mock
