#pragma once
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "orcamo/pki/certificate.hpp"
#include "world/event.hpp"
#include "world/ruling.hpp"
#include "world/sandbox.hpp"

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
  SandboxRef sandbox;                         // of the connection; null on the admin port
  std::optional<pki::Certificate> presented;  // client certificate of the TLS connection
  Admission admission = Admission::kFull;     // what that certificate is good for
  std::string server_name;                    // SNI; empty: none
};

struct Response {
  unsigned status = 200;
  Headers headers;  // Content-Length, Date and Connection are the session's
  std::string body;
  Deed deed = {};  // for the journal; never sent
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

// Waiting is an answer that comes when something has happened, or after `at_most`. It holds no thread meanwhile.
struct Waiting {
  std::chrono::milliseconds at_most;
  std::function<std::shared_ptr<void>(std::function<void()> wake)> watch;  // what it returns is kept until the end
  std::function<Response()> answer;                                        // called where handlers are
};
using Reply = std::variant<Response, Hang, Drop, RawBytes, Delayed, Waiting>;

}  // namespace orcamo::mock
