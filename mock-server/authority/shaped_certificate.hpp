#pragma once
#include <string_view>

#include "authority/certificate_authority.hpp"
#include "authority/certificate_shape.hpp"
#include "orcamo/pki/private_key.hpp"

namespace orcamo::mock {

// ShapedOrder is what a certificate is to be like but for its shape.
struct ShapedOrder {
  const SubjectName& subject;
  pki::Validity validity;
  pki::KeyType key;  // where the shape has none of its own
  std::string_view serial;
};

// issue_shaped makes a key and certifies it in the shape; the chain is what is to be presented with it. All of it
// follows from `randomness`. Fails as CertificateAuthority::issue_client and PrivateKey::generate do, and with
// kRequestBadValue where the dates cannot be written as the shape has them: those of the forms of dates want the years
// 1950 to 2049.
pki::Result<pki::Credential> issue_shaped(const CertificateAuthority& authority, const CertificateShape& shape,
                                          const ShapedOrder& order, const pki::Randomness& randomness);

}  // namespace orcamo::mock
