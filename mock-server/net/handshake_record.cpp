#include "net/handshake_record.hpp"

#include <utility>

#include "net/verify_code.hpp"
#include "orcamo/pki/openssl/handles.hpp"

namespace orcamo::mock {
namespace {

int record_index() noexcept {
  static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
  return index;
}

constexpr std::string_view kNonePresented = "the client presented no certificate";

// note_first_octets is OpenSSL's message callback until the peer has said something.
void note_first_octets(int outgoing, int, int kind, const void* octets, std::size_t length, SSL* ssl, void*) {
  if (outgoing != 0 || kind != SSL3_RT_HEADER) return;
  SSL_set_msg_callback(ssl, nullptr);
  if (HandshakeRecord* const record = HandshakeRecord::of(ssl)) {
    record->first_octets.assign(static_cast<const char*>(octets), length);
  }
}

}  // namespace

HandshakeRecord::HandshakeRecord(World& of_world, SandboxRef of_port)
    : world(of_world),
      found_by(of_port ? FoundBy::kPort : FoundBy::kNothing),
      sandbox(of_port ? std::move(of_port) : of_world.default_sandbox().shared_from_this()),
      policy(sandbox->policy()) {}

void HandshakeRecord::enter(SandboxRef found, FoundBy by) {
  sandbox = std::move(found);
  found_by = by;
  policy = sandbox->policy();
}

pki::Result<void> HandshakeRecord::present(X509* borrowed) {
  X509_up_ref(borrowed);
  auto leaf = pki::NativeAccess::wrap(pki::X509Handle(borrowed));
  if (!leaf) return std::move(leaf).error();
  entry.serial = leaf->serial();
  entry.fingerprint_sha256 = leaf->fingerprint_sha256();
  entry.subject = leaf->subject();
  entry.validity = leaf->validity();
  presented = *std::move(leaf);
  return {};
}

bool HandshakeRecord::drops_silently() const noexcept {
  if (dropped) return true;
  return policy->persona == Persona::kDrop && entry.verdict == Verdict::kRefused && is_about_certificate(entry.reason);
}

Ruling HandshakeRecord::rule_on_request() const {
  if (chain != Reason::kOk) return {chain, Admission::kFull, {}};
  const auto current = sandbox->policy();
  if (!presented || current->resumption == Resumption::kLenient) return ruling;
  return sandbox->rule_on(*presented, *current, sandbox->clock().now());
}

void HandshakeRecord::attach(SSL* ssl) noexcept {
  SSL_set_ex_data(ssl, record_index(), this);
  SSL_set_msg_callback(ssl, note_first_octets);
}

HandshakeRecord* HandshakeRecord::of(const SSL* ssl) noexcept {
  return static_cast<HandshakeRecord*>(SSL_get_ex_data(ssl, record_index()));
}

void HandshakeRecord::conclude(const SSL* ssl, HandshakeEnd end, unsigned long error) {
  if (concluded) return;
  concluded = true;
  if (negotiated) entry.tls_version = SSL_get_version(ssl);
  if (!judged) entry.clock = sandbox->clock().now();
  if (end == HandshakeEnd::kComplete) {
    entry.resumed = SSL_session_reused(ssl) == 1;
    if (!judged) judge_unseen(ssl);
  } else if (!judged || entry.verdict == Verdict::kAccepted) {
    tell_why(end, error);
  }
  if (drops_silently()) entry.alert.clear();
  shorten(entry);
  entry.id = sandbox->journal().record(entry);
}

// judge_unseen decides on a handshake in which OpenSSL had no certificate to verify: none was presented, and the
// persona let it complete, or an earlier session was resumed, whose certificate was accepted then.
void HandshakeRecord::judge_unseen(const SSL* ssl) {
  X509* const peer = SSL_get0_peer_certificate(ssl);
  if (!peer || !present(peer)) {
    chain = Reason::kNoCertificate;
    entry.verdict = Verdict::kRefused;
    entry.reason = chain;
    entry.detail = kNonePresented;
    return;
  }
  const auto now = sandbox->clock().now();
  entry.clock = now;
  if (policy->resumption == Resumption::kLenient) {
    entry.detail = "the certificate was accepted when the session began, and is not judged again";
  } else {
    ruling = sandbox->rule_on(*presented, *policy, now);
    entry.detail = ruling.detail;
  }
  entry.reason = ruling.reason;
  entry.code = verify_code(ruling.reason);
  entry.verdict = ruling.reason == Reason::kOk ? Verdict::kAccepted : Verdict::kRefused;
}

// tell_why words the end of a handshake that did not fail for the certificate's chain or dates.
void HandshakeRecord::tell_why(HandshakeEnd end, unsigned long error) {
  auto failure = explain({.end = end,
                          .error = error,
                          .hello_seen = hello_seen,
                          .first_octets = first_octets,
                          .client_alert = client_alert,
                          .server_alert = entry.alert});
  entry.verdict = Verdict::kRefused;
  entry.reason = failure.reason;
  entry.detail = std::move(failure.detail);
}

}  // namespace orcamo::mock
