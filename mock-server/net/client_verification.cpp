#include "net/client_verification.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <exception>
#include <string>

#include "net/handshake_record.hpp"
#include "net/verify_code.hpp"
#include "orcamo/pki/openssl/handles.hpp"
#include "world/sandbox.hpp"

namespace orcamo::mock {
namespace {

constexpr int kSecurityLevel = 2;  // 112 bits: the verdict does not hang on how the machine's OpenSSL was built

Reason reason_for(int code, int depth, X509* leaf) noexcept {
  // Of extensions that it cannot read OpenSSL says that it finds no issuer.
  if (depth == 0 && (X509_get_extension_flags(leaf) & EXFLAG_INVALID) != 0) return Reason::kInvalidExtensions;
  switch (code) {
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_CERT_UNTRUSTED:
      return Reason::kUnknownCa;
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
      return Reason::kSelfSigned;
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:
      return Reason::kBadSignature;
    case X509_V_ERR_EE_KEY_TOO_SMALL:
      return Reason::kWeakKey;
    case X509_V_ERR_CA_MD_TOO_WEAK:
      return depth == 0 ? Reason::kWeakSignature : Reason::kUnsuitable;
    case X509_V_ERR_PERMITTED_VIOLATION:
    case X509_V_ERR_EXCLUDED_VIOLATION:
      return Reason::kNameNotPermitted;
    case X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION:
      return depth == 0 ? Reason::kUnknownCriticalExtension : Reason::kUnsuitable;
    case X509_V_ERR_INVALID_PURPOSE:
      if (depth != 0) return Reason::kUnsuitable;
      return X509_check_ca(leaf) != 0 ? Reason::kCaAsClient : Reason::kNotForClient;
    default:
      return Reason::kUnsuitable;
  }
}

// alert_code_for is the code that OpenSSL chooses the alert by. A bad signature is what an authority of another key
// that calls itself as ours does leaves behind: to the client it is as unknown as any other.
int alert_code_for(Reason reason, int code) noexcept {
  if (reason == Reason::kInvalidExtensions) return X509_V_ERR_CERT_REJECTED;  // bad_certificate
  return reason == Reason::kUnknownCa || reason == Reason::kBadSignature ? X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY
                                                                         : code;
}

// refuse writes the verdict down where the journal and where OpenSSL look for it. Where the persona answers over HTTP,
// the handshake goes on all the same.
int refuse(HandshakeRecord& record, X509_STORE_CTX* store, int code, int depth, Reason reason, std::string detail) {
  X509_STORE_CTX_set_error(store, alert_code_for(reason, code));
  X509_STORE_CTX_set_error_depth(store, depth);
  record.judged = true;
  record.entry.verdict = Verdict::kRefused;
  record.entry.reason = reason;
  record.entry.code = code;
  record.entry.depth = depth;
  record.entry.detail = std::move(detail);
  return answers_over_http(record.policy->persona) ? 1 : 0;
}

// refuse_chain is for what stays so for the whole connection.
int refuse_chain(HandshakeRecord& record, X509_STORE_CTX* store, int code, int depth, Reason reason,
                 std::string detail) {
  record.chain = reason;
  return refuse(record, store, code, depth, reason, std::move(detail));
}

pki::Result<pki::Certificate> share(X509* borrowed) {
  X509_up_ref(borrowed);
  return pki::NativeAccess::wrap(pki::X509Handle(borrowed));
}

bool chains_to(const CertificateAuthority& authority, X509_STORE_CTX* store) {
  const pki::BorrowingX509Stack trusted(sk_X509_new_null());
  if (!trusted) return false;
  sk_X509_push(trusted.get(), pki::NativeAccess::native(authority.root()));
  sk_X509_push(trusted.get(), pki::NativeAccess::native(authority.issuing()));
  X509_STORE_CTX_set0_trusted_stack(store, trusted.get());
  X509_STORE_CTX_set_flags(store, X509_V_FLAG_NO_CHECK_TIME);
  X509_VERIFY_PARAM_set_auth_level(X509_STORE_CTX_get0_param(store), kSecurityLevel);
  const bool good = X509_verify_cert(store) == 1;
  X509_STORE_CTX_set0_trusted_stack(store, nullptr);
  return good;
}

std::optional<PlacedFault> fault_of(const HandshakeRecord& record) {
  const auto identity = record.sandbox->identity_of(*record.presented);
  Call call{.place = Place::kHandshake, .serial = record.entry.serial};
  if (identity) call.facility = identity->facility;
  return record.sandbox->faults().hit(call);
}

int judge(HandshakeRecord& record, X509_STORE_CTX* store) {
  const auto noted = record.present(X509_STORE_CTX_get0_cert(store));
  const SandboxRef home = noted ? record.world.issuer_of(*record.presented) : nullptr;
  if (home && home != record.sandbox && record.found_by == FoundBy::kNothing) record.enter(home, FoundBy::kIssuer);
  const pki::TimePoint now = record.sandbox->clock().now();
  record.entry.clock = now;

  if (!noted) {
    return refuse_chain(record, store, X509_V_ERR_CERT_REJECTED, 0, Reason::kUnsuitable,
                        "the certificate cannot be read: " + noted.error().message());
  }
  const pki::Certificate& leaf = *record.presented;
  if (home && home != record.sandbox && leaf.is_signed_by(home->authority().issuing())) {
    return refuse_chain(record, store, X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, 0, Reason::kWrongSandbox,
                        "the certificate is from the sandbox " + home->id() + ", and this is " + record.sandbox->id());
  }

  if (!chains_to(record.sandbox->authority(), store)) {
    const int code = X509_STORE_CTX_get_error(store);
    const int depth = X509_STORE_CTX_get_error_depth(store);
    const Reason reason = reason_for(code, depth, pki::NativeAccess::native(leaf));
    const std::string why = X509_verify_cert_error_string(code);
    return refuse_chain(record, store, code, depth, reason,
                        reason == Reason::kUnknownCa
                            ? "the issuer " + leaf.issuer() + " is not an authority of this sandbox (" + why + ")"
                            : std::string(reason_meaning(reason)) + " (" + why + ")");
  }

  STACK_OF(X509)* const chain = X509_STORE_CTX_get0_chain(store);
  for (int depth = 1; depth < sk_X509_num(chain); ++depth) {
    const auto link = share(sk_X509_value(chain, depth));
    if (!link) {
      return refuse_chain(record, store, X509_V_ERR_CERT_REJECTED, depth, Reason::kUnsuitable, link.error().message());
    }
    const std::string whose = "the authority " + link->subject() + " is ";
    switch (stands(link->validity(), now, record.policy->expiry_boundary)) {
      case Standing::kNotYetValid:
        return refuse_chain(record, store, X509_V_ERR_CERT_NOT_YET_VALID, depth, Reason::kNotYetValid,
                            whose + "not valid yet: " + both_dates(link->validity(), now));
      case Standing::kExpired:
        return refuse_chain(record, store, X509_V_ERR_CERT_HAS_EXPIRED, depth, Reason::kCaExpired,
                            whose + "past its end: " + both_dates(link->validity(), now));
      case Standing::kCurrent:
        break;
    }
  }

  record.ruling = record.sandbox->rule_on(leaf, *record.policy, now);
  if (record.ruling.reason != Reason::kOk) {
    return refuse(record, store, verify_code(record.ruling.reason), 0, record.ruling.reason, record.ruling.detail);
  }
  if (const auto fault = fault_of(record)) {
    record.dropped = true;
    (void)refuse(record, store, X509_V_ERR_APPLICATION_VERIFICATION, 0, Reason::kAborted,
                 "fault " + std::to_string(fault->id) + " of the sandbox ends the connection");
    return 0;
  }
  X509_STORE_CTX_set_error(store, X509_V_OK);
  record.judged = true;
  record.entry.verdict = Verdict::kAccepted;
  record.entry.reason = Reason::kOk;
  record.entry.detail = record.ruling.detail;
  return 1;
}

}  // namespace

int verify_client(X509_STORE_CTX* store, void*) noexcept {
  const auto* const ssl =
      static_cast<const SSL*>(X509_STORE_CTX_get_ex_data(store, SSL_get_ex_data_X509_STORE_CTX_idx()));
  HandshakeRecord* const record = ssl ? HandshakeRecord::of(ssl) : nullptr;
  // What verification leaves in the error queue would be taken for the handshake's own, where the persona lets it go
  // on.
  ERR_set_mark();
  try {
    if (record) {
      const int verdict = judge(*record, store);
      ERR_pop_to_mark();
      return verdict;
    }
  } catch (const std::exception&) {
    // Out of memory: refused like any other fault of ours, with the alert internal_error.
  }
  ERR_pop_to_mark();
  X509_STORE_CTX_set_error(store, X509_V_ERR_UNSPECIFIED);
  return 0;
}

}  // namespace orcamo::mock
