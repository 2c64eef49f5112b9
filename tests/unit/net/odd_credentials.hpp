#pragma once
#include "orcamo/pki/credential.hpp"
#include "orcamo/pki/openssl/handles.hpp"
#include "orcamo/pki/time.hpp"

namespace orcamo::mock {

// What a client may present that no honest one does.

// `good` with one bit of the signature turned.
pki::X509Handle with_broken_signature(const pki::Credential& good);

// `good` in an encoding that OpenSSL writes and does not read.
pki::X509Handle with_broken_encoding(const pki::Credential& good);

// The certificate's public key, P-256 or RSA, joined to a private key that does not belong to it: what OpenSSL takes
// for the certificate's own until a signature is verified.
pki::PKey key_with_the_public_half_of(const pki::Certificate& certificate);

pki::PrivateKey short_key();  // RSA, 1024 bits
pki::Credential self_signed(pki::Validity validity);

// From an authority that calls itself as `authority` does, and has another key.
pki::Credential signed_by_a_namesake_of(const pki::Certificate& authority, pki::Validity validity);

}  // namespace orcamo::mock
