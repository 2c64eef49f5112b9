#include <gmock/gmock.h>

#include <algorithm>
#include <string>
#include <vector>

#include "identities.hpp"
#include "orcamo/client/current.hpp"
#include "orcamo/testing/matchers.hpp"
#include "orcamo/testing/memory_journal.hpp"
#include "workflow/due_check.hpp"
#include "workflow/resumable.hpp"

// Which of a store's certificates a renewal is about.
namespace orcamo::testing {
namespace {

using client::RenewalRecord;
using client::StoredCertificate;
using pki::Credential;
using pki::days;

constexpr const char* kNeighbour = "u00000002";

std::vector<StoredCertificate> store_of(const std::vector<Credential>& credentials) {
  std::vector<StoredCertificate> all;
  for (const Credential& each : credentials) all.push_back({"a.p12", each});
  std::sort(all.begin(), all.end(), client::ends_earlier);
  return all;
}

std::string serial_of(const StoredCertificate* chosen) {
  return chosen == nullptr ? "none" : chosen->credential.certificate.serial();
}

class NextToRenew : public ::testing::Test {
 protected:
  std::string next(pki::TimePoint now, const client::ArrivalPolicy& arrivals) const {
    return serial_of(client::next_to_renew(store_, {}, arrivals, now));
  }

  const pki::TimePoint end_ = kNow + days(60);
  std::vector<StoredCertificate> store_ = store_of({
      issue({.validity = {kNow - days(1035), end_}, .serial = "111111"}),
      issue({.validity = {kNow - days(1), kNow + days(1000)}, .issuer = Issuer::kOther, .serial = "222222"}),
      issue({.validity = {kNow - days(1034), end_ + days(1)}, .facility = kNeighbour, .serial = "333333"}),
  });
  const client::ArrivalPolicy both_{.trusted = {root_of(Issuer::kUsual), root_of(Issuer::kOther)}};
};

TEST_F(NextToRenew, IsTheNeighbourWhereATrustedAuthorityHasReplacedTheFirst) {
  EXPECT_EQ(next(kNow, both_), "333333");
  EXPECT_EQ(next(end_, both_), "333333");
}

TEST_F(NextToRenew, IsTheFirstWhereTheOtherAuthorityIsNotTrusted) { EXPECT_EQ(next(kNow, {}), "111111"); }

TEST_F(NextToRenew, IsTheOneWithoutASuccessorWhereNobodyElseIsDue) {
  store_.erase(store_.begin() + 1);

  EXPECT_EQ(next(kNow, both_), "222222");
}

TEST_F(NextToRenew, IsNoneOfAnEmptyStore) {
  store_.clear();

  EXPECT_EQ(next(kNow, both_), "none");
}

class Resumable : public ::testing::Test {
 protected:
  void record(const Credential& old, const Credential& fresh, client::Committed committed = client::Committed::kNo) {
    RenewalRecord record{.old_fingerprint = old.certificate.fingerprint_sha256(),
                         .new_fingerprint = fresh.certificate.fingerprint_sha256(),
                         .arrival = sealed(fresh),
                         .committed = committed};
    ASSERT_THAT(journal_.save(record), IsOk());
  }

  std::string resumed(const std::vector<Credential>& stored, pki::TimePoint now) {
    return serial_of(client::resumable_of(store_of(stored), journal_, {}, now));
  }

  const Credential old_ = issue();
  const Credential fresh_ = issue(renewed());
  const Credential neighbour_ =
      issue({.validity = {kNow - days(10), kNow + days(400)}, .facility = kNeighbour, .serial = "777777"});
  const pki::TimePoint after_ = old_.certificate.validity().not_after + days(1);
  MemoryJournal journal_;
};

// Between `add` and `make_current`: nothing of the holder has expired, and yet `current` must move on.
TEST_F(Resumable, IsACommitThatWasCutOff) {
  record(old_, fresh_);

  EXPECT_EQ(resumed({old_, fresh_, neighbour_}, kNow), "123456");
  EXPECT_EQ(resumed({old_, fresh_, neighbour_}, after_), "123456");
}

TEST_F(Resumable, IsNotACommitThatIsDone) {
  record(old_, fresh_, client::Committed::kYes);

  EXPECT_EQ(resumed({old_, fresh_, neighbour_}, after_), "none");
}

TEST_F(Resumable, WaitsWhereTheOldOneStillWorks) {
  record(old_, fresh_);

  EXPECT_EQ(resumed({old_, neighbour_}, kNow), "none");
  EXPECT_EQ(resumed({old_, neighbour_}, after_), "123456");
}

TEST_F(Resumable, IsNothingThatAnotherAuthorityHasMadeGood) {
  record(old_, fresh_);
  const Credential other = issue({.validity = renewed().validity, .issuer = Issuer::kOther, .serial = "345678"});

  EXPECT_EQ(resumed({old_, other, neighbour_}, after_), "none");
}

TEST_F(Resumable, IsOneAfterTheOtherByTheDay) {
  const Credential late = issue({.validity = {kNow - days(900), kNow + days(88)}, .facility = kNeighbour});
  IdentityWish wish = renewed();
  wish.facility = kNeighbour;
  record(old_, fresh_);
  record(late, issue(wish));

  EXPECT_NE(resumed({old_, late}, after_), "none");
  EXPECT_NE(store_of({old_, late}).front().credential.certificate, old_.certificate);
  const auto facility = [&](pki::TimePoint now) {
    const auto stored = store_of({old_, late});
    return client::resumable_of(stored, journal_, {}, now)->credential.certificate.organization();
  };
  EXPECT_NE(facility(after_), facility(after_ + days(1)));
  EXPECT_EQ(facility(after_), facility(after_ + days(2)));
}

}  // namespace
}  // namespace orcamo::testing
