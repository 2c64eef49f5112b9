#include "identity/arrival_checks.hpp"

#include <string>

#include "identity/both_zones.hpp"

namespace orcamo::client {
namespace {

using pki::Errc;
using pki::Error;

constexpr const char* kAskTheOperator = "keep the old certificate and ask whoever runs the server";

}  // namespace

pki::Result<void> check_arrival(const pki::Credential& arrived, const pki::Certificate& old, pki::TimePoint now) {
  const pki::Certificate& fresh = arrived.certificate;
  const pki::Validity& validity = fresh.validity();

  if (!fresh.matches(arrived.key)) {
    return Error(Errc::kKeyMismatch, "the private key that arrived does not belong to the certificate that arrived",
                 kAskTheOperator);
  }
  if (fresh.is_authority() || !fresh.is_for_clients()) {
    return Error(
        Errc::kIdentityNotForClients,
        "the certificate that arrived (serial " + fresh.serial() + ") is not made for TLS client authentication",
        kAskTheOperator);
  }
  if (fresh.subject() != old.subject()) {
    return Error(Errc::kIdentityOtherSubject,
                 "the certificate that arrived is for " + fresh.subject() + ", the old one for " + old.subject(),
                 kAskTheOperator);
  }
  if (fresh.issuer() != old.issuer()) {
    return Error(Errc::kIdentityOtherIssuer,
                 "the certificate that arrived was issued by " + fresh.issuer() + ", the old one by " + old.issuer(),
                 kAskTheOperator);
  }
  if (now < validity.not_before) {
    return Error(Errc::kIdentityNotYetValid,
                 "the certificate that arrived becomes valid at " + both_zones(validity.not_before) + ", and it is " +
                     both_zones(now) + " here",
                 "check this computer's clock; if it is right, try again after that time");
  }
  if (now > validity.not_after) {
    return Error(Errc::kIdentityExpired,
                 "the certificate that arrived expired at " + both_zones(validity.not_after) + ", and it is " +
                     both_zones(now) + " here",
                 "check this computer's clock; if it is right, ask whoever runs the server");
  }
  if (validity.not_after <= old.validity().not_after) {
    return Error(Errc::kIdentityNotLonger,
                 "the certificate that arrived ends at " + both_zones(validity.not_after) +
                     ", no later than the old one at " + both_zones(old.validity().not_after),
                 kAskTheOperator);
  }
  return {};
}

}  // namespace orcamo::client
