#pragma once
#include <chrono>
#include <cstdint>
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

// Hang is to accept the request and never answer.
struct Hang {
  Deed deed = {.event = Event::kFault};
};

// Drop is to close without an answer.
struct Drop {
  Deed deed = {.event = Event::kFault};
};

// RawBytes are sent as they are in the place of an answer, then the connection ends.
struct RawBytes {
  enum class End { kClose, kReset };

  std::string octets;
  End end = End::kClose;
  std::uint64_t per_second = 0;  // octets; 0: all at once
  unsigned status = 0;           // for the journal; 0: none
  Deed deed = {.event = Event::kFault};
};

// Delayed is what comes later. When the server stops, it comes at once.
struct Delayed {
  using Late = std::variant<Response, Drop, RawBytes>;

  std::chrono::milliseconds by;
  Late late;
};

// Waiting is an answer that comes when something has happened, or after `at_most`. It holds no thread meanwhile.
struct Waiting {
  std::chrono::milliseconds at_most;
  std::function<std::shared_ptr<void>(std::function<void()> wake)> watch;  // what it returns is kept until the end
  std::function<Response()> answer;                                        // called where handlers are
};
using Reply = std::variant<Response, Hang, Drop, RawBytes, Delayed, Waiting>;

}  // namespace orcamo::mock
