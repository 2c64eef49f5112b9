#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "net/message.hpp"
#include "net/options.hpp"

namespace orcamo::mock {

// ReadRequest is a request with what the session must know of its connection.
struct ReadRequest {
  Request request;
  bool keep_alive = true;  // the connection may carry another request (RFC 9112, 9.3)
};

// RequestReader makes HTTP/1.x requests out of octets, however they are cut. Knows no socket and no time.
class RequestReader {
 public:
  enum class State {
    kIdle,      // nothing of the next request is here yet
    kHead,      // a part of the head is
    kBody,      // the head is complete
    kComplete,  // `take_request` has it
    kRefused,   // `refusal` says why; the connection is of no further use
  };

  explicit RequestReader(const Limits& limits);
  ~RequestReader();

  // take reads on with `octets` behind what came before. Octets behind a complete request wait for the next.
  State take(std::string_view octets);
  State state() const noexcept;

  // wants_continue: the peer sent "Expect: 100-continue" and waits for leave to send the body. True once for a request.
  bool wants_continue() noexcept;

  // take_request hands the complete request over and goes on to the next one.
  ReadRequest take_request();

  // The answer to what could not be read: 400, 413, 431 or 501.
  const Response& refusal() const noexcept;

 private:
  struct Body;
  std::unique_ptr<Body> body_;
};

}  // namespace orcamo::mock
