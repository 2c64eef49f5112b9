#include <gmock/gmock.h>

#include <string>
#include <utility>
#include <vector>

#include "identities.hpp"
#include "orcamo/client/certificate_store.hpp"
#include "orcamo/client/pkcs12.hpp"
#include "orcamo/testing/matchers.hpp"
#include "orcamo/testing/temporary_directory.hpp"
#include "store_kinds.hpp"

// What every kind of store promises.
namespace orcamo::testing {
namespace {

using client::Arrival;
using pki::Errc;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

class StoreContract : public ::testing::TestWithParam<StoreKind> {
 protected:
  static Arrival named(std::string name, const pki::Credential& credential) {
    Arrival arrival = sealed(credential);
    arrival.file_name = std::move(name);
    return arrival;
  }

  // serials are those of what is listed, in its order.
  static std::vector<std::string> serials(client::CertificateStore& store) {
    std::vector<std::string> serials;
    const auto stored = store.list();
    EXPECT_THAT(stored, IsOk());
    for (const auto& one : *stored) serials.push_back(one.credential.certificate.serial());
    return serials;
  }

  // past is a certificate that ended a day before kNow.
  static pki::Credential past() {
    return issue({.validity = {kNow - pki::days(1095), kNow - pki::days(1)}, .serial = "111111"});
  }

