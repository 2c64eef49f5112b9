#pragma once
#include <string>
#include <utility>
#include <vector>

#include "orcamo/pki/bytes.hpp"
#include "orcamo/pki/certificate.hpp"
#include "orcamo/pki/private_key.hpp"
#include "orcamo/pki/randomness.hpp"
#include "orcamo/pki/time.hpp"

namespace orcamo::mock {

// CertificatePlan is everything a certificate says besides its key and its issuer.
struct CertificatePlan {
  using Entry = std::pair<std::string, std::string>;

  pki::Bytes serial;           // big-endian, positive
  std::vector<Entry> subject;  // in the order of encoding: {"C", "JP"}, {"O", "u00000001"}
  pki::Validity validity;
  std::vector<Entry> extensions;  // in OpenSSL's notation (x509v3_config): {"basicConstraints", "critical,CA:TRUE"}
};

// CertificateSigner is an authority's certificate with its key.
struct CertificateSigner {
  const pki::Certificate& certificate;
  const pki::PrivateKey& key;
};

// sign_certificate makes an X.509 v3 certificate for `key`, signed with SHA-256. Dates are UTCTime from 1950 to 2049
// and GeneralizedTime otherwise (RFC 5280, 4.1.2.5). Fails with kRequestBadValue where the subject cannot be encoded,
// kTimeOutOfRange, kCryptoFailed. A signature of ECDSA is drawn from `randomness`: two certificates of one signer may
// share it, as the number that must not come twice is derived from what is signed too.
pki::Result<pki::Certificate> sign_certificate(const CertificatePlan& plan, const pki::PrivateKey& key,
                                               const CertificateSigner& signer,
                                               const pki::Randomness& randomness = pki::Randomness::system());

// self_sign_certificate is the same for a root: issuer and subject are one.
pki::Result<pki::Certificate> self_sign_certificate(const CertificatePlan& plan, const pki::PrivateKey& key,
                                                    const pki::Randomness& randomness = pki::Randomness::system());

}  // namespace orcamo::mock
