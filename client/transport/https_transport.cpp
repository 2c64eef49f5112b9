#include "orcamo/client/https_transport.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <list>
#include <optional>

#include "transport/name_lookup.hpp"
#include "transport/net.hpp"
#include "transport/request_text.hpp"
#include "transport/server_judgement.hpp"
#include "transport/tls_context.hpp"
#include "transport/tls_failure.hpp"
#include "transport/url.hpp"

namespace orcamo::client {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;
using SteadyTime = std::chrono::steady_clock::time_point;
using TlsStream = net::ssl::stream<beast::tcp_stream>;
using AnswerParser = http::response_parser<http::string_body>;

constexpr std::size_t kMostKept = 16;                // connections
constexpr int kMostInterimAnswers = 8;               // 1xx, before the real one
constexpr std::chrono::milliseconds kFarewell{200};  // for a close_notify that nobody waits for

// run_until_done drives `io` until the one operation that `start` begins has ended.
template <class Start>
error_code run_until_done(net::io_context& io, Start start) {
  error_code outcome;
  bool done = false;
  start([&](error_code ec, auto&&...) {
    outcome = ec;
    done = true;
  });
  io.restart();
  while (!done) io.run_one();
  return outcome;
}

std::string duration_text(std::chrono::milliseconds duration) {
  const auto count = duration.count();
  return count % 1000 == 0 ? std::to_string(count / 1000) + " s" : std::to_string(count) + " ms";
}

// What one attempt on one connection came to.
struct Attempt {
  Result<HttpResponse> outcome;
  bool anything_received = false;
  bool reusable = false;
};

// Connection is one TLS connection, made for one endpoint and one credential.
class Connection {
 public:
  Connection(net::io_context& io, net::ssl::context& tls, const Url& url, const HttpsOptions& options,
             const pki::Credential* credential, pki::TimePoint now)
      : io_(io),
        options_(options),
        url_(url),
        presented_(credential == nullptr ? Presented::kNothing : Presented::kCertificate),
        judgement_(url, now),
        stream_(io, tls) {}

  Result<void> open(const pki::Credential* credential, SteadyTime deadline);
  Attempt exchange(const HttpRequest& request, std::string_view octets, SteadyTime deadline);

  // Nothing has come from the server since the last answer: neither its farewell nor anything else.
  bool is_quiet();

  // close tells the server, without waiting for its reply.
  void close();

 private:
  Result<void> present(const pki::Credential& credential);
  Result<std::vector<tcp::endpoint>> resolve(SteadyTime deadline);
  Result<void> connect(SteadyTime deadline);
  Result<void> shake_hands();
  Result<HttpResponse> read_answer(const HttpRequest& request, Attempt& attempt);
  bool ends_cleanly(std::string& trailing);
  bool has_unread();  // octets that came before the connection broke

  Error explain(error_code ec, const std::string& doing) const;
  Error explain_read(error_code ec, const AnswerParser& parser, const HttpRequest& request,
                     bool anything_received) const;
  Error timed_out(const std::string& doing) const;

  template <class Start>
  error_code run(Start start) {
    return run_until_done(io_, start);
  }
  beast::tcp_stream& socket() { return beast::get_lowest_layer(stream_); }

