#include "workflow/page_walk.hpp"

#include <algorithm>
#include <utility>

#include "identity/letters.hpp"
#include "workflow/answer.hpp"

namespace orcamo::client {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;
using Kind = PageItem::Kind;

constexpr int kMostRedirects = 10;

Error astray(const std::string& what, const std::string& why) {
  return Error(Errc::kAnswerUnexpected, what + " " + why,
               "check the server's address; do not use this page in a browser before you know why");
}

bool is_redirect(unsigned status) noexcept {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

std::string address_without_query(const Url& url) { return url.text().substr(0, url.text().find('?')); }

// append_encoded writes as forms do (application/x-www-form-urlencoded).
void append_encoded(std::string& out, std::string_view text) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  constexpr std::string_view kStays = "*-._";
  for (const char c : text) {
    const char l = lower(c);
    if ((l >= 'a' && l <= 'z') || (c >= '0' && c <= '9') || kStays.find(c) != std::string_view::npos) {
      out += c;
    } else if (c == ' ') {
      out += '+';
    } else {
      const auto octet = static_cast<unsigned char>(c);
      out += {'%', kDigits[octet >> 4], kDigits[octet & 15]};
    }
  }
}

// filled_in is what the form of `button` sends: its fields, and of its buttons the one that was pressed.
pki::Secret filled_in(const Page& page, const PageItem& button, const std::vector<Entry>& entries) {
  std::vector<std::pair<std::string_view, std::string_view>> fields;
  std::size_t size = 0;
  for (const PageItem& item : page.items()) {
    if (item.form != button.form || item.name.empty()) continue;
    if (item.kind != Kind::kField && &item != &button) continue;
    const auto entry =
        std::find_if(entries.begin(), entries.end(), [&](const Entry& one) { return one.field == &item; });
    fields.emplace_back(item.name, entry == entries.end() ? item.value : entry->text);
    size += 3 * (fields.back().first.size() + fields.back().second.size()) + 2;
  }
  std::string out;
  out.reserve(size);  // one that moves as it grows leaves copies of the password
  for (const auto& [name, value] : fields) {
    if (!out.empty()) out += '&';
    append_encoded(out, name);
    out += '=';
    append_encoded(out, value);
  }
  return pki::Secret::take(out);
}

}  // namespace

std::string SeenPage::name() const {
  return "the page " + (page.title().empty() ? std::string() : "\"" + excerpt(page.title()) + "\" at ") +
         address_without_query(url);
}

Result<Url> PageWalk::address_of(const SeenPage& seen, const PageItem& item) {
  const bool is_button = item.kind == Kind::kButton;
  if (is_button && (item.form == PageItem::kNoForm || item.type != "submit")) {
    return Error(Errc::kAnswerUnexpected,
                 "\"" + excerpt(item.text) + "\" on " + seen.name() + " is a button that does nothing without scripts",
                 "use a browser, or the renewal API");
  }
  const std::string_view reference = is_button ? seen.page.forms()[item.form].action : item.address;
  Url base = seen.url;
  if (!seen.page.base().empty() && !reference.empty()) {
    const auto stated = resolve_url(seen.url, seen.page.base());
    if (!stated) return astray(seen.name(), "has a base that is no https address");
    base = *stated;
  }
  auto url = resolve_url(base, reference);
  if (url) return url;
  return astray("\"" + excerpt(item.text) + "\" on " + seen.name(),
                "leads to what is no https address: " + url.error().message());
}

Result<void> PageWalk::may_go(const Url& url, const std::string& what) const {
  if (allowed_.contains(url.endpoint())) return {};
  return astray(what, "leads to another host, " + url.endpoint() + ", which the client certificate is not shown to");
}

Result<Fetched> PageWalk::fetch(const Url& url) {
  if (auto may = may_go(url, "the address"); !may) return may.error();
  return go(url, "GET", std::nullopt);
}

Result<Fetched> PageWalk::press(const SeenPage& seen, const PageItem& item, const std::vector<Entry>& entries) {
  auto url = address_of(seen, item);
  if (!url) return url.error();
  if (auto may = may_go(*url, "\"" + excerpt(item.text) + "\" on " + seen.name()); !may) return may.error();
  if (item.kind != Kind::kButton) return go(*std::move(url), "GET", std::nullopt);

  auto form = filled_in(seen.page, item, entries);
  if (seen.page.forms()[item.form].method == "post") {
    return go(*std::move(url), "POST", std::move(form));
  }
  url->target = url->target.substr(0, url->target.find('?')) + "?" + std::string(form.reveal());
  return go(*std::move(url), "GET", std::nullopt);
}

Result<Fetched> PageWalk::go(Url url, std::string method, std::optional<pki::Secret> form) {
  for (int redirects = 0;; ++redirects) {
    HttpRequest request{method, url.text(), {{"Accept", "text/html, application/x-pkcs12, */*"}}, {}};
    if (const std::string cookies = cookies_.header(url); !cookies.empty()) {
      request.headers.emplace_back("Cookie", cookies);
    }
    if (form) {
      request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
      request.body = form->reveal();
    }
    auto answer = transport_.exchange(request, &credential_);
    (void)pki::Secret::take(request.body);  // wipes it
    if (!answer) return answer.error();
    cookies_.take(url, *answer);
    if (!is_redirect(answer->status)) return Fetched{std::move(url), *std::move(answer)};

    const std::string redirect = "the redirect from " + address_without_query(url);
    if (redirects == kMostRedirects) return astray(redirect, "is one of more than ten in a row");
    const std::string_view location = answer->header("Location");
    if (location.empty()) return astray(redirect, "does not say where it leads");
    auto next = resolve_url(url, location);
    if (!next) return astray(redirect, "leads to what is no https address: " + next.error().message());
    if (auto may = may_go(*next, redirect); !may) return may.error();
    // What was filled in is sent to the endpoint that showed the form, and to no other.
    const bool sends_again = answer->status == 307 || answer->status == 308;
    if (form && sends_again && next->endpoint() != url.endpoint()) {
      return astray(redirect, "wants the filled-in form sent to " + next->endpoint());
    }
    if (!sends_again) {
      method = "GET";
      form.reset();
    }
    url = *std::move(next);
  }
}

Result<SeenPage> read_page(Fetched fetched) {
  const pki::Secret html = pki::Secret::take(fetched.answer.body);
  const std::string type = lower(fetched.answer.header("Content-Type"));
  const std::string where = "what is at " + address_without_query(fetched.url);
  if (!type.starts_with("text/html") && !type.starts_with("application/xhtml+xml")) {
    return Error(Errc::kAnswerUnexpected, where + " is no HTML page" + (type.empty() ? "" : " but " + excerpt(type)),
                 "check the server's address");
  }
  const std::size_t charset = type.find("charset=");
  if (charset != std::string::npos && type.find("utf-8", charset) == std::string::npos) {
    return Error(Errc::kAnswerUnexpected, where + " is not written in UTF-8: " + excerpt(type),
                 "use the renewal API instead of the console");
  }
  auto page = Page::read(html.reveal());
  if (!page) return page.error().while_doing("reading " + where);
  return SeenPage{std::move(fetched.url), *std::move(page)};
}

}  // namespace orcamo::client
