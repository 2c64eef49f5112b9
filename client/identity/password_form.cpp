#include "identity/password_form.hpp"

#include <openssl/crypto.h>

#include <algorithm>

#include "identity/read_file.hpp"
#include "identity/utf8.hpp"

namespace orcamo::client {
namespace {

// A unit of the file's encoding: one octet, or two of UTF-16.
struct Units {
  std::string_view octets;
  std::size_t size = 1;
  std::size_t significant = 0;  // which octet of a unit has the ASCII letter

  bool ends_with(char letter) const noexcept {
    return octets.size() >= size && is(letter, octets.size() / size * size - size);
  }
  bool begins_with(char letter) const noexcept { return octets.size() >= size && is(letter, 0); }
  void drop_last() noexcept { octets.remove_suffix(size); }

 private:
  bool is(char letter, std::size_t at) const noexcept {
    for (std::size_t i = 0; i < size; ++i) {
      if (octets[at + i] != (i == significant ? letter : '\0')) return false;
    }
    return true;
  }
};

bool is_ascii(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

constexpr std::size_t kLongest = 4096;

}  // namespace

PasswordForm password_form(pki::BytesView file) {
  std::string_view text = pki::as_text(file);
  PasswordForm form;
  Units units{text};
  if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff")) {
    const bool little = text.front() == '\xff';
    form.encoding = little ? "UTF-16LE" : "UTF-16BE";
    units = {text.substr(2), 2, little ? 0u : 1u};
  } else if (text.starts_with("\xef\xbb\xbf")) {
    form.encoding = "UTF-8 with a byte order mark";
    units = {text.substr(3)};
  } else {
    form.encoding = is_ascii(text) ? "ASCII" : is_utf8(text) ? "UTF-8" : "not UTF-8";
  }
  if (units.ends_with('\n')) {
    form.line_end = PasswordForm::LineEnd::kLf;
    units.drop_last();
    if (units.ends_with('\r')) {
      form.line_end = PasswordForm::LineEnd::kCrLf;
      units.drop_last();
    }
  }
  form.spaces_around =
      units.begins_with(' ') || units.begins_with('\t') || units.ends_with(' ') || units.ends_with('\t');
  return form;
}

pki::Result<PasswordForm> read_password_form(const std::filesystem::path& path) {
  auto file = read_file(path, kLongest);
  if (!file) return file.error();
  const PasswordForm form = password_form(*file);
  OPENSSL_cleanse(file->data(), file->size());
  return form;
}

}  // namespace orcamo::client
