#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "orcamo/pki/credential.hpp"
#include "orcamo/pki/result.hpp"

namespace orcamo::client {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct HttpRequest {
  std::string method;
  std::string url;  // absolute, https
  Headers headers;  // Host and Content-Length are the transport's
  std::string body;
  std::optional<std::chrono::milliseconds> patience = std::nullopt;  // for the whole exchange; unset: the transport's
};

struct HttpResponse {
  unsigned status = 0;
  Headers headers;
  std::string body;

  // The first value of that name, letters' case ignored; empty where there is none.
  std::string_view header(std::string_view name) const noexcept;
};

// Transport carries one HTTP exchange over TLS. A refusal of the client certificate is an error with a `tls.*` code,
// whether it came in the handshake (TLS 1.2) or with the first read (TLS 1.3). Any HTTP status is a success here.
class Transport {
 public:
  virtual ~Transport() = default;

  // exchange presents `credential` to the server; nullptr presents none. Redirects are not followed.
  virtual pki::Result<HttpResponse> exchange(const HttpRequest& request, const pki::Credential* credential) = 0;

  // disconnect drops kept connections: the next exchange makes a handshake of its own.
  virtual void disconnect() = 0;
};

}  // namespace orcamo::client
