#include "net/request_reader.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "net/chunked_body.hpp"
#include "net/net.hpp"
#include "net/response_text.hpp"

namespace orcamo::mock {
namespace {

namespace http = beast::http;

constexpr std::string_view kLineEnd = "\r\n";

// head_end returns the size of the head with its empty line, or npos. A head of bare line feeds ends too: it is for the
// parser to refuse it, and not for the peer to wait.
std::size_t head_end(std::string_view buffer, std::size_t from) {
  const std::size_t proper = buffer.find("\r\n\r\n", from);
  const std::size_t bare = std::min(buffer.find("\n\n", from), buffer.find("\n\r\n", from));
  if (proper != std::string_view::npos && proper < bare) return proper + 4;
  return bare == std::string_view::npos ? bare : buffer.find('\n', bare + 1) + 1;
}

// without_identity_coding leaves the lines "Transfer-Encoding: identity" out: RFC 2616 knew that coding, a client in
// the wild still sends it beside Content-Length, and the parser would take the two for a contradiction.
std::string without_identity_coding(std::string_view head) {
  std::string kept;
  kept.reserve(head.size());
  while (!head.empty()) {
    const std::size_t end = head.find(kLineEnd);
    const std::string_view line = end == std::string_view::npos ? head : head.substr(0, end + kLineEnd.size());
    head.remove_prefix(line.size());
    const std::size_t colon = line.find(':');
    if (colon != std::string_view::npos && beast::iequals(line.substr(0, colon), "Transfer-Encoding")) {
      std::string_view value = line.substr(colon + 1);
      value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
      value = value.substr(0, value.find_last_not_of(" \t\r\n") + 1);
      if (beast::iequals(value, "identity")) continue;
    }
    kept += line;
  }
  return kept;
}

Response refusal_for(error_code ec) {
  if (ec == http::error::header_limit) {
    return problem(431, pki::Errc::kRequestMalformed, "the request head is larger than this server accepts");
  }
  if (ec == http::error::body_limit) {
    return problem(413, pki::Errc::kRequestMalformed, "the request body is larger than this server accepts");
  }
  if (ec == http::error::bad_version) {
    return problem(505, pki::Errc::kRequestMalformed, "this server speaks HTTP/1.1 and HTTP/1.0");
  }
  return problem(400, pki::Errc::kRequestMalformed, "the request is not well-formed HTTP: " + ec.message());
}

// fault_of says what is wrong with a chunked body as Beast's parser says it of the rest. Nothing, where nothing is.
error_code fault_of(ChunkedBody::State state) {
  switch (state) {
    case ChunkedBody::State::kUnfinished:
    case ChunkedBody::State::kComplete:
      return {};
    case ChunkedBody::State::kMalformed:
      return http::error::bad_chunk;
    case ChunkedBody::State::kHeadTooLarge:
      return http::error::header_limit;
    case ChunkedBody::State::kBodyTooLarge:
      return http::error::body_limit;
  }
  return http::error::bad_chunk;
}

// origin_form cuts scheme and authority off a target in absolute form (RFC 9112, 3.2.2).
std::string_view origin_form(std::string_view target) {
  if (target.starts_with('/')) return target;
  const std::size_t authority = target.find("://");
  if (authority == std::string_view::npos) return target;
  const std::size_t path = target.find('/', authority + 3);
  return path == std::string_view::npos ? std::string_view("/") : target.substr(path);
}

}  // namespace

struct RequestReader::Body {
  using Parser = http::request_parser<http::string_body>;

  explicit Body(const Limits& chosen) : limits(chosen) {}

  void advance() {
    if (state == State::kIdle || state == State::kHead) read_head();
    if (state == State::kBody) read_body();
  }

