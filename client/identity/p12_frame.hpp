#pragma once
#include "identity/p12_notes.hpp"
#include "orcamo/pki/bytes.hpp"
#include "orcamo/pki/openssl/handles.hpp"
#include "orcamo/pki/result.hpp"

namespace orcamo::client {

// parse_p12 takes the whole of `file` for one PKCS#12 structure (BER or DER) without opening anything in it. Fails with
// kP12NotP12, which names what the file is instead, kP12Malformed, and kP12LimitExceeded (of nesting). Notes the
// outline, and where the file is malformed.
pki::Result<pki::Pkcs12> parse_p12(pki::BytesView file, P12Notes& notes);

}  // namespace orcamo::client
