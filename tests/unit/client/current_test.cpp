#include "orcamo/client/current.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <string>
#include <vector>

#include "identities.hpp"
#include "orcamo/testing/matchers.hpp"

namespace orcamo::testing {
namespace {

using client::StoredCertificate;
using pki::days;

// stored is in the order of CertificateStore::list.
std::vector<StoredCertificate> stored(const std::vector<IdentityWish>& wishes) {
  std::vector<StoredCertificate> all;
  for (const IdentityWish& wish : wishes) all.push_back({"a.p12", issue(wish)});
  std::sort(all.begin(), all.end(), client::ends_earlier);
  return all;
}

const IdentityWish kOld{.validity = {kNow - days(1006), kNow + days(89)}, .serial = "111111"};
const IdentityWish kFresh{.validity = {kNow - days(1), kNow + days(1094)}, .serial = "222222"};
const IdentityWish kFuture{.validity = {kNow + pki::Seconds(1), kNow + days(1095)}, .serial = "333333"};
const IdentityWish kPast{.validity = {kNow - days(1095), kNow - pki::Seconds(1)}, .serial = "444444"};

struct Choice {
  std::string name;
  std::vector<IdentityWish> among;
  std::string serial;  // of the chosen one
};
void PrintTo(const Choice& choice, std::ostream* out) { *out << choice.name; }

class CurrentCertificate : public ::testing::TestWithParam<Choice> {};

TEST_P(CurrentCertificate, IsTheLongestLivedThatIsValid) {
  const auto among = stored(GetParam().among);
  const StoredCertificate* chosen = client::current_of(among, kNow);
  ASSERT_NE(chosen, nullptr);
  EXPECT_EQ(chosen->credential.certificate.serial(), GetParam().serial);
}

INSTANTIATE_TEST_SUITE_P(
    Choices, CurrentCertificate,
    ::testing::Values(
        Choice{"NewestWins", {kOld, kFresh}, "222222"}, Choice{"NotYetValidWaits", {kOld, kFuture}, "111111"},
        Choice{"NotYetValidIsBetterThanExpired", {kPast, kFuture}, "333333"},
        Choice{"ExpiredIsBetterThanNothing", {kPast}, "444444"},
        Choice{"LaterSerialOfEqualEnds", {kFresh, {.validity = kFresh.validity, .serial = "322222"}}, "322222"},
        Choice{"HolderThatEndsFirst",
               {kOld, {.validity = kFresh.validity, .facility = "u00000002", .serial = "555555"}},
               "111111"},
        Choice{"OtherHoldersDoNotReplaceIt",
               {kOld, kFresh, {.validity = kPast.validity, .facility = "u00000002", .serial = "555555"}},
               "555555"}),
    [](const auto& row) { return row.param.name; });

TEST(CurrentCertificateOfNothing, IsNull) {
  EXPECT_EQ(client::current_of({}, kNow), nullptr);
  EXPECT_THAT(client::renewables_of({}, kNow), ::testing::IsEmpty());
}

TEST(CurrentCertificate, AllowsForAClockThatIsBehindTheServers) {
  const auto among = stored({kOld, {.validity = {kNow + days(1), kNow + days(1096)}, .serial = "666666"}});

  EXPECT_EQ(client::current_of(among, kNow, days(1))->credential.certificate.serial(), "666666");
  EXPECT_EQ(client::current_of(among, kNow - pki::Seconds(1), days(1))->credential.certificate.serial(), "111111");
}

// A service that has changed its authority.
const IdentityWish kFromSuccessor{.validity = kFresh.validity, .issuer = Issuer::kOther, .serial = "222222"};

TEST(CurrentCertificate, IsTheSuccessorOfAnotherAuthorityOnceTheOldOneHasExpired) {
  const auto among = stored({kOld, kFromSuccessor});
  const pki::TimePoint end = kOld.validity.not_after;

  EXPECT_EQ(client::current_of(among, end)->credential.certificate.serial(), "111111");
  EXPECT_EQ(client::current_of(among, end + pki::Seconds(1))->credential.certificate.serial(), "222222");
}

TEST(CurrentCertificate, IsThatOfAHolderWhoHasExpiredAndHasNoSuccessor) {
  const auto among = stored({kPast, {.validity = kFresh.validity, .facility = "u00000002", .issuer = Issuer::kOther}});

  EXPECT_EQ(client::current_of(among, kNow)->credential.certificate.serial(), "444444");
}

// Each of two authorities may have an identity of that name, and both are to be renewed.
TEST(RenewableCertificate, IsNotPassedOverForOneOfAnotherAuthority) {
  const auto among = stored({kOld, kFromSuccessor});

  EXPECT_EQ(client::renewables_of(among, kNow).front()->credential.certificate.serial(), "111111");
}

TEST(NewestValidOfLineage, IsWhicheverAuthorityIssuedIt) {
  const auto among = stored({kOld, kFromSuccessor, kFuture});

  const auto* chosen = client::newest_valid_of_lineage(among, among.front().credential.certificate, kNow);

  EXPECT_EQ(chosen->credential.certificate.serial(), "222222");
}

const IdentityWish kOfAnother{.validity = kPast.validity, .facility = "u00000002", .serial = "555555"};

TEST(RenewableCertificate, IsNotThatOfAHolderWhoHasNoValidOne) {
  const auto among = stored({kOld, kOfAnother});

  EXPECT_EQ(client::current_of(among, kNow)->credential.certificate.serial(), "555555");
  EXPECT_EQ(client::renewables_of(among, kNow).front()->credential.certificate.serial(), "111111");
}

TEST(RenewableCertificate, IsTheOneInQuestionWhereNobodyHasAValidOne) {
  const auto among = stored({kPast, {.validity = {kNow - days(9), kNow - days(8)}, .facility = "u00000002"}});

  EXPECT_THAT(client::renewables_of(among, kNow), ::testing::ElementsAre(client::current_of(among, kNow)));
}

TEST(JudgedAt, IsTheFirstSecondOfWhatBeginsSoon) {
  const pki::Validity validity{kNow, kNow + days(90)};

  EXPECT_EQ(client::judged_at(validity, kNow - days(1), days(1)), kNow);
  EXPECT_EQ(client::judged_at(validity, kNow - days(1) - pki::Seconds(1), days(1)), kNow - days(1) - pki::Seconds(1));
  EXPECT_EQ(client::judged_at(validity, kNow + days(2), days(1)), kNow + days(2));
}

}  // namespace
}  // namespace orcamo::testing
