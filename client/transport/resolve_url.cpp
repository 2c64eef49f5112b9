#include <algorithm>
#include <string>

#include "identity/letters.hpp"
#include "transport/url.hpp"

namespace orcamo::client {
namespace {

std::string_view trimmed(std::string_view text) noexcept {
  constexpr std::string_view kSpace = " \t\r\n\f";
  const std::size_t first = text.find_first_not_of(kSpace);
  return first == std::string_view::npos ? std::string_view()
                                         : text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

// encoded leaves what a URL may carry as it is, percent signs too; everything else becomes %XX.
std::string encoded(std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  constexpr std::string_view kStays = "-._~:/?@!$&'()*+,;=%[]";
  std::string out;
  for (const char c : text) {
    const char l = lower(c);
    if ((l >= 'a' && l <= 'z') || (c >= '0' && c <= '9') || kStays.find(c) != std::string_view::npos) {
      out += c;
      continue;
    }
    const auto octet = static_cast<unsigned char>(c);
    out += {'%', kDigits[octet >> 4], kDigits[octet & 15]};
  }
  return out;
}

// A scheme is a letter and then letters, digits, "+", "-" and ".", up to a colon (RFC 3986, 3.1).
bool has_scheme(std::string_view reference) noexcept {
  const std::size_t colon = reference.find(':');
  if (colon == 0 || colon == std::string_view::npos) return false;
  const char first = lower(reference.front());
  return first >= 'a' && first <= 'z' && std::all_of(reference.begin(), reference.begin() + colon, [](char c) {
           const char l = lower(c);
           return (l >= 'a' && l <= 'z') || (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
         });
}

// without_dots takes "." and ".." out of an absolute path (RFC 3986, 5.2.4).
std::string without_dots(std::string_view path) {
  std::string out;
  while (!path.empty()) {
    const std::size_t end = std::min(path.find('/', 1), path.size());
    const std::string_view segment = path.substr(0, end);
    const bool last = end == path.size();
    path.remove_prefix(end);
    if (segment == "/..") out.erase(std::min(out.rfind('/'), out.size()));
    if (segment == "/." || segment == "/..") {
      if (last) out += '/';
    } else {
      out += segment;
    }
  }
  return out;
}

}  // namespace

pki::Result<Url> resolve_url(const Url& base, std::string_view reference) {
  const std::string_view whole = trimmed(reference);
  const std::string wanted = encoded(whole.substr(0, whole.find('#')));
  if (has_scheme(wanted) || wanted.size() > Url::kMostOctets) return parse_https_url(wanted);
  if (wanted.starts_with("//")) return parse_https_url("https:" + wanted);

  Url url = base;
  if (wanted.empty()) return url;
  const std::string_view base_path = std::string_view(base.target).substr(0, base.target.find('?'));
  const std::size_t query = std::min(wanted.find('?'), wanted.size());
  const std::string path = wanted.substr(0, query);
  if (path.empty()) {
    url.target = std::string(base_path) + wanted;
  } else {
    const std::string_view folder = base_path.substr(0, base_path.rfind('/') + 1);
    url.target = without_dots(path.front() == '/' ? path : std::string(folder) + path) + wanted.substr(query);
  }
  return url;
}

}  // namespace orcamo::client
