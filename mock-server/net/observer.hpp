#pragma once
#include <chrono>
#include <string>
#include <string_view>

#include "orcamo/pki/time.hpp"
#include "world/journal.hpp"

namespace orcamo::mock {

enum class Port { kHttps, kAdmin };

// HandshakeEvent is one connection to the HTTPS port, as its journal has it.
struct HandshakeEvent {
  std::string_view sandbox;
  const HandshakeEntry& entry;
  std::chrono::microseconds took{0};  // from the connection to the verdict, waiting for the peer included
};

// RequestEvent is one request that was answered. No secret is in it: the query is left out, the path masked.
struct RequestEvent {
  Port port = Port::kHttps;
  std::string_view method;
  std::string_view path;
  Event event = Event::kOther;  // what it came to
  unsigned status = 0;          // 0: a route misbehaved on purpose and there was no status
  std::chrono::microseconds took{0};
  pki::TimePoint clock;     // what the answer's Date said
  std::string_view serial;  // of the client certificate; empty: none
};

// Observer hears what happens on the ports, from any thread. A call returns quickly; its views end with it.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void on_handshake(const HandshakeEvent& event) = 0;
  virtual void on_request(const RequestEvent& event) = 0;

  // Something went wrong that no client can be told: a route threw, a connection could not be accepted.
  virtual void on_trouble(std::string_view what) = 0;
};

}  // namespace orcamo::mock
