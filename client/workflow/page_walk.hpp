#pragma once
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "orcamo/client/transport.hpp"
#include "transport/url.hpp"
#include "workflow/cookies.hpp"
#include "workflow/page.hpp"

namespace orcamo::client {

// Fetched is an answer with the address that gave it, redirects followed.
struct Fetched {
  Url url;
  HttpResponse answer;
};

// SeenPage is a page with the address that it came from.
struct SeenPage {
  Url url;
  Page page;

  // What a message calls it: its title, and its address without the query.
  std::string name() const;
};

// Entry is what a person types into a field.
struct Entry {
  const PageItem* field;
  std::string_view text;
};

// PageWalk goes from page to page as a person with one client certificate does: it presses links and buttons, fills in
// forms, follows redirects, keeps cookies, runs no scripts. It goes to https addresses of those endpoints that it has
// been told of, and nowhere else: nobody else gets to see the certificate. Borrowed references outlive it.
class PageWalk {
 public:
  PageWalk(Transport& transport, const pki::Credential& credential, Cookies& cookies)
      : transport_(transport), credential_(credential), cookies_(cookies) {}

  void allow(const Url& url) { allowed_.insert(url.endpoint()); }

  // address_of is where pressing `item` leads. Fails with kAnswerUnexpected where that is no https address,
  // or where a button does nothing without scripts.
  static pki::Result<Url> address_of(const SeenPage& seen, const PageItem& item);

  // may_go fails with kAnswerUnexpected where `url`, to which `what` leads, is none of the endpoints allowed.
  pki::Result<void> may_go(const Url& url, const std::string& what) const;

  // fetch gets what is at `url`, whatever its status. Fails with kAnswerUnexpected where a redirect leads astray, with
  // tls.* and transport.* codes.
  pki::Result<Fetched> fetch(const Url& url);

  // press follows a link, or sends the form of a button with what `entries` fill in; whatever the status. Fails as
  // `address_of`, `may_go` and `fetch` do.
  pki::Result<Fetched> press(const SeenPage& seen, const PageItem& item, const std::vector<Entry>& entries = {});

 private:
  pki::Result<Fetched> go(Url url, std::string method, std::optional<pki::Secret> form);

  Transport& transport_;
  const pki::Credential& credential_;
  Cookies& cookies_;
  std::set<std::string> allowed_;
};

// read_page is the page of an answer, whose text it wipes. Fails with kAnswerUnexpected where it is no HTML in UTF-8,
// and with kAnswerTooLarge.
pki::Result<SeenPage> read_page(Fetched fetched);

}  // namespace orcamo::client
