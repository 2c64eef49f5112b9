#include "orcamo/client/p12_inspection.hpp"

#include <utility>

namespace orcamo::client {

std::string_view verdict_name(P12Verdict verdict) noexcept {
  switch (verdict) {
    case P12Verdict::kOk:
      return "ok";
    case P12Verdict::kWrongPassword:
      return "wrong_password";
    case P12Verdict::kUnsupportedAlgorithm:
      return "unsupported_algorithm";
    case P12Verdict::kMacMissing:
      return "mac_missing";
    case P12Verdict::kBadMac:
      return "bad_mac";
    case P12Verdict::kMalformed:
      return "malformed";
    case P12Verdict::kNotP12:
      return "not_p12";
    case P12Verdict::kNoKey:
      return "no_key";
    case P12Verdict::kNoCertificate:
      return "no_certificate";
    case P12Verdict::kKeyMismatch:
      return "key_mismatch";
    case P12Verdict::kSeveralIdentities:
      return "several_identities";
    case P12Verdict::kNotForClient:
      return "not_for_client";
    case P12Verdict::kLimitExceeded:
      return "limit_exceeded";
  }
  return "malformed";
}

P12Verdict verdict_of(pki::Errc code) noexcept {
  switch (code) {
    case pki::Errc::kP12WrongPassword:
      return P12Verdict::kWrongPassword;
    case pki::Errc::kP12UnsupportedAlgorithm:
      return P12Verdict::kUnsupportedAlgorithm;
    case pki::Errc::kP12MacMissing:
      return P12Verdict::kMacMissing;
    case pki::Errc::kP12NotP12:
      return P12Verdict::kNotP12;
    case pki::Errc::kP12NoKey:
      return P12Verdict::kNoKey;
    case pki::Errc::kP12NoCertificate:
      return P12Verdict::kNoCertificate;
    case pki::Errc::kKeyMismatch:
      return P12Verdict::kKeyMismatch;
    case pki::Errc::kP12SeveralIdentities:
      return P12Verdict::kSeveralIdentities;
    case pki::Errc::kIdentityNotForClients:
      return P12Verdict::kNotForClient;
    case pki::Errc::kP12LimitExceeded:
    case pki::Errc::kFileTooLarge:
      return P12Verdict::kLimitExceeded;
    default:
      return P12Verdict::kMalformed;
  }
}

P12Inspection refusal_of(pki::Error error) {
  P12Inspection inspection;
  inspection.verdict = verdict_of(error.code());
  inspection.error = std::move(error);
  return inspection;
}

P12Inspection inspect_pkcs12(pki::BytesView file, std::string_view password, const Pkcs12Limits& limits) {
  P12Inspection inspection;
  const auto opened = open_pkcs12(file, password, limits);
  if (!opened) return refusal_of(opened.error());
  inspection.certificates.push_back(opened->certificate);
  inspection.certificates.insert(inspection.certificates.end(), opened->chain.begin(), opened->chain.end());
  if (!opened->certificate.is_for_clients()) {
    inspection.verdict = P12Verdict::kNotForClient;
    inspection.error = pki::Error(pki::Errc::kIdentityNotForClients,
                                  "the certificate is not for clients: its extended key usage lacks clientAuth",
                                  "ask for a client certificate");
  }
  return inspection;
}

}  // namespace orcamo::client
