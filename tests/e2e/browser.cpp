#include "browser.hpp"

#include <array>

namespace orcamo::e2e {
namespace {

constexpr int kMostRedirects = 5;

std::string decode_entities(std::string text) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kEntities{
      {{"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&#39;", "'"}, {"&apos;", "'"}, {"&amp;", "&"}}};
  for (const auto& [entity, plain] : kEntities) {
    for (std::size_t at = 0; (at = text.find(entity, at)) != std::string::npos; at += plain.size()) {
      text.replace(at, entity.size(), plain);
    }
  }
  return text;
}

std::string trimmed(const std::string& text) {
  constexpr const char* kSpace = " \t\r\n";
  const std::size_t first = text.find_first_not_of(kSpace);
  return first == std::string::npos ? std::string() : text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

// The start tag with that id, from `<` to `>`; npos where there is none.
std::pair<std::size_t, std::size_t> start_tag(const std::string& html, std::string_view id) {
  const std::size_t found = html.find(" id=\"" + std::string(id) + "\"");
  if (found == std::string::npos) return {found, found};
  return {html.rfind('<', found), html.find('>', found)};
}

std::string form_encode(const Fields& fields) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  std::string out;
  const auto encode = [&](const std::string& text) {
    for (const char c : text) {
      const auto octet = static_cast<unsigned char>(c);
      if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')) {
        out += c;
      } else {
        out += {'%', kDigits[octet >> 4], kDigits[octet & 15]};
      }
    }
  };
  for (const auto& [name, value] : fields) {
    if (!out.empty()) out += '&';
    encode(name);
    out += '=';
    encode(value);
  }
  return out;
}

std::string without_fragment(std::string_view path) { return std::string(path.substr(0, path.find('#'))); }

}  // namespace

bool Page::has(std::string_view id) const { return start_tag(response.body, id).first != std::string::npos; }

std::string Page::text(std::string_view id) const {
  const std::string& html = response.body;
  const auto [open, close] = start_tag(html, id);
  if (open == std::string::npos) return {};
  const std::string name = html.substr(open + 1, html.find_first_of(" >", open) - open - 1);
  const std::size_t end = html.find("</" + name, close);
  std::string out;
  bool in_tag = false;
  for (std::size_t i = close + 1; i < end && i < html.size(); ++i) {
    if (html[i] == '<') in_tag = true;
    if (!in_tag) out += html[i];
    if (html[i] == '>') in_tag = false;
  }
  return decode_entities(trimmed(out));
}

std::string Page::attribute(std::string_view id, std::string_view name) const {
  const auto [open, close] = start_tag(response.body, id);
  if (open == std::string::npos) return {};
  const std::string tag = response.body.substr(open, close - open);
  const std::string before = " " + std::string(name) + "=\"";
  const std::size_t found = tag.find(before);
  if (found == std::string::npos) return {};
  const std::size_t start = found + before.size();
  return decode_entities(tag.substr(start, tag.find('"', start) - start));
}

pki::Result<Page> Browser::get(std::string_view path) {
  return walk({.method = "GET", .url = server_ + without_fragment(path), .headers = {}, .body = {}});
}

pki::Result<Page> Browser::post(std::string_view path, const Fields& fields) {
  return walk({.method = "POST",
               .url = server_ + without_fragment(path),
               .headers = {{"Content-Type", "application/x-www-form-urlencoded"}},
               .body = form_encode(fields)});
}

pki::Result<Page> Browser::walk(client::HttpRequest request) {
  for (int redirects = 0;; ++redirects) {
    if (!cookies_.empty()) request.headers.emplace_back("Cookie", cookies_);
    auto answer = transport_.exchange(request, credential_);
    if (!answer) return answer.error();
    const std::string cookie(answer->header("Set-Cookie"));
    if (!cookie.empty()) cookies_ = cookie.substr(0, cookie.find(';'));
    if (answer->status != 303 || redirects == kMostRedirects) return Page{*std::move(answer)};
    request = {.method = "GET", .url = server_ + std::string(answer->header("Location")), .headers = {}, .body = {}};
  }
}

}  // namespace orcamo::e2e
