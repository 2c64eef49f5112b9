#include "orcamo/client/pkcs11_store.hpp"

#include <gmock/gmock.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "orcamo/client/login.hpp"
#include "orcamo/testing/matchers.hpp"
#include "orcamo/testing/mock_server.hpp"
#include "pkcs11_test_kit.hpp"

namespace orcamo::testing {
namespace {

using client::Pkcs11Store;
using pki::Errc;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const pki::TimePoint kAfterOld = kNow + pki::days(90);

// is_out tells whether this program has the private key itself. OpenSSL writes an elliptic key that has no number, too.
bool is_out(const pki::PrivateKey& key, const pki::PrivateKey& original) {
  const auto pem = key.pem();
  return pem.has_value() && pem->reveal() == original.pem().value().reveal();
}

TEST_F(Pkcs11StoreTest, IsEmptyBeforeTheFirstCertificate) {
  Pkcs11Store store = open();

  EXPECT_THAT(serials(store), IsEmpty());
}

TEST_F(Pkcs11StoreTest, ListsWhatWasAddedWithItsChain) {
  Pkcs11Store store = open();
  ASSERT_THAT(store.add(sealed(new_)), IsOk());
  ASSERT_THAT(store.add(sealed(old_)), IsOk());

  const auto stored = store.list();

  ASSERT_THAT(stored, IsOk());
  ASSERT_EQ(stored->size(), 2u);
  EXPECT_EQ(stored->front().file_name, file_name_of(old_));
  EXPECT_EQ(stored->back().file_name, file_name_of(new_));
  EXPECT_TRUE(stored->front().credential.certificate == old_.certificate);
  EXPECT_TRUE(stored->front().credential.certificate.matches(stored->front().credential.key));
  EXPECT_TRUE(stored->front().credential.chain == old_.chain);
}

TEST_F(Pkcs11StoreTest, LetsNoKeyOut) {
  Pkcs11Store store = open();
  ASSERT_THAT(store.add(sealed(old_)), IsOk());

  const auto stored = store.list();

  ASSERT_THAT(stored, IsOk());
  EXPECT_FALSE(is_out(stored->front().credential.key, old_.key));
  EXPECT_THAT(store.read(old_.certificate), FailsWith(Errc::kStoreUnsupported));
  EXPECT_THAT(store.read(new_.certificate), FailsWith(Errc::kStoreCertificateUnknown));
}

TEST_F(Pkcs11StoreTest, DoesNotChangeWhenTheSameIsAddedTwice) {
  Pkcs11Store store = open();
  client::Arrival renamed = sealed(old_);
  renamed.file_name = "other.p12";
  ASSERT_THAT(store.add(sealed(old_)), IsOk());

  EXPECT_THAT(store.add(sealed(old_)), IsOk());
  EXPECT_THAT(store.add(renamed), IsOk());

  EXPECT_THAT(serials(store), ElementsAre("123456"));
}

TEST_F(Pkcs11StoreTest, RefusesAnotherOfTheSameName) {
  Pkcs11Store store = open();
  ASSERT_THAT(store.add(sealed(old_)), IsOk());
  client::Arrival other = sealed(new_);
  other.file_name = file_name_of(old_);

  EXPECT_THAT(store.add(other), FailsWith(Errc::kStoreNameTaken));
}

TEST_F(Pkcs11StoreTest, RefusesAKeyThatNoTokenTakes) {
  Pkcs11Store store = open();

  EXPECT_THAT(store.add(sealed(issue_for(ed25519_key()))), FailsWith(Errc::kStoreUnsupported));
  EXPECT_THAT(serials(store), IsEmpty());
}

TEST_F(Pkcs11StoreTest, RemovesWhatHasExpired) {
  Pkcs11Store store = open();
  ASSERT_THAT(store.add(sealed(old_)), IsOk());
  ASSERT_THAT(store.add(sealed(new_)), IsOk());
  ASSERT_THAT(store.remove(old_.certificate, kNow), FailsWith(Errc::kStoreStillValid));
  ASSERT_THAT(store.remove(new_.certificate, kAfterOld), FailsWith(Errc::kStoreStillValid));

  EXPECT_THAT(store.remove(old_.certificate, kAfterOld), IsOk());

  EXPECT_THAT(serials(store), ElementsAre("234567"));
  EXPECT_THAT(store.remove(old_.certificate, kAfterOld), FailsWith(Errc::kStoreCertificateUnknown));
  EXPECT_THAT(store.make_current(old_.certificate), FailsWith(Errc::kStoreCertificateUnknown));
  EXPECT_THAT(store.make_current(new_.certificate), IsOk());
}

TEST_F(Pkcs11StoreTest, WantsThePin) {
  Pkcs11Store store = Pkcs11Store::open(uri()).value();

  EXPECT_THAT(store.list(), FailsWith(Errc::kStorePinRequired));
  EXPECT_THAT(store.add(sealed(old_)), FailsWith(Errc::kStorePinRequired));
}

TEST_F(Pkcs11StoreTest, TellsAWrongPin) {
  Pkcs11Store store = Pkcs11Store::open(uri(), temporary_.write("wrong.txt", "654321")).value();

  EXPECT_THAT(store.list(), FailsWith(Errc::kStorePinWrong));
  EXPECT_THAT(store.add(sealed(old_)), FailsWith(Errc::kStorePinWrong));
}

TEST_F(Pkcs11StoreTest, ReadsThePinFromThePlaceThatTheUriNames) {
  Pkcs11Store store = Pkcs11Store::open(uri() + "&pin-source=file:" + (temporary_ / "pin.txt").string()).value();

  EXPECT_THAT(store.add(sealed(old_)), IsOk());
}

TEST_F(Pkcs11StoreTest, TellsThatTheTokenIsNotHere) {
  Pkcs11Store token = Pkcs11Store::open("pkcs11:token=other?module-path=" + std::string(SOFTHSM_MODULE)).value();
  Pkcs11Store module = Pkcs11Store::open("pkcs11:token=clinic?module-path=/nowhere/module.so").value();

  EXPECT_THAT(token.list(), FailsWith(Errc::kMissingHere));
  EXPECT_THAT(module.list(), FailsWith(Errc::kMissingHere));
}

TEST_F(Pkcs11StoreTest, AsksWhichOfSeveralTokens) {
  SoftHsm::only().make_token(label_);
  Pkcs11Store store = open();

  EXPECT_THAT(store.list(), FailsWith(Errc::kUsage));
}

struct Failure {
  const char* name;
  const char* plan;
  Errc code;
};

class Failing : public Pkcs11StoreTest, public ::testing::WithParamInterface<Failure> {};

// Whatever fails, what was there is there afterwards, and the same call completes once nothing fails any more.
TEST_P(Failing, LeavesTheOldOnesAndIsCompletedByRepeating) {
  {
    Pkcs11Store store = open_failing();
    ASSERT_THAT(store.add(sealed(old_)), IsOk());
  }
  {
    setenv("ORCAMO_FAIL", GetParam().plan, 1);
    Pkcs11Store store = open_failing();
    EXPECT_THAT(store.add(sealed(new_)), FailsWith(GetParam().code));
  }
  unsetenv("ORCAMO_FAIL");
  Pkcs11Store store = open_failing();
  EXPECT_THAT(serials(store), ElementsAre("123456"));

  EXPECT_THAT(store.add(sealed(new_)), IsOk());
  EXPECT_THAT(serials(store), ElementsAre("123456", "234567"));
}

INSTANTIATE_TEST_SUITE_P(Tokens, Failing,
                         ::testing::Values(Failure{"FullBeforeTheKey", "C_CreateObject:1:0x31", Errc::kStoreFull},
                                           Failure{"FullAfterTheKey", "C_CreateObject:2:0x31", Errc::kStoreFull},
                                           Failure{"RemovedAfterTheKey", "C_CreateObject:2:0x32",
                                                   Errc::kStoreUnwritable},
                                           Failure{"Removed", "C_OpenSession:1:0xE0", Errc::kStoreUnwritable},
                                           Failure{"WriteProtected", "C_OpenSession:1:0xE2", Errc::kStoreUnwritable},
                                           Failure{"Busy", "C_OpenSession:1:0xB1", Errc::kStoreLocked},
                                           Failure{"LockedPin", "C_Login:1:0xA4", Errc::kStorePinWrong}),
                         [](const auto& test) { return test.param.name; });

struct Version {
  const char* name;
  pki::KeyType key;
  client::TlsVersions versions;
};

class SigningOnTheToken : public Pkcs11StoreTest, public ::testing::WithParamInterface<Version> {};

TEST_P(SigningOnTheToken, LogsIn) {
  MockServer server;
  mock::SandboxPlan plan{.id = "a1"};
  plan.policy.key = GetParam().key;
  const auto sandbox = server.add_sandbox(plan);
  const Issued issued = sandbox.issue();
  Pkcs11Store store = open();
  ASSERT_THAT(store.add({issued.file_name, issued.p12, issued.password.clone()}), IsOk());
  auto stored = store.list();
  ASSERT_THAT(stored, IsOk());
  ASSERT_EQ(stored->size(), 1u);
  ASSERT_FALSE(is_out(stored->front().credential.key, issued.credential.key));  // else it need not sign on the token
  ASSERT_THAT(store.list(), IsOk());  // a second look takes nothing from the first one

  auto transport = sandbox.transport(GetParam().versions);
  const auto login = client::log_in(transport, sandbox.url(), sandbox.account(), stored->front().credential);

  EXPECT_THAT(login, IsOk());
}

INSTANTIATE_TEST_SUITE_P(
    Keys, SigningOnTheToken,
    ::testing::Values(Version{"P256OverTls12", pki::KeyType::kP256, client::TlsVersions::kOnly12},
                      Version{"P256OverTls13", pki::KeyType::kP256, client::TlsVersions::kOnly13},
                      Version{"Rsa2048OverTls12", pki::KeyType::kRsa2048, client::TlsVersions::kOnly12},
                      Version{"Rsa2048OverTls13", pki::KeyType::kRsa2048, client::TlsVersions::kOnly13}),
    [](const auto& test) { return test.param.name; });

struct Refused {
  const char* name;
  const char* uri;
};

class RefusedUri : public ::testing::TestWithParam<Refused> {};

TEST_P(RefusedUri, IsToldAtOnce) { EXPECT_THAT(Pkcs11Store::open(GetParam().uri), FailsWith(Errc::kUsage)); }

INSTANTIATE_TEST_SUITE_P(Uris, RefusedUri,
                         ::testing::Values(Refused{"PinValue", "pkcs11:token=clinic?pin-value=123456"},
                                           Refused{"OtherScheme", "pkcs12:token=clinic"},
                                           Refused{"Object", "pkcs11:token=clinic;object=x"},
                                           Refused{"Twice", "pkcs11:token=a;token=b"},
                                           Refused{"NoValue", "pkcs11:token"}, Refused{"BadPercent", "pkcs11:token=%4"},
                                           Refused{"Nul", "pkcs11:token=%00"},
                                           Refused{"SlotWord", "pkcs11:slot-id=one"},
                                           Refused{"PinProgram", "pkcs11:token=a?pin-source=%7Cprogram"},
                                           Refused{"PinRelative", "pkcs11:token=a?pin-source=file:pin.txt"}),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace orcamo::testing
