#include "identity/file_kind.hpp"

#include <algorithm>
#include <array>

#include "identity/letters.hpp"
#include "identity/utf8.hpp"

namespace orcamo::client {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::uint8_t kDerSequence = 0x30;
constexpr std::size_t kLookedAt = 4096;  // octets: enough for any preamble
constexpr std::string_view kDownloadAgain = "download the .p12 file again and keep its octets unchanged";
constexpr std::string_view kUnpack = "unpack it and use the .p12 file inside";

struct Magic {
  std::string_view prefix;
  FileKind kind;
};

constexpr std::array kMagics = {
    Magic{"PK\x03\x04"sv, {"a ZIP archive", kUnpack}},
    Magic{"PK\x05\x06"sv, {"an empty ZIP archive", kDownloadAgain}},
    Magic{"\x1f\x8b"sv, {"a gzip archive", kUnpack}},
    Magic{"7z\xbc\xaf"sv, {"a 7z archive", kUnpack}},
    Magic{"%PDF"sv, {"a PDF document", kDownloadAgain}},
    Magic{"\xd0\xcf\x11\xe0"sv, {"a Microsoft Office document", kDownloadAgain}},
    Magic{"\xfe\xed\xfe\xed"sv, {"a Java key store (JKS)", "export it as PKCS#12 with keytool -importkeystore"}},
    Magic{"HTTP/1."sv, {"an HTTP answer with its headers", "save the body of the answer alone"}},
};

bool contains(std::string_view text, std::string_view lower_case) noexcept {
  return std::search(text.begin(), text.end(), lower_case.begin(), lower_case.end(),
                     [](char a, char b) { return lower(a) == b; }) != text.end();
}

bool is_space(char c) noexcept { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// is_text takes UTF-8 without control characters, of which the last may be cut off.
bool is_text(std::string_view text) noexcept {
  const auto is_rest = [](char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; };
  std::size_t rest = 0;
  while (rest < 3 && rest < text.size() && is_rest(text[text.size() - 1 - rest])) ++rest;
  const std::string_view whole = text.substr(0, text.size() - std::min(text.size(), rest + 1));
  const auto is_printable = [](char c) { return is_space(c) || static_cast<unsigned char>(c) >= ' '; };
  return std::all_of(text.begin(), text.end(), [&](char c) { return is_printable(c) && c != '\x7f'; }) &&
         (is_utf8(text) || is_utf8(whole));
}

bool is_base64(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(), [](char c) {
    const char l = lower(c);
    return is_space(c) || (l >= 'a' && l <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '/' || c == '=';
  });
}

std::string_view without_mark_and_spaces(std::string_view text) noexcept {
  if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  return text;
}

}  // namespace

std::optional<FileKind> recognize_stranger(pki::BytesView file) noexcept {
  if (file.empty()) return FileKind{"empty", kDownloadAgain};

  const std::string_view head = pki::as_text(file.first(std::min(file.size(), kLookedAt)));
  // A text may begin with the digit 0, which is the octet of a DER SEQUENCE; a DER length of this size is no text.
  // Before all others: what is DER may have any text inside.
  if (file[0] == kDerSequence && !(head.size() >= 8 && is_text(head))) return std::nullopt;

  if (const std::size_t begin = head.find("-----BEGIN "); begin != std::string_view::npos) {
    if (head.substr(begin).starts_with("-----BEGIN PKCS12-----")) {
      return FileKind{
          "a PEM text with PKCS#12 inside",
          "decode what stands between its two lines of dashes: sed '/^-----/d' FILE | base64 -d > FILE.p12"};
    }
    return FileKind{
        "a PEM text",
        "make a PKCS#12 file of it: openssl pkcs12 -export -in FILE.pem -out FILE.p12, or download the .p12 again"};
  }
  for (const Magic& magic : kMagics) {
    if (head.starts_with(magic.prefix)) return magic.kind;
  }
  if (std::all_of(file.begin(), file.end(), [](std::uint8_t octet) { return octet == 0; })) {
    return FileKind{"nothing but zero octets", kDownloadAgain};
  }
  if (head.starts_with("\xff\xfe") || head.starts_with("\xfe\xff")) return FileKind{"a UTF-16 text", kDownloadAgain};

  const std::string_view text = without_mark_and_spaces(head);
  if (text.starts_with('<')) {
    const bool html = contains(text, "<html") || contains(text, "<!doctype html");
    return FileKind{html ? "an HTML page" : "an XML or HTML text",
                    "open it in a browser: it is probably an error message in place of the download"};
  }
  if (text.starts_with('{') || text.starts_with('[')) {
    return FileKind{"a JSON text", "the answer of the server was saved; fetch the address in its \"uri\" instead"};
  }
  if (text.starts_with("MI") && is_base64(text)) {
    return FileKind{"a base64 text", "decode it first: base64 -d FILE > FILE.p12"};
  }
  if (is_text(text)) return FileKind{"a plain text", kDownloadAgain};
  return FileKind{"binary data of an unknown kind", kDownloadAgain};
}

std::optional<FileKind> recognize_document(pki::BytesView file) noexcept {
  constexpr std::string_view kSaveAsText =
      "open it, copy the password alone and save it with a text editor as plain text";
  const std::string_view head = pki::as_text(file);
  if (head.starts_with("PK\x03\x04") || head.starts_with("\xd0\xcf\x11\xe0")) {
    return FileKind{"a word processor document", kSaveAsText};
  }
  if (head.starts_with("{\\rtf")) return FileKind{"a rich text document", kSaveAsText};
  if (head.starts_with("%PDF")) return FileKind{"a PDF document", kSaveAsText};
  return std::nullopt;
}

}  // namespace orcamo::client
