#pragma once
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "orcamo/pki/certificate.hpp"
#include "world/ruling.hpp"

namespace orcamo::mock {

using Headers = std::vector<std::pair<std::string, std::string>>;

// header returns the first value of that name, letters' case ignored; empty where there is none.
std::string_view header(const Headers& headers, std::string_view name) noexcept;

// Request is one HTTP request as a surface sees it: complete, within the limits, free of any socket.
struct Request {
  std::string method;
  std::string path;   // as sent, still percent-encoded, without the query
  std::string query;  // after the question mark, as sent
  Headers headers;
  std::string body;
  std::optional<pki::Certificate> presented;  // client certificate of the TLS connection
  Admission admission = Admission::kFull;     // what that certificate is good for
  std::string server_name;                    // SNI; empty: none
};

struct Response {
  unsigned status = 200;
  Headers headers;  // Content-Length, Date and Connection are the session's
  std::string body;
};

// Misbehaviour is a value: a route returns it, only the session performs it.
struct Hang {};  // accept the request and never answer
struct Drop {};  // close without an answer
struct RawBytes {
  std::string octets;
};  // these octets instead of HTTP, then close
struct Delayed {
  std::chrono::milliseconds by;
  Response response;
};
using Reply = std::variant<Response, Hang, Drop, RawBytes, Delayed>;

}  // namespace orcamo::mock
