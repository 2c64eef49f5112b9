#pragma once
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "orcamo/client/transport.hpp"
#include "orcamo/pki/clock.hpp"
#include "orcamo/pki/secret.hpp"

namespace orcamo::client {

enum class TlsVersions { kBoth, kOnly12, kOnly13 };

// Proxy is an HTTP proxy that leads to every server by CONNECT (RFC 9110, 9.3.6), and that looks up their names. TLS
// goes through it from end to end.
struct Proxy {
  std::string url;                                           // http://host:port
  std::shared_ptr<const pki::Secret> credentials = nullptr;  // USER:PASSWORD, sent as Basic (RFC 7617); null: none
};

struct HttpsOptions {
  std::vector<pki::Certificate> trusted;  // roots that a server's certificate may chain to; none: nothing is trusted
  TlsVersions tls_versions = TlsVersions::kBoth;
  std::chrono::milliseconds patience{30'000};  // for each exchange as a whole, unless its request says otherwise
  std::size_t max_body = 4 << 20;              // octets of one answer
  std::size_t max_header = 64 << 10;
  std::optional<Proxy> proxy = std::nullopt;  // unset: straight to the server; no environment variable is read
  std::stop_token stop = {};                  // once it is stopped, every exchange ends with kCancelled
};

// HttpsTransport speaks HTTP/1.1 over TLS 1.2 and 1.3 and keeps a connection for each pair of endpoint and credential.
// The server's certificate is judged by `clock`, so that --now moves the whole client. Not safe to share between
// threads: one each.
class HttpsTransport final : public Transport {
 public:
  HttpsTransport(HttpsOptions options, const pki::Clock& clock);
  ~HttpsTransport() override;

  pki::Result<HttpResponse> exchange(const HttpRequest& request, const pki::Credential* credential) override;
  void disconnect() override;

 private:
  struct Body;
  std::unique_ptr<Body> body_;
};

}  // namespace orcamo::client
