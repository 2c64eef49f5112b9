#pragma once
#include <filesystem>

#include "orcamo/pki/bytes.hpp"
#include "orcamo/pki/result.hpp"
#include "orcamo/pki/secret.hpp"

namespace orcamo::client {

// decode_password reads a password as people save it: UTF-8 with or without a byte order mark, UTF-16 with one
// (Notepad), one line, its line end (LF or CRLF) not counted. Anything that would need a guess is refused with the
// reason. Fails with password.* codes.
pki::Result<pki::Secret> decode_password(pki::BytesView file);

// read_password_file reads a file of at most 4 KiB; "-" is standard input. Fails with password.* codes.
pki::Result<pki::Secret> read_password_file(const std::filesystem::path& path);

}  // namespace orcamo::client
