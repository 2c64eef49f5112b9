#include "orcamo/client/password_file.hpp"

#include <openssl/crypto.h>

#include <algorithm>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "identity/file_kind.hpp"
#include "identity/read_file.hpp"
#include "identity/utf8.hpp"

namespace orcamo::client {
namespace {

using pki::Errc;
using pki::Error;

constexpr std::size_t kLongest = 4096;
constexpr std::size_t kFarTooLong = 1 << 20;  // octets: documents are still read, to be named
constexpr std::string_view kOneLine = "save the password alone, on one line, with a text editor as UTF-8";

Error undecodable(std::string what, std::string_view advice = kOneLine) {
  return Error(Errc::kPasswordFileUndecodable, "the password file " + std::move(what), std::string(advice));
}

// judge accepts one line without control characters.
pki::Result<pki::Secret> judge(std::string_view text) {
  if (text.ends_with('\n')) text.remove_suffix(1);
  if (text.ends_with('\r')) text.remove_suffix(1);
  if (text.empty()) {
    return Error(Errc::kPasswordFileEmpty, "the password file is empty", "copy the password into it, on one line");
  }
  if (!is_utf8(text)) {
    return undecodable("is not UTF-8; perhaps it is Shift_JIS");
  }
  if (text.find_first_of("\r\n") != std::string_view::npos) return undecodable("has more than one line");
  if (text.find('\0') != std::string_view::npos) {
    return undecodable("has zero octets; perhaps it is UTF-16 without a byte order mark");
  }
  const auto is_ascii_control = [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; };
  if (std::any_of(text.begin(), text.end(), is_ascii_control)) return undecodable("has control characters");
  return pki::Secret::copy_of(text);
}

// A pipe is read once, by one reader, whatever its permissions.
Exposure exposure_of(const std::filesystem::path& path) {
  std::error_code failed;
  const std::filesystem::file_status status = std::filesystem::status(path, failed);
  const bool for_everyone =
      (status.permissions() & std::filesystem::perms::others_read) != std::filesystem::perms::none;
  return !failed && std::filesystem::is_regular_file(status) && for_everyone ? Exposure::kEveryone
                                                                             : Exposure::kNobodyElse;
}

}  // namespace

pki::Result<pki::Secret> decode_password(pki::BytesView file) {
  if (const auto document = recognize_document(file)) {
    return undecodable("is " + std::string(document->name), document->advice);
  }
  if (file.size() > kLongest) return undecodable("has more than 4096 octets, more than any password");

  const std::string_view text = pki::as_text(file);
  if (text.starts_with("\xef\xbb\xbf")) return judge(text.substr(3));

  const bool little = text.starts_with("\xff\xfe");
  if (!little && !text.starts_with("\xfe\xff")) return judge(text);
  std::optional<std::string> decoded = utf8_of_utf16(file.subspan(2), little ? Endian::kLittle : Endian::kBig);
  if (!decoded) return undecodable("begins as UTF-16 and goes on as something else");
  const pki::Secret utf8 = pki::Secret::take(*decoded);
  return judge(utf8.reveal());
}

pki::Result<SavedPassword> read_saved_password(const std::filesystem::path& path) {
  const bool standard_input = path == "-";
  const std::string name = standard_input ? "standard input" : path.string();
  auto file = standard_input ? read_standard_input(kFarTooLong) : read_file(path, kFarTooLong);
  if (!file) {
    if (file.error().code() == Errc::kFileTooLarge) return undecodable(name + " is far too large for a password");
    return Error(Errc::kPasswordFileUnreadable, file.error().message(), "check the path and who may read it");
  }
  const pki::Secret text = pki::Secret::copy_of(pki::as_text(*file));
  OPENSSL_cleanse(file->data(), file->size());
  auto password = decode_password(pki::as_bytes(text.reveal()));
  if (!password) return password.error().while_doing("reading " + name);
  return SavedPassword{*std::move(password), standard_input ? Exposure::kNobodyElse : exposure_of(path)};
}

pki::Result<pki::Secret> read_password_file(const std::filesystem::path& path) {
  auto saved = read_saved_password(path);
  if (!saved) return saved.error();
  return std::move(saved->password);
}

}  // namespace orcamo::client
