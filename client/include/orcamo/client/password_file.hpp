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

// Exposure is who can read a file beside its owner and the owner's group.
enum class Exposure { kNobodyElse, kEveryone };

// SavedPassword is a password as it stood in its file, verbatim.
struct SavedPassword {
  pki::Secret password;
  Exposure exposure = Exposure::kNobodyElse;  // worth a warning where it is kEveryone
};

// read_saved_password reads a file of at most 4 KiB; "-" is standard input. Fails with password.* codes.
pki::Result<SavedPassword> read_saved_password(const std::filesystem::path& path);

// read_password_file is read_saved_password for those who warn of nothing.
pki::Result<pki::Secret> read_password_file(const std::filesystem::path& path);

}  // namespace orcamo::client
