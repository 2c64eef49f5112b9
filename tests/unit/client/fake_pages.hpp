#pragma once
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "orcamo/client/transport.hpp"

namespace orcamo::testing {

inline client::HttpResponse html_page(std::string html, unsigned status = 200) {
  return {status, {{"Content-Type", "text/html; charset=utf-8"}}, std::move(html)};
}

// FakePages is a Transport that answers by method and address, and keeps what it was asked.
class FakePages : public client::Transport {
 public:
  pki::Result<client::HttpResponse> exchange(const client::HttpRequest& request, const pki::Credential*) override {
    requests.push_back(request);
    const auto found = answers.find(request.method + " " + request.url);
    return found == answers.end() ? html_page("<title>404</title>", 404) : found->second;
  }
  void disconnect() override {}

  std::vector<std::string> asked() const {
    std::vector<std::string> out;
    out.reserve(requests.size());
    for (const client::HttpRequest& request : requests) out.push_back(request.method + " " + request.url);
    return out;
  }

  std::map<std::string, client::HttpResponse> answers;  // by "GET https://host/path"
  std::vector<client::HttpRequest> requests;
};

}  // namespace orcamo::testing
