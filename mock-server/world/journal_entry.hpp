#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "orcamo/pki/time.hpp"
#include "world/event.hpp"
#include "world/reason.hpp"

namespace orcamo::mock {

// HandshakeEntry is what one connection came to. Certificate fields are those of the presented leaf, if there was one.
struct HandshakeEntry {
  std::uint64_t id = 0;  // set by the journal, from 1
  Verdict verdict = Verdict::kRefused;
  Reason reason = Reason::kAborted;
  std::string detail;       // one sentence for people: both dates and the clock where dates decided
  pki::TimePoint clock;     // the sandbox clock's time that was judged by
  int code = 0;             // X.509 verify code of OpenSSL; 0 is X509_V_OK
  int depth = 0;            // of the certificate that code is about; 0 is the leaf
  std::string alert;        // alert sent, by its RFC 8446 name ("certificate_expired"); empty: none
  std::string tls_version;  // "TLSv1.3"; empty where it did not come to that
  bool resumed = false;
  std::string server_name;  // SNI; empty: none
  std::string serial;
  std::string fingerprint_sha256;
  std::string subject;
  std::optional<pki::Validity> validity;
};

// RequestEntry is what one request on the HTTPS port came to. No secret is in it: the query is left out, the path
// masked.
struct RequestEntry {
  std::uint64_t id = 0;         // set by the journal: handshakes and requests are numbered together
  std::uint64_t handshake = 0;  // id of the connection's entry
  Deed deed;
  std::string method;    // "-" where what came was no request
  std::string path;      // masked_path
  unsigned status = 0;   // 0: a route misbehaved on purpose and there was no status
  pki::TimePoint clock;  // what the answer's Date said
  std::string serial;    // of the certificate presented
  std::string fingerprint_sha256;
};

// shorten cuts texts over 512 octets, which a peer may have made long.
void shorten(HandshakeEntry& entry);
void shorten(RequestEntry& entry);

}  // namespace orcamo::mock
