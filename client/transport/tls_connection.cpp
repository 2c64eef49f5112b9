#include <openssl/err.h>
#include <openssl/sslerr.h>
#include <sys/socket.h>

#include <cerrno>
#include <optional>
#include <string>
#include <utility>

#include "transport/connection.hpp"
#include "transport/dial.hpp"
#include "transport/server_judgement.hpp"
#include "transport/tls_context.hpp"
#include "transport/tls_failure.hpp"

namespace orcamo::client {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;
using TlsStream = net::ssl::stream<beast::tcp_stream>;
using AnswerParser = http::response_parser<http::string_body>;

constexpr int kMostInterimAnswers = 8;               // 1xx, before the real one
constexpr std::chrono::milliseconds kFarewell{200};  // for a close_notify that nobody waits for

// is_too_weak tells what OpenSSL's security level keeps from being presented, whoever would take it.
bool is_too_weak(unsigned long code) {
  const int reason = ERR_GET_REASON(code);
  return ERR_GET_LIB(code) == ERR_LIB_SSL &&
         (reason == SSL_R_EE_KEY_TOO_SMALL || reason == SSL_R_CA_KEY_TOO_SMALL || reason == SSL_R_CA_MD_TOO_WEAK);
}

class TlsConnection final : public Connection {
 public:
  TlsConnection(net::io_context& io, net::ssl::context& tls, const Url& url, const HttpsOptions& options,
                const pki::Credential* credential, pki::TimePoint now)
      : io_(io),
        options_(options),
        url_(url),
        presented_(credential == nullptr ? Presented::kNothing : Presented::kCertificate),
        judgement_(url, now),
        stream_(io, tls) {}

  Result<void> open(const pki::Credential* credential, const Allowance& allowance);
  Attempt exchange(const HttpRequest& request, std::string_view octets, const Allowance& allowance) override;
  bool is_quiet() override;
  void close() override;

 private:
  Result<void> present(const pki::Credential& credential);
  Result<void> shake_hands(const Allowance& allowance);
  Result<HttpResponse> read_answer(const HttpRequest& request, const Allowance& allowance, Attempt& attempt);
  bool ends_cleanly(std::string& trailing);
  bool has_unread();  // octets that came before the connection broke

  Error explain(error_code ec, const Allowance& allowance, const std::string& doing) const;
  Error explain_read(error_code ec, const AnswerParser& parser, const HttpRequest& request, const Allowance& allowance,
                     bool anything_received) const;

