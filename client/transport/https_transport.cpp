#include "orcamo/client/https_transport.hpp"

#include <openssl/err.h>

#include <utility>

#include "transport/connection.hpp"
#include "transport/connection_pool.hpp"
#include "transport/request_text.hpp"

namespace orcamo::client {

using pki::Errc;
using pki::Result;

struct HttpsTransport::Body {
  Body(HttpsOptions given, const pki::Clock& given_clock)
      : patience(given.patience), stop(given.stop), clock(given_clock), connector(std::move(given)) {}

  Result<HttpResponse> exchange(const HttpRequest& request, const pki::Credential* credential);

  std::chrono::milliseconds patience;
  std::stop_token stop;
  const pki::Clock& clock;
  Connector connector;
  ConnectionPool pool;
};

Result<HttpResponse> HttpsTransport::Body::exchange(const HttpRequest& request, const pki::Credential* credential) {
  const auto allowance = Allowance::of(request.patience.value_or(patience), stop);
  const auto url = parse_https_url(request.url);
  if (!url) return url.error();
  const auto octets = request_text(request, *url);
  if (!octets) return octets.error();
  if (stop.stop_requested()) return cancelled(url->endpoint());

  const std::string key = ConnectionPool::key(*url, credential);
  const auto settle = [&](Attempt attempt, std::unique_ptr<Connection> connection) -> Result<HttpResponse> {
    if (!attempt.outcome && stop.stop_requested()) return cancelled(url->endpoint());
    if (attempt.reusable) {
      pool.keep(key, std::move(connection));
    } else if (attempt.outcome) {
      connection->close();
    }
    return std::move(attempt.outcome);
  };

  if (auto connection = pool.take(key)) {
    if (connection->is_quiet()) {
      Attempt attempt = connection->exchange(request, octets->reveal(), allowance);
      // The server may have let go of the idle connection at the very moment it was used again. Whether it acted on
      // the request is then unknown: only what changes nothing there is sent a second time (RFC 9110, 9.2.2).
      const bool may_repeat = request.method == "GET" || request.method == "HEAD";
      const bool stale =
          !attempt.outcome && !attempt.anything_received && attempt.outcome.error().code() == Errc::kConnectionLost;
      if (!stale || !may_repeat) return settle(std::move(attempt), std::move(connection));
    } else {
      connection->close();
    }
  }

  auto connection = connector.open(*url, credential, clock.now(), allowance);
  if (!connection) return stop.stop_requested() ? cancelled(url->endpoint()) : connection.error();
  Attempt attempt = (*connection)->exchange(request, octets->reveal(), allowance);
  return settle(std::move(attempt), *std::move(connection));
}

HttpsTransport::HttpsTransport(HttpsOptions options, const pki::Clock& clock)
    : body_(std::make_unique<Body>(std::move(options), clock)) {}

HttpsTransport::~HttpsTransport() { disconnect(); }

pki::Result<HttpResponse> HttpsTransport::exchange(const HttpRequest& request, const pki::Credential* credential) {
  auto outcome = body_->exchange(request, credential);
  ERR_clear_error();  // what a failure left behind must not puzzle the next user of OpenSSL on this thread
  return outcome;
}

void HttpsTransport::disconnect() {
  body_->pool.close_all();
  ERR_clear_error();
}

}  // namespace orcamo::client
