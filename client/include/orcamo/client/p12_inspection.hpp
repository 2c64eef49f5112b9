#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "orcamo/client/pkcs12.hpp"
#include "orcamo/pki/bytes.hpp"
#include "orcamo/pki/certificate.hpp"
#include "orcamo/pki/error.hpp"

namespace orcamo::client {

// P12Verdict is what a file is to whoever wants to log in with it. The names are stable; see verdict_name.
enum class P12Verdict {
  kOk,  // one usable identity
  kWrongPassword,
  kUnsupportedAlgorithm,  // of the encryption, the derivation, the MAC or the key
  kMacMissing,
  kBadMac,  // the password opens it, and its MAC says that it was changed
  kMalformed,
  kNotP12,  // something else altogether, which is named
  kNoKey,
  kNoCertificate,
  kKeyMismatch,
  kSeveralIdentities,
  kNotForClient,  // no clientAuth in the extended key usage
  kLimitExceeded,
};

// verdict_name is for example "wrong_password".
std::string_view verdict_name(P12Verdict verdict) noexcept;

// verdict_of is what an error of open_pkcs12 comes to.
P12Verdict verdict_of(pki::Errc code) noexcept;

// P12Inspection is what there is to know about a file.
struct P12Inspection {
  P12Verdict verdict = P12Verdict::kOk;
  std::optional<pki::Error> error = {};  // the verdict in words; unset where it is kOk
  std::vector<pki::Certificate> certificates = {};
};

// refusal_of is the inspection of a file that `error` kept from being looked into.
P12Inspection refusal_of(pki::Error error);

// inspect_pkcs12 reads `file` as open_pkcs12 does.
P12Inspection inspect_pkcs12(pki::BytesView file, std::string_view password, const Pkcs12Limits& limits = {});

}  // namespace orcamo::client
