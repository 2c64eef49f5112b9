#pragma once
#include "orcamo/pki/certificate.hpp"

namespace orcamo::mock {

// What cannot be signed, because it is wrong only after the signature: `good` in its DER form with octets changed, none
// added or removed.

// The last bit of the signature is another.
pki::Result<pki::Certificate> with_turned_signature_bit(const pki::Certificate& good);

// Outside the signed part ecdsa-with-SHA256 has become ecdsa-with-SHA384 (RFC 5280, 4.1.1.2). Fails with
// kCertificateMalformed where `good` is not signed with the former.
pki::Result<pki::Certificate> with_another_outer_algorithm(const pki::Certificate& good);

}  // namespace orcamo::mock
