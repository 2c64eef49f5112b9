#pragma once
#include <optional>

#include "identity/file_kind.hpp"
#include "orcamo/pki/bytes.hpp"

namespace orcamo::client {

// recognize_der names what begins with a SEQUENCE, as PKCS#12 does, and is something else: keys, certificates and
// requests. It goes by the tags at the front and decodes no key: of some kinds OpenSSL computes the public half while
// it does, which takes hours for numbers of any size. Unset: it may be PKCS#12.
std::optional<FileKind> recognize_der(pki::BytesView file) noexcept;

}  // namespace orcamo::client
