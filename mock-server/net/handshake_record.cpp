#include "net/handshake_record.hpp"

#include <utility>

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
      sandbox(of_port ? std::move(of_port) : of_world.default_sandbox().shared_from_this()),
      found_by(sandbox.get() == &of_world.default_sandbox() ? FoundBy::kNothing : FoundBy::kPort),
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

std::string_view alert_name(int alert) noexcept {
  switch (alert) {
    case SSL_AD_CLOSE_NOTIFY:
      return "close_notify";
    case SSL_AD_UNEXPECTED_MESSAGE:
      return "unexpected_message";
    case SSL_AD_BAD_RECORD_MAC:
      return "bad_record_mac";
    case SSL_AD_RECORD_OVERFLOW:
      return "record_overflow";
    case SSL_AD_HANDSHAKE_FAILURE:
      return "handshake_failure";
    case SSL_AD_BAD_CERTIFICATE:
      return "bad_certificate";
    case SSL_AD_UNSUPPORTED_CERTIFICATE:
      return "unsupported_certificate";
    case SSL_AD_CERTIFICATE_REVOKED:
      return "certificate_revoked";
    case SSL_AD_CERTIFICATE_EXPIRED:
      return "certificate_expired";
    case SSL_AD_CERTIFICATE_UNKNOWN:
      return "certificate_unknown";
    case SSL_AD_ILLEGAL_PARAMETER:
      return "illegal_parameter";
    case SSL_AD_UNKNOWN_CA:
      return "unknown_ca";
    case SSL_AD_ACCESS_DENIED:
      return "access_denied";
    case SSL_AD_DECODE_ERROR:
      return "decode_error";
    case SSL_AD_DECRYPT_ERROR:
      return "decrypt_error";
    case SSL_AD_PROTOCOL_VERSION:
      return "protocol_version";
    case SSL_AD_INSUFFICIENT_SECURITY:
      return "insufficient_security";
    case SSL_AD_INTERNAL_ERROR:
      return "internal_error";
    case SSL_AD_INAPPROPRIATE_FALLBACK:
      return "inappropriate_fallback";
    case SSL_AD_USER_CANCELLED:
      return "user_canceled";
    case SSL_AD_MISSING_EXTENSION:
      return "missing_extension";
    case SSL_AD_UNSUPPORTED_EXTENSION:
      return "unsupported_extension";
    case SSL_AD_UNRECOGNIZED_NAME:
      return "unrecognized_name";
    case SSL_AD_BAD_CERTIFICATE_STATUS_RESPONSE:
      return "bad_certificate_status_response";
    case SSL_AD_UNKNOWN_PSK_IDENTITY:
      return "unknown_psk_identity";
    case SSL_AD_CERTIFICATE_REQUIRED:
      return "certificate_required";
    case SSL_AD_NO_APPLICATION_PROTOCOL:
      return "no_application_protocol";
    default:
      return "unknown";
  }
}

}  // namespace orcamo::mock