  template <class Start>
  error_code run(const Allowance& allowance, Start start) {
    return run_until_done(io_, socket(), allowance.stop, start);
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

// The one place where an error_code becomes an Error.
Error TlsConnection::explain(error_code ec, const Allowance& allowance, const std::string& doing) const {
  if (ec == beast::error::timeout) return timed_out(url_.endpoint(), allowance, doing);
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

Result<void> TlsConnection::present(const pki::Credential& credential) {
  const pki::X509Stack chain(sk_X509_new_null());
  for (const pki::Certificate& certificate : credential.chain) {
    X509* native = pki::NativeAccess::native(certificate);
    X509_up_ref(native);
    sk_X509_push(chain.get(), native);
  }
  if (SSL_use_cert_and_key(stream_.native_handle(), pki::NativeAccess::native(credential.certificate),
                           pki::NativeAccess::native(credential.key), chain.get(), 1) != 1) {
    const std::string doing = "using the client certificate " + credential.certificate.subject();
    if (!is_too_weak(ERR_peek_error())) return pki::take_error(Errc::kCryptoFailed, doing);
    ERR_clear_error();
    return Error(Errc::kKeyUnsupported, "its key or signature, or its issuer's, is too weak for OpenSSL here",
                 "ask whoever issued it for one with a P-256 or RSA-2048 key, signed with SHA-256")
        .while_doing(doing);
  }
  return {};
}

Result<void> TlsConnection::shake_hands(const Allowance& allowance) {
  const auto handshake = [&](auto done) { stream_.async_handshake(net::ssl::stream_base::client, done); };
  error_code ec = run(allowance, handshake);
  if ((ec == net::error::broken_pipe || ec == net::error::connection_reset) && has_unread()) {
    // Writing failed, but before it hung up the server may have said why.
    if (const error_code second = run(allowance, handshake); second.category() == net::error::get_ssl_category())
      ec = second;
  }
  if (ec) return explain(ec, allowance, "shaking hands (TLS)");
  return {};
}

Result<void> TlsConnection::open(const pki::Credential* credential, const Allowance& allowance) {
  if (auto attached = judgement_.attach(stream_.native_handle()); !attached) return attached;
  if (credential != nullptr) {
    if (auto set = present(*credential); !set) return set;
  }
  if (auto dialled = dial(io_, socket(), url_, options_.proxy, allowance); !dialled) return dialled;
  return shake_hands(allowance);
}

// What arrived after the answer: nothing is good, octets are an excess, a farewell is the end of this connection.
bool TlsConnection::ends_cleanly(std::string& trailing) {
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

Error TlsConnection::explain_read(error_code ec, const AnswerParser& parser, const HttpRequest& request,
                                  const Allowance& allowance, bool anything_received) const {
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
  return explain(ec, allowance, "an answer to a " + request.method + " was awaited");
}

Result<HttpResponse> TlsConnection::read_answer(const HttpRequest& request, const Allowance& allowance,
                                                Attempt& attempt) {
  const std::string from = "the answer of " + url_.endpoint();
  std::optional<AnswerParser> parser;
  for (int interim = 0;; ++interim) {
    parser.emplace();
    parser->header_limit(static_cast<std::uint32_t>(options_.max_header));
    parser->body_limit(options_.max_body);
    parser->skip(request.method == "HEAD");
    error_code ec = run(allowance, [&](auto done) { http::async_read_header(stream_, buffer_, *parser, done); });
    attempt.anything_received = attempt.anything_received || parser->got_some() || buffer_.size() > 0;
    if (ec) return explain_read(ec, *parser, request, allowance, attempt.anything_received);
    const unsigned status = parser->get().result_int();
    if (status >= 200 || status == 101) break;
    if (interim == kMostInterimAnswers) {
      return Error(Errc::kAnswerMalformed, from + " never gets beyond interim ones (1xx)",
                   "look into the server's log");
    }
  }
  if (const error_code ec = run(allowance, [&](auto done) { http::async_read(stream_, buffer_, *parser, done); })) {
    return explain_read(ec, *parser, request, allowance, true);
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

Attempt TlsConnection::exchange(const HttpRequest& request, std::string_view octets, const Allowance& allowance) {
  socket().expires_at(allowance.deadline);
  const error_code written =
      run(allowance, [&](auto done) { net::async_write(stream_, net::buffer(octets.data(), octets.size()), done); });
  Attempt attempt{.outcome = Error(Errc::kConnectionLost, "")};
  if (written && written.category() == net::error::get_ssl_category()) {
    attempt.outcome = explain(written, allowance, "sending a " + request.method);
    return attempt;
  }
  if (written == beast::error::timeout) {
    attempt.outcome = timed_out(url_.endpoint(), allowance, "sending a " + request.method);
    return attempt;
  }
  // Even where the write failed the server may have said why before it hung up (an alert, an early refusal).
  attempt.outcome = read_answer(request, allowance, attempt);
  attempt.reusable = attempt.reusable && !written;
  socket().expires_never();
  return attempt;
}

bool TlsConnection::has_unread() {
  char octet = 0;
  return ::recv(socket().socket().native_handle(), &octet, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

bool TlsConnection::is_quiet() {
  char octet = 0;
  const auto peeked = ::recv(socket().socket().native_handle(), &octet, 1, MSG_PEEK | MSG_DONTWAIT);
  return peeked < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

void TlsConnection::close() {
  bool done = false;
  socket().expires_after(kFarewell);
  stream_.async_shutdown([&](error_code) { done = true; });
  io_.restart();
  io_.poll();
  socket().close();
  while (!done) io_.run_one();
}

}  // namespace

struct Connector::Body {
  explicit Body(HttpsOptions given) : options(std::move(given)) {}

  // One SSL_CTX serves every credential: certificate and key are set on each connection.
  Result<void> prepare() {
    if (tls) return {};
    auto context = make_tls_context(options);
    if (!context) return context.error();
    tls.emplace(context->release());
    return {};
  }

  HttpsOptions options;
  net::io_context io{1};
  std::optional<net::ssl::context> tls;
};

Connector::Connector(HttpsOptions options) : body_(std::make_unique<Body>(std::move(options))) {}

Connector::~Connector() = default;

Result<std::unique_ptr<Connection>> Connector::open(const Url& url, const pki::Credential* credential,
                                                    pki::TimePoint now, const Allowance& allowance) {
  if (auto prepared = body_->prepare(); !prepared) return prepared.error();
  auto connection = std::make_unique<TlsConnection>(body_->io, *body_->tls, url, body_->options, credential, now);
  if (auto opened = connection->open(credential, allowance); !opened) return opened.error();
  return std::unique_ptr<Connection>(std::move(connection));
}

}  // namespace orcamo::client