  TemporaryDirectory home_;
  std::unique_ptr<client::CertificateStore> store_ = GetParam().open(home_ / "store");
};

INSTANTIATE_TEST_SUITE_P(Kinds, StoreContract, ::testing::ValuesIn(store_kinds()),
                         [](const auto& row) { return row.param.name; });

TEST_P(StoreContract, IsEmptyAtFirst) { EXPECT_THAT(serials(*store_), IsEmpty()); }

TEST_P(StoreContract, ListsWhatWasAdded) {
  const pki::Credential credential = issue();
  ASSERT_THAT(store_->add(named("a.p12", credential)), IsOk());

  const auto stored = store_->list();

  ASSERT_THAT(stored, IsOk());
  ASSERT_EQ(stored->size(), 1u);
  EXPECT_EQ(stored->front().file_name, "a" + GetParam().entry_ending);
  EXPECT_EQ(stored->front().credential.certificate, credential.certificate);
  EXPECT_TRUE(stored->front().credential.certificate.matches(stored->front().credential.key));
  EXPECT_EQ(stored->front().credential.chain, credential.chain);
}

TEST_P(StoreContract, HasItWhenOpenedAnew) {
  if (GetParam().lives == Lives::kInMemory) GTEST_SKIP() << "memory is gone with its store";
  ASSERT_THAT(store_->add(sealed(issue())), IsOk());

  EXPECT_THAT(serials(*GetParam().open(home_ / "store")), ElementsAre("123456"));
}

TEST_P(StoreContract, ListsTheOneThatEndsLastAsTheLast) {
  ASSERT_THAT(store_->add(sealed(issue(renewed()))), IsOk());
  ASSERT_THAT(store_->add(sealed(issue())), IsOk());

  EXPECT_THAT(serials(*store_), ElementsAre("123456", "234567"));
}

TEST_P(StoreContract, ListsTheLaterSerialLastOfEqualEnds) {
  ASSERT_THAT(store_->add(sealed(issue({.serial = "300000"}))), IsOk());
  ASSERT_THAT(store_->add(sealed(issue({.serial = "200000"}))), IsOk());

  EXPECT_THAT(serials(*store_), ElementsAre("200000", "300000"));
}

TEST_P(StoreContract, DoesNotChangeWhenTheSameIsAddedTwice) {
  const Arrival arrival = named("a.p12", issue());
  ASSERT_THAT(store_->add(arrival), IsOk());

  EXPECT_THAT(store_->add(arrival), IsOk());
  EXPECT_THAT(store_->add({"b.p12", arrival.p12, arrival.password.clone()}), IsOk());

  EXPECT_THAT(serials(*store_), ElementsAre("123456"));
}

TEST_P(StoreContract, RefusesAnotherCertificateOfTheSameName) {
  ASSERT_THAT(store_->add(named("a.p12", issue())), IsOk());

  EXPECT_THAT(store_->add(named("a.p12", issue(renewed()))), FailsWith(Errc::kStoreNameTaken));

  EXPECT_THAT(serials(*store_), ElementsAre("123456"));
}

TEST_P(StoreContract, NeverKeepsWhatDoesNotOpen) {
  Arrival arrival = sealed(issue());
  arrival.password = pki::Secret::copy_of("other");

  EXPECT_THAT(store_->add(arrival), FailsWith(Errc::kP12WrongPassword));

  EXPECT_THAT(serials(*store_), IsEmpty());
}

TEST_P(StoreContract, GivesBackAFileThatOpensAsTheCertificate) {
  const pki::Credential credential = issue();
  ASSERT_THAT(store_->add(named("a.p12", credential)), IsOk());

  const auto file = store_->read(credential.certificate);

  ASSERT_THAT(file, IsOk());
  EXPECT_EQ(file->file_name, "a.p12");
  const auto opened = client::open_pkcs12(file->p12, file->password.reveal());
  ASSERT_THAT(opened, IsOk());
  EXPECT_EQ(opened->certificate, credential.certificate);
  EXPECT_EQ(opened->chain, credential.chain);
}

TEST_P(StoreContract, KnowsOnlyItsOwn) {
  ASSERT_THAT(store_->add(sealed(issue())), IsOk());
  const pki::Certificate other = issue(renewed()).certificate;

  EXPECT_THAT(store_->read(other), FailsWith(Errc::kStoreCertificateUnknown));
  EXPECT_THAT(store_->make_current(other), FailsWith(Errc::kStoreCertificateUnknown));
  EXPECT_THAT(store_->remove(other, kNow), FailsWith(Errc::kStoreCertificateUnknown));
}

TEST_P(StoreContract, ListsTheSameWhicheverIsCurrent) {
  const pki::Credential old = issue();
  ASSERT_THAT(store_->add(sealed(old)), IsOk());
  ASSERT_THAT(store_->add(sealed(issue(renewed()))), IsOk());

  EXPECT_THAT(store_->make_current(old.certificate), IsOk());
  EXPECT_THAT(store_->make_current(old.certificate), IsOk());

  EXPECT_THAT(serials(*store_), ElementsAre("123456", "234567"));
}

TEST_P(StoreContract, RemovesWhatHasExpiredAndHasASuccessor) {
  const pki::Credential expired = past();
  ASSERT_THAT(store_->add(sealed(expired)), IsOk());
  ASSERT_THAT(store_->add(sealed(issue())), IsOk());

  EXPECT_THAT(store_->remove(expired.certificate, kNow), IsOk());

  EXPECT_THAT(serials(*store_), ElementsAre("123456"));
  EXPECT_THAT(store_->read(expired.certificate), FailsWith(Errc::kStoreCertificateUnknown));
}

TEST_P(StoreContract, TakesBackWhatItRemoved) {
  const Arrival expired = sealed(past());
  const auto certificate = client::open_pkcs12(expired.p12, kPassword)->certificate;
  ASSERT_THAT(store_->add(expired), IsOk());
  ASSERT_THAT(store_->add(sealed(issue())), IsOk());
  ASSERT_THAT(store_->remove(certificate, kNow), IsOk());

  EXPECT_THAT(store_->add(expired), IsOk());

  EXPECT_THAT(serials(*store_), ElementsAre("111111", "123456"));
}

TEST_P(StoreContract, KeepsWhatIsValidToItsLastSecond) {
  const pki::Credential old = issue();
  ASSERT_THAT(store_->add(sealed(old)), IsOk());
  ASSERT_THAT(store_->add(sealed(issue(renewed()))), IsOk());
  const pki::TimePoint end = old.certificate.validity().not_after;

  EXPECT_THAT(store_->remove(old.certificate, end), FailsWith(Errc::kStoreStillValid));
  EXPECT_THAT(serials(*store_), ElementsAre("123456", "234567"));
  EXPECT_THAT(store_->remove(old.certificate, end + pki::Seconds(1)), IsOk());
}

TEST_P(StoreContract, KeepsTheLastOfAHolderThoughItHasExpired) {
  const pki::Credential expired = past();
  ASSERT_THAT(store_->add(sealed(expired)), IsOk());
  ASSERT_THAT(store_->add(sealed(issue({.facility = "u00000002"}))), IsOk());

  EXPECT_THAT(store_->remove(expired.certificate, kNow), FailsWith(Errc::kStoreStillValid));

  EXPECT_THAT(serials(*store_), ElementsAre("111111", "123456"));
}

}  // namespace
}  // namespace orcamo::testing
