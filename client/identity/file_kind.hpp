#pragma once
#include <optional>
#include <string_view>

#include "orcamo/pki/bytes.hpp"

namespace orcamo::client {

// FileKind is what a file is instead of what was wanted, in words.
struct FileKind {
  std::string_view name;    // with its article: "an HTML page"
  std::string_view advice;  // what to do about it
};

// recognize_stranger names what `file` is by its first octets. Unset: it may be DER or BER, as PKCS#12 is.
std::optional<FileKind> recognize_stranger(pki::BytesView file) noexcept;

// recognize_document names word processor files, which people save passwords in. Unset: none of those.
std::optional<FileKind> recognize_document(pki::BytesView file) noexcept;

}  // namespace orcamo::client
