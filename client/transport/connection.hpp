#pragma once
#include <memory>
#include <string_view>

#include "orcamo/client/https_transport.hpp"
#include "transport/allowance.hpp"
#include "transport/url.hpp"

namespace orcamo::client {

// Attempt is what one request on one connection came to.
struct Attempt {
  pki::Result<HttpResponse> outcome;
  bool anything_received = false;
  bool reusable = false;
};

// Connection is one open TLS connection, made for one endpoint and one credential.
class Connection {
 public:
  virtual ~Connection() = default;

  // exchange sends `octets`, which are `request` as HTTP/1.1 has it, and reads the answer.
  virtual Attempt exchange(const HttpRequest& request, std::string_view octets, const Allowance& allowance) = 0;

  // Nothing has come from the server since the last answer: neither its farewell nor anything else.
  virtual bool is_quiet() = 0;

  // close tells the server, without waiting for its reply.
  virtual void close() = 0;
};

// Connector opens the connections of one transport, and outlives them.
class Connector {
 public:
  explicit Connector(HttpsOptions options);
  ~Connector();

  // open connects, through the proxy where there is one, and shakes hands. The server's certificate is judged as of
  // `now`; `credential` null presents none.
  pki::Result<std::unique_ptr<Connection>> open(const Url& url, const pki::Credential* credential, pki::TimePoint now,
                                                const Allowance& allowance);

 private:
  struct Body;
  std::unique_ptr<Body> body_;
};

}  // namespace orcamo::client
