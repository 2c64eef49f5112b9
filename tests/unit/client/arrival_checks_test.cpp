#include "identity/arrival_checks.hpp"

#include <gmock/gmock.h>
#include <openssl/err.h>

#include <functional>
#include <ostream>
#include <string>
#include <utility>

#include "authority/certificate_authority.hpp"
#include "identities.hpp"
#include "orcamo/pki/openssl/handles.hpp"
#include "orcamo/testing/matchers.hpp"

namespace orcamo::testing {
namespace {

using client::ArrivalPolicy;
using client::check_arrival;
using client::SameKey;
using client::SameSerial;
using pki::Errc;
using ::testing::AllOf;
using ::testing::HasSubstr;

pki::Credential without_chain(pki::Credential credential) {
  credential.chain.clear();
  return credential;
}

class ArrivalChecks : public ::testing::Test {
 protected:
  ~ArrivalChecks() override { EXPECT_EQ(ERR_peek_error(), 0u) << "OpenSSL's error queue was left full"; }

  pki::Result<void> check(const pki::Credential& arrived, const ArrivalPolicy& policy = {}) const {
    return check_arrival(arrived, old_, policy, kNow);
  }

  static pki::Credential renewed_by(Issuer issuer) {
    IdentityWish wish = renewed();
    wish.issuer = issuer;
    return issue(wish);
  }

