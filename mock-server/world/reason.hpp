#pragma once
#include <string_view>

#include "orcamo/pki/result.hpp"

namespace orcamo::mock {

enum class Verdict { kAccepted, kRefused };

// Reason is why a connection was accepted or refused; the names in the journal are stable.
// kUnsuitable: of this sandbox, but not fit for client authentication, or without proof of the key.
enum class Reason { kOk, kNoCertificate, kExpired, kNotYetValid, kUnknownCa, kUnsuitable, kNotTls, kAborted };

std::string_view verdict_name(Verdict verdict) noexcept;  // "accepted", "refused"
std::string_view reason_name(Reason reason) noexcept;     // "ok", "no_certificate", "expired", …

// Both fail with kRequestBadValue.
pki::Result<Verdict> parse_verdict(std::string_view name);
pki::Result<Reason> parse_reason(std::string_view name);

}  // namespace orcamo::mock
