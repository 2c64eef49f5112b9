#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "orcamo/client/transport.hpp"

namespace orcamo::e2e {

// Page is what a browser shows: an answer, and the elements of its HTML by their ids.
struct Page {
  client::HttpResponse response;

  unsigned status() const noexcept { return response.status; }
  bool has(std::string_view id) const;
  std::string text(std::string_view id) const;  // without tags, spaces at the ends left out; empty: no such element
  std::string attribute(std::string_view id, std::string_view name) const;
  bool says(std::string_view words) const { return response.body.find(words) != std::string::npos; }
};

using Fields = std::vector<std::pair<std::string, std::string>>;

// Browser walks through pages as a person with one certificate does: it keeps cookies, follows the redirects of forms,
// and runs no scripts.
class Browser {
 public:
  // Borrowed references outlive the browser. `credential` null: none chosen.
  Browser(client::Transport& transport, std::string server, const pki::Credential* credential)
      : transport_(transport), server_(std::move(server)), credential_(credential) {}

  pki::Result<Page> get(std::string_view path);
  pki::Result<Page> post(std::string_view path, const Fields& fields = {});

 private:
  pki::Result<Page> walk(client::HttpRequest request);

  client::Transport& transport_;
  std::string server_;
  const pki::Credential* credential_;
  std::string cookies_;
};

}  // namespace orcamo::e2e