  const pki::Credential old_ = issue();
};

TEST_F(ArrivalChecks, PassARenewedCertificate) { EXPECT_THAT(check(issue(renewed())), IsOk()); }

TEST_F(ArrivalChecks, RefuseTheKeyOfAnother) {
  pki::Credential mixed = issue(renewed());
  mixed.key = old_.key;
  EXPECT_THAT(check(mixed), FailsWith(Errc::kKeyMismatch));
}

TEST_F(ArrivalChecks, RefuseAServerCertificate) {
  const auto authority = mock::CertificateAuthority::create("servers").value();
  EXPECT_THAT(check(authority.issue_server(renewed().validity).value()), FailsWith(Errc::kIdentityNotForClients));
}

// Refusal is one thing wrong with what arrived. The sentence holds what was expected and what came.
struct Refusal {
  const char* name;
  std::function<void(IdentityWish&)> spoil;
  Errc code;
  const char* expected;
  const char* found;
};
void PrintTo(const Refusal& refusal, std::ostream* out) { *out << refusal.name; }

class RefusedArrival : public ::testing::TestWithParam<Refusal> {};

TEST_P(RefusedArrival, SaysWhatWasExpectedAndWhatCame) {
  const pki::Credential old = issue();
  IdentityWish wish = renewed();
  GetParam().spoil(wish);

  const auto checked = check_arrival(issue(wish), old, {}, kNow);

  ASSERT_THAT(checked, FailsWith(GetParam().code));
  EXPECT_THAT(checked.error().message(), AllOf(HasSubstr(GetParam().expected), HasSubstr(GetParam().found)));
  EXPECT_FALSE(checked.error().hint().empty());
  EXPECT_EQ(ERR_peek_error(), 0u);
}

// kNow is 2031-05-17T03:25:45Z, and the old certificate ends 89 days later, on 14 August.
INSTANTIATE_TEST_SUITE_P(
    Reasons, RefusedArrival,
    ::testing::Values(
        Refusal{"OtherFacility", [](IdentityWish& w) { w.facility = "u00000002"; }, Errc::kIdentityOtherSubject,
                "CN=client001,O=u00000001", "CN=client001,O=u00000002"},
        Refusal{"OtherIdentity", [](IdentityWish& w) { w.common_name = "client002"; }, Errc::kIdentityOtherSubject,
                "CN=client001,O=u00000001", "CN=client002,O=u00000001"},
        Refusal{"OtherIssuer", [](IdentityWish& w) { w.issuer = Issuer::kOther; }, Errc::kIdentityOtherIssuer,
                "the old one by CN=orcamo-mock client tests", "issued by CN=orcamo-mock other"},
        Refusal{"IssuerOfTheSameNameAndAnotherKey", [](IdentityWish& w) { w.issuer = Issuer::kNamesake; },
                Errc::kIdentityUntrusted, "the key of the old one's issuer", "names CN=orcamo-mock client tests"},
        Refusal{"OneSecondTooEarly", [](IdentityWish& w) { w.validity.not_before = kNow + pki::Seconds(1); },
                Errc::kIdentityNotYetValid, "2031-05-17T03:25:46Z", "2031-05-17T03:25:45Z"},
        Refusal{"OneSecondTooLate",
                [](IdentityWish& w) {
                  w.validity = {kNow - pki::days(9), kNow - pki::Seconds(1)};
                },
                Errc::kIdentityExpired, "2031-05-17T03:25:44Z", "2031-05-17T03:25:45Z"},
        Refusal{"EndOfTheOldOne",
                [](IdentityWish& w) {
                  w.validity = {kNow, kNow + pki::days(89)};
                },
                Errc::kIdentityNotLonger, "no later than the old one at 2031-08-14T03:25:45Z",
                "ends at 2031-08-14T03:25:45Z"},
        Refusal{"SerialOfTheOldOne", [](IdentityWish& w) { w.serial = "123456"; }, Errc::kIdentitySameSerial,
                "a new number was expected", "123456"}),
    [](const auto& row) { return row.param.name; });

TEST_F(ArrivalChecks, RefuseTheKeyPairOfTheOldOne) {
  IdentityWish wish = renewed();
  wish.key = old_.key;

  const auto checked = check(issue(wish));

  ASSERT_THAT(checked, FailsWith(Errc::kIdentityKeyReused));
  EXPECT_THAT(checked.error().message(), AllOf(HasSubstr("234567"), HasSubstr("123456")));
  EXPECT_THAT(check(issue(wish), {.same_key = SameKey::kAllow}), IsOk());
}

TEST_F(ArrivalChecks, PassTheSerialOfTheOldOneWhereThatIsAllowed) {
  IdentityWish wish = renewed();
  wish.serial = old_.certificate.serial();
  EXPECT_THAT(check(issue(wish), {.same_serial = SameSerial::kAllow}), IsOk());
}

TEST_F(ArrivalChecks, CountSerialsOfAnotherIssuerAnew) {
  IdentityWish wish = renewed();
  wish.serial = old_.certificate.serial();
  wish.issuer = Issuer::kOther;
  EXPECT_THAT(check(issue(wish), {.trusted = {root_of(Issuer::kOther)}}), IsOk());
}

TEST_F(ArrivalChecks, PassToTheSecond) {
  IdentityWish wish = renewed();
  wish.validity = {kNow, old_.certificate.validity().not_after + pki::Seconds(1)};
  EXPECT_THAT(check(issue(wish)), IsOk());
}

TEST_F(ArrivalChecks, ForgiveTheDifferenceOfTheClocksAndNoMore) {
  const auto check_in_a_day = [&](pki::Seconds difference) {
    IdentityWish wish = renewed();
    wish.validity.not_before = kNow + pki::days(1);
    return check(issue(wish), {.clock_difference = difference});
  };
  EXPECT_THAT(check_in_a_day(pki::days(1)), IsOk());
  EXPECT_THAT(check_in_a_day(pki::days(1) - pki::Seconds(1)), FailsWith(Errc::kIdentityNotYetValid));

  const pki::Credential ended = issue({.validity = {kNow - pki::days(1000), kNow - pki::days(2)}});
  IdentityWish wish = renewed();
  wish.validity = {kNow - pki::days(9), kNow - pki::days(1)};
  const pki::Credential late = issue(wish);
  EXPECT_THAT(check_arrival(late, ended, {.clock_difference = pki::days(1)}, kNow), IsOk());
  EXPECT_THAT(check_arrival(late, ended, {.clock_difference = pki::days(1) - pki::Seconds(1)}, kNow),
              FailsWith(Errc::kIdentityExpired));
}

TEST_F(ArrivalChecks, FindTheIssuersKeyInEitherFile) {
  const pki::Credential arrived = issue(renewed());

  EXPECT_THAT(check_arrival(without_chain(arrived), old_, {}, kNow), IsOk());
  EXPECT_THAT(check_arrival(arrived, without_chain(old_), {}, kNow), IsOk());
}

TEST_F(ArrivalChecks, TakeNoNameForAProof) {
  const auto checked = check_arrival(without_chain(issue(renewed())), without_chain(old_), {}, kNow);

  ASSERT_THAT(checked, FailsWith(Errc::kIdentityUntrusted));
  EXPECT_THAT(checked.error(), Says("nothing proves who issued"));
  EXPECT_THAT(check_arrival(renewed_by(Issuer::kNamesake), without_chain(old_), {}, kNow),
              FailsWith(Errc::kIdentityUntrusted));
}

TEST_F(ArrivalChecks, PassTheSuccessorOfAnAuthorityThatIsTrusted) {
  EXPECT_THAT(check(renewed_by(Issuer::kOther), {.trusted = {root_of(Issuer::kOther)}}), IsOk());
  EXPECT_THAT(check(renewed_by(Issuer::kNamesake), {.trusted = {root_of(Issuer::kNamesake)}}), IsOk());
  EXPECT_THAT(check(without_chain(renewed_by(Issuer::kOther)), {.trusted = renewed_by(Issuer::kOther).chain}), IsOk());
}

TEST_F(ArrivalChecks, WantAnAuthorityThatIsTrustedWhereSomeAreNamed) {
  const auto checked = check(issue(renewed()), {.trusted = {root_of(Issuer::kOther)}});

  ASSERT_THAT(checked, FailsWith(Errc::kIdentityUntrusted));
  EXPECT_THAT(checked.error().message(),
              AllOf(HasSubstr("issued by CN=orcamo-mock client tests"), HasSubstr("lead to CN=orcamo-mock other")));
  EXPECT_THAT(check(renewed_by(Issuer::kNamesake), {.trusted = {root_of(Issuer::kUsual)}}),
              FailsWith(Errc::kIdentityUntrusted));
  EXPECT_THAT(check(without_chain(renewed_by(Issuer::kOther)), {.trusted = {root_of(Issuer::kOther)}}),
              FailsWith(Errc::kIdentityUntrusted));
}

// Any holder of a certificate can sign another one.
TEST_F(ArrivalChecks, TakeNoClientForAnAuthority) {
  const pki::Credential client = issue({.common_name = "client999"});
  const pki::Credential wanted = issue(renewed());
  pki::X509Handle forged(X509_dup(pki::NativeAccess::native(wanted.certificate)));
  X509_set_issuer_name(forged.get(), X509_get_subject_name(pki::NativeAccess::native(client.certificate)));
  X509_sign(forged.get(), pki::NativeAccess::native(client.key), EVP_sha256());
  pki::Credential arrived{pki::NativeAccess::wrap(std::move(forged)).value(), wanted.key, {client.certificate}};
  arrived.chain.insert(arrived.chain.end(), client.chain.begin(), client.chain.end());
  ASSERT_TRUE(arrived.certificate.is_signed_by(client.certificate));

  EXPECT_THAT(check(arrived, {.trusted = {root_of(Issuer::kUsual)}}), FailsWith(Errc::kIdentityUntrusted));
}

}  // namespace
}  // namespace orcamo::testing
