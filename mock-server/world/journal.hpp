#pragma once
#include <cstdint>
#include <deque>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "orcamo/pki/time.hpp"

namespace orcamo::mock {

enum class Verdict { kAccepted, kRefused };

// Reason is why a connection was accepted or refused; the names in the journal are stable.
// kUnsuitable: of this sandbox, but not fit for client authentication, or without proof of the key.
// kSuperseded: the overlap policy has it end for the sake of its replacement.
enum class Reason {
  kOk,
  kNoCertificate,
  kExpired,
  kNotYetValid,
  kRevoked,
  kSuperseded,
  kUnknownCa,
  kUnsuitable,
  kNotTls,
  kAborted
};

std::string_view verdict_name(Verdict verdict) noexcept;  // "accepted", "refused"
std::string_view reason_name(Reason reason) noexcept;     // "ok", "no_certificate", "expired", …

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

// Journal keeps the newest entries of one sandbox, at most `capacity`, and counts those it had to drop.
// Safe to use from any thread.
class Journal {
 public:
  explicit Journal(std::size_t capacity = 10'000) : capacity_(capacity) {}

  void record(HandshakeEntry entry);
  std::vector<HandshakeEntry> entries() const;  // oldest first
  std::uint64_t dropped() const;
  void clear();

 private:
  mutable std::mutex mutex_;
  std::size_t capacity_;
  std::deque<HandshakeEntry> entries_;
  std::uint64_t next_id_ = 1;
  std::uint64_t dropped_ = 0;
};

}  // namespace orcamo::mock