  void read_head() {
    // Empty lines ahead of a request are ignored (RFC 9112, 2.2).
    if (searched == 0) buffer.erase(0, std::min(buffer.find_first_not_of(kLineEnd), buffer.size()));
    // A first line that is none is refused before its head has ended: the peer may wait for an answer to it.
    if (const std::size_t line = buffer.find('\n'); searched <= line && line < limits.max_header) {
      if (std::string_view(buffer).substr(0, line).find(" HTTP/") == std::string_view::npos) {
        return refuse(problem(400, pki::Errc::kRequestMalformed, "the first line is not an HTTP request line"));
      }
    }
    const std::size_t end = head_end(buffer, searched > 3 ? searched - 3 : 0);
    if (std::min(end, buffer.size()) > limits.max_header) return refuse(refusal_for(http::error::header_limit));
    if (end == std::string::npos) {
      searched = buffer.size();
      state = buffer.empty() ? State::kIdle : State::kHead;
      return;
    }
    const std::string head = without_identity_coding(std::string_view(buffer).substr(0, end));
    if (!head.ends_with("\r\n\r\n")) {
      return refuse(problem(400, pki::Errc::kRequestMalformed, "the lines of an HTTP head end with CR and LF"));
    }
    buffer.erase(0, end);
    searched = 0;
    parse_head(head);
  }

  void parse_head(const std::string& head) {
    parser.emplace();
    parser->header_limit(static_cast<std::uint32_t>(limits.max_header + 1));
    parser->body_limit(limits.max_body);
    error_code ec;
    parser->put(net::buffer(head), ec);
    if (ec) return refuse(refusal_for(ec));
    const auto& message = parser->get();
    if (const auto coding = message[http::field::transfer_encoding];
        !coding.empty() && !beast::iequals(coding, "chunked")) {
      return refuse(problem(501, pki::Errc::kRequestMalformed, "the only transfer coding known here is chunked"));
    }
    const auto hosts = message.count(http::field::host);
    if (hosts > 1 || (hosts == 0 && message.version() >= 11)) {
      return refuse(problem(400, pki::Errc::kRequestMalformed, "an HTTP/1.1 request has exactly one Host line"));
    }
    // Of a chunked body Beast 1.81 takes one chunk's size from the limit again whenever it waits for the rest of an
    // extension, asserts that it sees five octets of the last chunk, and adds a trailer to the head.
    chunks.reset();
    if (parser->chunked()) chunks.emplace(limits);
    expects_continue = message.version() >= 11 && beast::iequals(message[http::field::expect], "100-continue");
    state = parser->is_done() ? State::kComplete : State::kBody;
  }

  void read_body() {
    if (buffer.empty()) return;
    error_code ec;
    const std::size_t used = chunks ? chunks->take(buffer) : parser->put(net::buffer(buffer), ec);
    buffer.erase(0, used);
    if (chunks) ec = fault_of(chunks->state());
    if (ec) return refuse(refusal_for(ec));
    if (chunks ? chunks->state() == ChunkedBody::State::kComplete : parser->is_done()) state = State::kComplete;
  }

  void refuse(Response answer) {
    state = State::kRefused;
    refusal = std::move(answer);
    buffer.clear();
  }

  Limits limits;
  std::string buffer;        // not parsed yet
  std::size_t searched = 0;  // octets of it known not to end a head
  std::optional<Parser> parser;
  std::optional<ChunkedBody> chunks;  // where the body of `parser`'s head is chunked
  State state = State::kIdle;
  bool expects_continue = false;
  Response refusal;
};

RequestReader::RequestReader(const Limits& limits) : body_(std::make_unique<Body>(limits)) {}
RequestReader::~RequestReader() = default;

RequestReader::State RequestReader::state() const noexcept { return body_->state; }
const Response& RequestReader::refusal() const noexcept { return body_->refusal; }

RequestReader::State RequestReader::take(std::string_view octets) {
  if (body_->state == State::kRefused) return body_->state;
  body_->buffer += octets;
  body_->advance();
  return body_->state;
}

bool RequestReader::wants_continue() noexcept {
  return std::exchange(body_->expects_continue, false) && body_->state == State::kBody;
}

ReadRequest RequestReader::take_request() {
  auto message = body_->parser->release();
  ReadRequest read;
  read.keep_alive = message.keep_alive();
  read.request.method = std::string(message.method_string());
  const std::string_view target = origin_form(message.target());
  const std::size_t question = target.find('?');
  read.request.path = std::string(target.substr(0, question));
  if (question != std::string_view::npos) read.request.query = std::string(target.substr(question + 1));
  for (const auto& field : message) {
    read.request.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
  }
  read.request.body = body_->chunks ? body_->chunks->release() : std::move(message.body());
  body_->parser.reset();
  body_->expects_continue = false;
  body_->state = State::kIdle;
  body_->advance();
  return read;
}

}  // namespace orcamo::mock
