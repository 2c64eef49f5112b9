#include "workflow/announced_file_name.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "identity/letters.hpp"

namespace orcamo::client {
namespace {

std::string_view trimmed(std::string_view text) noexcept {
  const auto is_space = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

int hexadecimal(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  const char l = lower(c);
  return l >= 'a' && l <= 'f' ? l - 'a' + 10 : -1;
}

std::optional<std::string> percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    if (text.size() - i < 3) return std::nullopt;
    const int high = hexadecimal(text[i + 1]);
    const int low = hexadecimal(text[i + 2]);
    if (high < 0 || low < 0) return std::nullopt;
    out += static_cast<char>(high << 4 | low);
    i += 2;
  }
  return out;
}

// take_value takes a token or a quoted-string (RFC 9110, 5.6.4) off the front, and the semicolon behind it. Unset: the
// closing quote is missing.
std::optional<std::string> take_value(std::string_view& rest) {
  while (!rest.empty() && (rest.front() == ' ' || rest.front() == '\t')) rest.remove_prefix(1);
  std::string value;
  if (!rest.starts_with('"')) {
    const std::size_t end = std::min(rest.find(';'), rest.size());
    value = trimmed(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return value;
  }
  for (std::size_t i = 1; i < rest.size(); ++i) {
    if (rest[i] == '"') {
      const std::size_t end = std::min(rest.find(';', i), rest.size());
      rest.remove_prefix(std::min(end + 1, rest.size()));
      return value;
    }
    if (rest[i] == '\\' && i + 1 < rest.size()) ++i;
    value += rest[i];
  }
  return std::nullopt;
}

// decoded_extended reads UTF-8'language'percent-encoded (RFC 8187, 3.2); unset where it is anything else.
std::optional<std::string> decoded_extended(std::string_view value) {
  const std::size_t charset_end = value.find('\'');
  if (charset_end == std::string_view::npos || lower(value.substr(0, charset_end)) != "utf-8") return std::nullopt;
  const std::size_t language_end = value.find('\'', charset_end + 1);
  if (language_end == std::string_view::npos) return std::nullopt;
  return percent_decoded(value.substr(language_end + 1));
}

std::optional<std::string> name_in(std::string_view content_disposition) {
  std::optional<std::string> plain;
  std::optional<std::string> extended;
  std::string_view rest = content_disposition;
  rest.remove_prefix(std::min(rest.find(';'), rest.size()));
  while (!rest.empty()) {
    if (rest.front() == ';') rest.remove_prefix(1);
    const std::size_t equals = rest.find('=');
    if (equals == std::string_view::npos) break;
    const std::string parameter = lower(trimmed(rest.substr(0, equals)));
    rest.remove_prefix(equals + 1);
    const auto value = take_value(rest);
    if (!value) break;
    if (parameter == "filename" && !plain) plain = *value;
    if (parameter == "filename*" && !extended) extended = decoded_extended(*value);
  }
  return extended ? extended : plain;
}

}  // namespace

std::string announced_file_name(std::string_view content_disposition, std::string_view url) {
  if (auto name = name_in(content_disposition)) return *std::move(name);
  std::string_view path = url.substr(0, url.find_first_of("?#"));
  const std::size_t slash = path.rfind('/');
  if (slash != std::string_view::npos) path.remove_prefix(slash + 1);
  return percent_decoded(path).value_or(std::string(path));
}

}  // namespace orcamo::client