  net::io_context& io_;
  const HttpsOptions& options_;
  Url url_;
  Presented presented_;
  ServerJudgement judgement_;
  TlsStream stream_;
  beast::flat_buffer buffer_;
};

Error Connection::timed_out(const std::string& doing) const {
  return Error(
      Errc::kTimeout,
      "the server " + url_.endpoint() + " took longer than " + duration_text(options_.patience) + " (" + doing + ")",
      "try again later, or allow more time");
}

// The one place where an error_code becomes an Error.
Error Connection::explain(error_code ec, const std::string& doing) const {
  if (ec == beast::error::timeout) return timed_out(doing);
  if (ec.category() == net::error::get_ssl_category()) {
    auto* ssl = const_cast<TlsStream&>(stream_).native_handle();
    return classify({.code = static_cast<unsigned long>(static_cast<unsigned>(ec.value())),
                     .ssl = ssl,
                     .judgement = judgement_,
                     .endpoint = url_.endpoint(),
                     .presented = presented_});
  }
  const bool closed =
      ec == net::error::eof || ec == net::ssl::error::stream_truncated || ec == http::error::end_of_stream;
  return Error(Errc::kConnectionLost,
               "the server " + url_.endpoint() + " closed the connection while " + doing +
                   (closed ? std::string() : ": " + ec.message()),
               "try again; if it stays, look into the server's log");
}

Result<void> Connection::present(const pki::Credential& credential) {
  const pki::X509Stack chain(sk_X509_new_null());
  for (const pki::Certificate& certificate : credential.chain) {
    X509* native = pki::NativeAccess::native(certificate);
    X509_up_ref(native);
    sk_X509_push(chain.get(), native);
  }
  if (SSL_use_cert_and_key(stream_.native_handle(), pki::NativeAccess::native(credential.certificate),
                           pki::NativeAccess::native(credential.key), chain.get(), 1) != 1) {
    return pki::take_error(Errc::kCryptoFailed, "using the client certificate " + credential.certificate.subject());
  }
  return {};
}

Result<std::vector<tcp::endpoint>> Connection::resolve(SteadyTime deadline) {
  if (url_.is_localhost()) {
    return std::vector<tcp::endpoint>{{net::ip::address_v4::loopback(), url_.port},
                                      {net::ip::address_v6::loopback(), url_.port}};
  }
  if (url_.host_is_address) return std::vector<tcp::endpoint>{{net::ip::make_address(url_.host), url_.port}};

  const auto addresses = look_up(url_.host, deadline);
  if (!addresses) return timed_out("looking up its name");
  if (!*addresses) return addresses->error();
  std::vector<tcp::endpoint> endpoints;
  for (const std::string& address : **addresses) {
    error_code malformed;
    const auto parsed = net::ip::make_address(address, malformed);
    if (!malformed) endpoints.emplace_back(parsed, url_.port);
  }
  return endpoints;
}

// Each address has an equal share of the time that is left: one that swallows everything does not use up the others'.
Result<void> Connection::connect(SteadyTime deadline) {
  const auto endpoints = resolve(deadline);
  if (!endpoints) return endpoints.error();
  error_code first;  // but for those that never answered
  auto left = static_cast<long>(endpoints->size());
  for (const tcp::endpoint& endpoint : *endpoints) {
    const SteadyTime now = std::chrono::steady_clock::now();
    socket().expires_at(now + (deadline - now) / left--);
    const error_code ec = run([&](auto done) { socket().async_connect(endpoint, done); });
    if (!ec) {
      error_code ignored;
      socket().socket().set_option(tcp::no_delay(true), ignored);
      socket().expires_at(deadline);
      return {};
    }
    if (!first && ec != beast::error::timeout) first = ec;
    socket().close();
  }
  if (!first) return timed_out("connecting");
  return Error(Errc::kServerUnreachable, "no server can be reached at " + url_.endpoint() + ": " + first.message(),
               "check the address and the port, and that the server is running");
}

Result<void> Connection::shake_hands() {
  const auto handshake = [&](auto done) { stream_.async_handshake(net::ssl::stream_base::client, done); };
  error_code ec = run(handshake);
  if ((ec == net::error::broken_pipe || ec == net::error::connection_reset) && has_unread()) {
    // Writing failed, but before it hung up the server may have said why.
    if (const error_code second = run(handshake); second.category() == net::error::get_ssl_category()) ec = second;
  }
  if (ec) return explain(ec, "shaking hands (TLS)");
  return {};
}

Result<void> Connection::open(const pki::Credential* credential, SteadyTime deadline) {
  if (auto attached = judgement_.attach(stream_.native_handle()); !attached) return attached;
  if (credential != nullptr) {
    if (auto set = present(*credential); !set) return set;
  }
  if (auto connected = connect(deadline); !connected) return connected;
  return shake_hands();
}

// What arrived after the answer: nothing is good, octets are an excess, a farewell is the end of this connection.
bool Connection::ends_cleanly(std::string& trailing) {
  if (buffer_.size() > 0) {
    trailing = std::to_string(buffer_.size());
    return false;
  }
  char octet = 0;
  ERR_clear_error();
  const int peeked = SSL_peek(stream_.native_handle(), &octet, 1);
  if (peeked > 0) trailing = "some";
  return peeked <= 0 && SSL_get_error(stream_.native_handle(), peeked) == SSL_ERROR_WANT_READ;
}

Error Connection::explain_read(error_code ec, const AnswerParser& parser, const HttpRequest& request,
                               bool anything_received) const {
  const std::string from = "the answer of " + url_.endpoint();
  std::string progress = " before it was complete";
  if (parser.is_header_done() && parser.content_length() && parser.content_length_remaining()) {
    const auto total = *parser.content_length();
    progress = " after " + std::to_string(total - *parser.content_length_remaining()) + " of " + std::to_string(total) +
               " announced octets";
  }
  if (ec == http::error::header_limit || ec == http::error::buffer_overflow) {
    return Error(Errc::kAnswerTooLarge,
                 from + " has headers beyond the limit of " + std::to_string(options_.max_header) + " octets",
                 "this does not look like the service; check the address");
  }
  if (ec == http::error::body_limit) {
    return Error(Errc::kAnswerTooLarge,
                 from + " has a body beyond the limit of " + std::to_string(options_.max_body) + " octets",
                 "this does not look like the service; check the address");
  }
  if (ec == http::error::partial_message || (ec == net::error::eof && anything_received)) {
    return Error(Errc::kAnswerMalformed, from + " ended" + progress, "try again; the server closed too early");
  }
  if (ec == net::ssl::error::stream_truncated && anything_received) {
    return Error(Errc::kConnectionLost, "the connection to " + url_.endpoint() + " was cut" + progress, "try again");
  }
  if (ec.category() == make_error_code(http::error::bad_version).category() && ec != http::error::end_of_stream) {
    return Error(Errc::kAnswerMalformed, from + " is not HTTP/1.1: " + ec.message(),
                 "this does not look like the service; check the address");
  }
  return explain(ec, "an answer to a " + request.method + " was awaited");
}

Result<HttpResponse> Connection::read_answer(const HttpRequest& request, Attempt& attempt) {
  const std::string from = "the answer of " + url_.endpoint();
  std::optional<AnswerParser> parser;
  for (int interim = 0;; ++interim) {
    parser.emplace();
    parser->header_limit(static_cast<std::uint32_t>(options_.max_header));
    parser->body_limit(options_.max_body);
    parser->skip(request.method == "HEAD");
    error_code ec = run([&](auto done) { http::async_read_header(stream_, buffer_, *parser, done); });
    attempt.anything_received = attempt.anything_received || parser->got_some() || buffer_.size() > 0;
    if (ec) return explain_read(ec, *parser, request, attempt.anything_received);
    const unsigned status = parser->get().result_int();
    if (status >= 200 || status == 101) break;
    if (interim == kMostInterimAnswers) {
      return Error(Errc::kAnswerMalformed, from + " never gets beyond interim ones (1xx)",
                   "look into the server's log");
    }
  }
  if (const error_code ec = run([&](auto done) { http::async_read(stream_, buffer_, *parser, done); })) {
    return explain_read(ec, *parser, request, true);
  }

  std::string trailing;
  const bool clean = ends_cleanly(trailing);
  if (!trailing.empty()) {
    return Error(Errc::kAnswerMalformed, from + " goes on beyond its announced end (" + trailing + " more octets)",
                 "do not trust it; look into the server's log");
  }
  attempt.reusable = clean && parser->keep_alive();

  HttpResponse response;
  response.status = parser->get().result_int();
  for (const auto& field : parser->get()) response.headers.emplace_back(field.name_string(), field.value());
  response.body = std::move(parser->get().body());
  return response;
}

Attempt Connection::exchange(const HttpRequest& request, std::string_view octets, SteadyTime deadline) {
  socket().expires_at(deadline);
  const error_code written =
      run([&](auto done) { net::async_write(stream_, net::buffer(octets.data(), octets.size()), done); });
  Attempt attempt{.outcome = Error(Errc::kConnectionLost, "")};
  if (written && written.category() == net::error::get_ssl_category()) {
    attempt.outcome = explain(written, "sending a " + request.method);
    return attempt;
  }
  if (written == beast::error::timeout) {
    attempt.outcome = timed_out("sending a " + request.method);
    return attempt;
  }
  // Even where the write failed the server may have said why before it hung up (an alert, an early refusal).
  attempt.outcome = read_answer(request, attempt);
  attempt.reusable = attempt.reusable && !written;
  socket().expires_never();
  return attempt;
}

bool Connection::has_unread() {
  char octet = 0;
  return ::recv(socket().socket().native_handle(), &octet, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

bool Connection::is_quiet() {
  char octet = 0;
  const auto peeked = ::recv(socket().socket().native_handle(), &octet, 1, MSG_PEEK | MSG_DONTWAIT);
  return peeked < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

void Connection::close() {
  bool done = false;
  socket().expires_after(kFarewell);
  stream_.async_shutdown([&](error_code) { done = true; });
  io_.restart();
  io_.poll();
  socket().close();
  while (!done) io_.run_one();
}

struct Kept {
  std::string key;
  std::unique_ptr<Connection> connection;
};

std::string pool_key(const Url& url, const pki::Credential* credential) {
  return url.endpoint() + " " + (credential == nullptr ? "" : credential->certificate.fingerprint_sha256());
}

}  // namespace

struct HttpsTransport::Body {
  Body(HttpsOptions given, const pki::Clock& given_clock) : options(std::move(given)), clock(given_clock) {}

  ~Body() { drop_all(); }

  void drop_all() {
    for (Kept& kept_one : kept) kept_one.connection->close();
    kept.clear();
    ERR_clear_error();
  }

  // One SSL_CTX serves every credential: certificate and key are set on each connection.
  Result<void> prepare() {
    if (tls) return {};
    auto context = make_tls_context(options);
    if (!context) return context.error();
    tls.emplace(context->release());
    return {};
  }

  std::unique_ptr<Connection> take_kept(const std::string& key) {
    const auto found = std::find_if(kept.begin(), kept.end(), [&](const Kept& one) { return one.key == key; });
    if (found == kept.end()) return nullptr;
    auto connection = std::move(found->connection);
    kept.erase(found);
    return connection;
  }

  void keep(std::string key, std::unique_ptr<Connection> connection) {
    kept.push_back({std::move(key), std::move(connection)});
    if (kept.size() <= kMostKept) return;
    kept.front().connection->close();
    kept.pop_front();
  }

  Result<HttpResponse> exchange(const HttpRequest& request, const pki::Credential* credential);

  HttpsOptions options;
  const pki::Clock& clock;
  net::io_context io{1};
  std::optional<net::ssl::context> tls;
  std::list<Kept> kept;  // the longest unused first
};

Result<HttpResponse> HttpsTransport::Body::exchange(const HttpRequest& request, const pki::Credential* credential) {
  const SteadyTime deadline = std::chrono::steady_clock::now() + options.patience;
  const auto url = parse_https_url(request.url);
  if (!url) return url.error();
  const auto octets = request_text(request, *url);
  if (!octets) return octets.error();
  if (auto prepared = prepare(); !prepared) return prepared.error();

  const std::string key = pool_key(*url, credential);
  const auto settle = [&](Attempt attempt, std::unique_ptr<Connection> connection) {
    if (attempt.reusable) {
      keep(key, std::move(connection));
    } else if (attempt.outcome) {
      connection->close();
    }
    return std::move(attempt.outcome);
  };

  if (auto connection = take_kept(key)) {
    if (connection->is_quiet()) {
      Attempt attempt = connection->exchange(request, octets->reveal(), deadline);
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

  auto connection = std::make_unique<Connection>(io, *tls, *url, options, credential, clock.now());
  if (auto opened = connection->open(credential, deadline); !opened) return opened.error();
  Attempt attempt = connection->exchange(request, octets->reveal(), deadline);
  return settle(std::move(attempt), std::move(connection));
}

HttpsTransport::HttpsTransport(HttpsOptions options, const pki::Clock& clock)
    : body_(std::make_unique<Body>(std::move(options), clock)) {}

HttpsTransport::~HttpsTransport() = default;

pki::Result<HttpResponse> HttpsTransport::exchange(const HttpRequest& request, const pki::Credential* credential) {
  auto outcome = body_->exchange(request, credential);
  ERR_clear_error();  // what a failure left behind must not puzzle the next user of OpenSSL on this thread
  return outcome;
}

void HttpsTransport::disconnect() { body_->drop_all(); }

}  // namespace orcamo::client
