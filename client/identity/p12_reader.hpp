#pragma once
#include <string_view>

#include "identity/p12_notes.hpp"
#include "orcamo/client/pkcs12.hpp"
#include "orcamo/pki/credential.hpp"

namespace orcamo::client {

// read_p12 is open_pkcs12 with notes, which are of use whether it fails or not.
pki::Result<pki::Credential> read_p12(pki::BytesView file, std::string_view password, const Pkcs12Limits& limits,
                                      P12Policy policy, P12Notes& notes);

}  // namespace orcamo::client
