#pragma once
#include <string>
#include <string_view>

#include "world/reason.hpp"

namespace orcamo::mock {

// HandshakeEnd is how a TLS handshake ended as the transport saw it.
enum class HandshakeEnd {
  kComplete,
  kFailed,    // OpenSSL gave up and said why
  kClosed,    // the client went away
  kReset,     // the client went away without taking leave of TCP either
  kTimedOut,  // the client was too slow, or silent
  kStopped,   // the server was stopped
};

// Broken is what is known of a handshake that failed, and not for the certificate's chain or dates.
struct Broken {
  HandshakeEnd end = HandshakeEnd::kFailed;
  unsigned long error = 0;  // OpenSSL's packed code; 0: none
  bool hello_seen = false;
  std::string_view first_octets = {};  // the five of a record's head, where the peer sent as many
  std::string_view client_alert = {};  // received, and sent, by their RFC 8446 names; empty: none
  std::string_view server_alert = {};
};

// HandshakeFailure is why, for programs and for people.
struct HandshakeFailure {
  Reason reason;
  std::string detail;
};

HandshakeFailure explain(const Broken& broken);

}  // namespace orcamo::mock
