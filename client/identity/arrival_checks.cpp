#include "identity/arrival_checks.hpp"

#include <string>

#include "identity/both_zones.hpp"
#include "identity/issuer_trust.hpp"
#include "identity/purpose.hpp"

namespace orcamo::client {
namespace {

using pki::Certificate;
using pki::Errc;
using pki::Error;
using pki::Result;

constexpr const char* kAskTheOperator = "keep the old certificate and ask whoever runs the server";

Result<void> check_key_and_purpose(const pki::Credential& arrived) {
  const Certificate& fresh = arrived.certificate;
  if (!fresh.matches(arrived.key)) {
    return Error(Errc::kKeyMismatch, "the private key that arrived does not belong to the certificate that arrived",
                 kAskTheOperator);
  }
  const auto unfit = fresh.is_authority() ? "it is an authority's" : unfit_for_login(fresh);
  if (unfit) {
    return Error(Errc::kIdentityNotForClients,
                 "the certificate that arrived (serial " + fresh.serial() +
                     ") is not one for TLS client authentication: " + std::string(*unfit),
                 kAskTheOperator);
  }
  return {};
}

Result<void> check_holder(const Certificate& fresh, const Certificate& old) {
  if (fresh.subject() == old.subject()) return {};
  return Error(Errc::kIdentityOtherSubject,
               "the certificate that arrived is for " + fresh.subject() + ", the old one for " + old.subject(),
               kAskTheOperator);
}

Result<void> check_dates(const Certificate& fresh, const Certificate& old, pki::Seconds clock_difference,
                         pki::TimePoint now) {
  const pki::Validity& validity = fresh.validity();
  if (now + clock_difference < validity.not_before) {
    return Error(Errc::kIdentityNotYetValid,
                 "the certificate that arrived becomes valid at " + both_zones(validity.not_before) + ", and it is " +
                     both_zones(now) + " here",
                 "check this computer's clock; if it is right, try again after that time");
  }
  if (now - clock_difference > validity.not_after) {
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

Result<void> check_novelty(const Certificate& fresh, const pki::Credential& old, const ArrivalPolicy& policy) {
  const bool one_issuer = fresh.issuer() == old.certificate.issuer();
  if (policy.same_serial == SameSerial::kRefuse && one_issuer && fresh.serial() == old.certificate.serial()) {
    return Error(Errc::kIdentitySameSerial,
                 "the certificate that arrived has the serial number " + fresh.serial() +
                     ", which is the old one's, and a new number was expected",
                 kAskTheOperator);
  }
  if (policy.same_key == SameKey::kRefuse && fresh.matches(old.key)) {
    return Error(Errc::kIdentityKeyReused,
                 "the certificate that arrived (serial " + fresh.serial() +
                     ") has the key pair of the old one (serial " + old.certificate.serial() +
                     "), and a new one was expected",
                 kAskTheOperator);
  }
  return {};
}

}  // namespace

Result<void> check_arrival(const pki::Credential& arrived, const pki::Credential& old, const ArrivalPolicy& policy,
                           pki::TimePoint now) {
  const Certificate& fresh = arrived.certificate;
  if (auto fit = check_key_and_purpose(arrived); !fit) return fit;
  if (auto fit = check_holder(fresh, old.certificate); !fit) return fit;
  if (auto fit = check_issuer(arrived, old, policy); !fit) return fit;
  if (auto fit = check_dates(fresh, old.certificate, policy.clock_difference, now); !fit) return fit;
  return check_novelty(fresh, old, policy);
}

}  // namespace orcamo::client
