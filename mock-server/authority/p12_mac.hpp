#pragma once
#include "authority/p12_profile.hpp"
#include "authority/p12_text.hpp"
#include "orcamo/pki/bytes.hpp"
#include "orcamo/pki/randomness.hpp"
#include "orcamo/pki/result.hpp"

namespace orcamo::mock {

// P12Seal is a MacData (RFC 7292, section 4) in its parts, so that each can be written wrong.
struct P12Seal {
  pki::Bytes algorithm;  // AlgorithmIdentifier
  pki::Bytes value;
  pki::Bytes salt;
  int iterations = 1;

  pki::Bytes der() const;
};

// P12KeyLength says whether a PBMAC1 states the length of its key, as RFC 9579 demands.
enum class P12KeyLength { kStated, kLeftOut };

// seal_contents makes the MAC of `contents`; `mac` is one. Fails with kCryptoFailed.
pki::Result<P12Seal> seal_contents(pki::BytesView contents, const P12Password& password, const P12Mac& mac,
                                   const pki::Randomness& randomness, P12KeyLength key_length = P12KeyLength::kStated);

}  // namespace orcamo::mock
