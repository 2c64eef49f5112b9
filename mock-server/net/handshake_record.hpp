#pragma once
#include <openssl/ssl.h>

#include <optional>
#include <string>
#include <string_view>

#include "net/handshake_failure.hpp"
#include "orcamo/pki/certificate.hpp"
#include "world/journal.hpp"
#include "world/world.hpp"

namespace orcamo::mock {

// FoundBy is what led a connection to its sandbox.
enum class FoundBy {
  kNothing,     // it is the default one
  kServerName,  // <id>.localhost
  kIssuer,      // of the client's certificate
  kPort,        // the port is the sandbox's own
};

// HandshakeRecord is what is known of one TLS connection. OpenSSL's callbacks fill it while the handshake runs, on the
// thread that runs it. Not copied or moved: the SSL points to it.
struct HandshakeRecord {
  // `of_port` is the sandbox whose own port the connection came to; null: it came to the one for all.
  explicit HandshakeRecord(World& of_world, SandboxRef of_port = nullptr);
  HandshakeRecord(const HandshakeRecord&) = delete;
  HandshakeRecord& operator=(const HandshakeRecord&) = delete;

  // attach makes this the record of `ssl`, which must end first.
  void attach(SSL* ssl) noexcept;
  static HandshakeRecord* of(const SSL* ssl) noexcept;

  // conclude completes `entry` and puts it into the sandbox's journal; once, later calls change nothing. `error` is
  // OpenSSL's packed code; 0: none. A refusal is concluded before its alert leaves: who has seen the alert finds the
  // entry.
  void conclude(const SSL* ssl, HandshakeEnd end, unsigned long error);

  // enter makes `found` the connection's sandbox and its policy of this moment the one that the handshake obeys.
  void enter(SandboxRef found, FoundBy by);

  // present notes the client's certificate. Fails where it cannot be read.
  pki::Result<void> present(X509* borrowed);

  // drops_silently tells that this handshake was refused for its certificate or by a fault, and is to end without an
  // alert.
  bool drops_silently() const noexcept;

  // rule_on_request judges the certificate again for the next request, by the clock and the policy of this moment;
  // where the policy is lenient, the handshake's ruling stands.
  Ruling rule_on_request() const;

  World& world;
  FoundBy found_by;
  SandboxRef sandbox;  // the default one until another is found
  PolicyRef policy;    // of the sandbox when the ClientHello came, or when the issuer led to it
  HandshakeEntry entry;
  std::optional<pki::Certificate> presented;
  Reason chain = Reason::kOk;  // what is wrong with the certificates but their time: kNoCertificate, kUnknownCa, …
  Ruling ruling;               // of the handshake, where the chain is sound
  bool hello_seen = false;     // a well-formed ClientHello came
  bool negotiated = false;     // a protocol version was agreed on
  bool dropped = false;        // by a fault of the sandbox
  bool judged = false;         // `entry` carries a verdict on the client's certificate
  bool concluded = false;      // `entry` is in the journal
  std::string first_octets;    // five of the first record, or of what came in place of one
  std::string client_alert;    // fatal alert received, by its RFC 8446 name; empty: none

 private:
  void tell_why(HandshakeEnd end, unsigned long error);
  void judge_unseen(const SSL* ssl);
};

}  // namespace orcamo::mock
