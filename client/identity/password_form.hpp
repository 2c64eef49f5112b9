#pragma once
#include <filesystem>
#include <string_view>

#include "orcamo/pki/bytes.hpp"
#include "orcamo/pki/result.hpp"

namespace orcamo::client {

// PasswordForm is how a password file was saved: nothing of it tells the password.
struct PasswordForm {
  enum class LineEnd { kNone, kLf, kCrLf };

  std::string_view encoding;  // "ASCII", "UTF-8", "UTF-8 with a byte order mark", "UTF-16LE", "UTF-16BE", "not UTF-8"
  LineEnd line_end = LineEnd::kNone;
  bool spaces_around = false;  // in front of it or behind it, where nobody sees them

  friend bool operator==(const PasswordForm&, const PasswordForm&) = default;
};

PasswordForm password_form(pki::BytesView file);

// read_password_form reads it off a file of at most 4 KiB and wipes what it read. Fails with file.* codes.
pki::Result<PasswordForm> read_password_form(const std::filesystem::path& path);

}  // namespace orcamo::client
