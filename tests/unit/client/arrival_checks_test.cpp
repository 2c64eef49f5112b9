#include "identity/arrival_checks.hpp"

#include <gmock/gmock.h>

#include "authority/certificate_authority.hpp"
#include "identities.hpp"
#include "orcamo/testing/matchers.hpp"

namespace orcamo::testing {
namespace {

using client::check_arrival;
using pki::Errc;

class ArrivalChecks : public ::testing::Test {
 protected:
  pki::Result<void> check(const pki::Credential& arrived) const {
    return check_arrival(arrived, old_.certificate, kNow);
  }

  const pki::Credential old_ = issue();
};

TEST_F(ArrivalChecks, PassARenewedCertificate) { EXPECT_THAT(check(issue(renewed())), IsOk()); }

TEST_F(ArrivalChecks, RefuseAnotherHolder) {
  IdentityWish wish = renewed();
  wish.facility = "u00000002";
  EXPECT_THAT(check(issue(wish)), FailsWith(Errc::kIdentityOtherSubject));
}

TEST_F(ArrivalChecks, RefuseAnotherIssuer) {
  IdentityWish wish = renewed();
  wish.issuer = Issuer::kOther;
  EXPECT_THAT(check(issue(wish)), FailsWith(Errc::kIdentityOtherIssuer));
}

TEST_F(ArrivalChecks, RefuseTheKeyOfAnother) {
  pki::Credential mixed = issue(renewed());
  mixed.key = old_.key;
  EXPECT_THAT(check(mixed), FailsWith(Errc::kKeyMismatch));
}

TEST_F(ArrivalChecks, RefuseAServerCertificate) {
  const auto authority = mock::CertificateAuthority::create("servers").value();
  EXPECT_THAT(check(authority.issue_server(renewed().validity).value()), FailsWith(Errc::kIdentityNotForClients));
}

TEST_F(ArrivalChecks, WantALaterEndToTheSecond) {
  const pki::TimePoint end = old_.certificate.validity().not_after;
  EXPECT_THAT(check(issue({.validity = {kNow, end}})), FailsWith(Errc::kIdentityNotLonger));
  EXPECT_THAT(check(issue({.validity = {kNow, end + pki::Seconds(1)}})), IsOk());
}

TEST_F(ArrivalChecks, WantItValidAlready) {
  const pki::TimePoint end = kNow + pki::days(1095);
  EXPECT_THAT(check(issue({.validity = {kNow + pki::Seconds(1), end}})), FailsWith(Errc::kIdentityNotYetValid));
  EXPECT_THAT(check(issue({.validity = {kNow, end}})), IsOk());
}

TEST_F(ArrivalChecks, WantItValidStill) {
  const pki::TimePoint start = kNow - pki::days(10);
  EXPECT_THAT(check(issue({.validity = {start, kNow - pki::Seconds(1)}})), FailsWith(Errc::kIdentityExpired));
}

}  // namespace
}  // namespace orcamo::testing
