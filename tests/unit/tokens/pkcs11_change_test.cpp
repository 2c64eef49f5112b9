#include <gmock/gmock.h>

#include <chrono>
#include <cstdlib>
#include <ostream>
#include <string>
#include <vector>

#include "orcamo/testing/matchers.hpp"
#include "pkcs11_test_kit.hpp"
#include "store/folder.hpp"
#include "store/token.hpp"
#include "store/token_key.hpp"

// Changes of a token that are cut off, come from two sides, or could cost it.
namespace orcamo::testing {
namespace {

using client::Pkcs11Store;
using pki::Errc;
using ::testing::ElementsAre;

const pki::TimePoint kAfterOld = kNow + pki::days(90);

struct CutOff {
  const char* name;
  const char* plan;
  std::vector<std::string> left;  // serials that are listed afterwards
};
void PrintTo(const CutOff& row, std::ostream* out) { *out << row.name; }

class RemovalCutOff : public Pkcs11StoreTest, public ::testing::WithParamInterface<CutOff> {};

// Before the new label nothing has happened, after it the next change does the rest.
TEST_P(RemovalCutOff, IsCompletedByTheNextChange) {
  Pkcs11Store store = open_failing();
  ASSERT_THAT(store.add(sealed(old_)), IsOk());
  ASSERT_THAT(store.add(sealed(new_)), IsOk());
  setenv("ORCAMO_FAIL", GetParam().plan, 1);
  EXPECT_THAT(store.remove(old_.certificate, kAfterOld), FailsWith(Errc::kStoreUnwritable));
  unsetenv("ORCAMO_FAIL");
  ASSERT_EQ(serials(store), GetParam().left);

  const auto again = store.remove(old_.certificate, kAfterOld);

  EXPECT_EQ(again.has_value(), GetParam().left.size() == 2);
  const std::string name = file_name_of(new_).substr(0, file_name_of(new_).size() - 4);
  EXPECT_THAT(SoftHsm::only().labels(label_, CKO_PRIVATE_KEY), ElementsAre(name));
  EXPECT_THAT(SoftHsm::only().labels(label_, CKO_CERTIFICATE),
              ::testing::UnorderedElementsAre(name, new_.chain.at(0).common_name()));
  EXPECT_THAT(serials(store), ElementsAre("234567"));
}

INSTANTIATE_TEST_SUITE_P(Tokens, RemovalCutOff,
                         ::testing::Values(CutOff{"BeforeTheLabel", "C_SetAttributeValue:1:0x32", {"123456", "234567"}},
                                           CutOff{"BeforeTheKey", "C_DestroyObject:1:0x32", {"234567"}},
                                           CutOff{"AfterTheKey", "C_DestroyObject:2:0x32", {"234567"}}),
                         [](const auto& test) { return test.param.name; });

// put_by_stranger has a certificate put on the token under the identifier of some key there.
void put_by_stranger(const std::string& token, const pki::Certificate& certificate, const std::string& id) {
  const pki::Secret pin = pki::Secret::copy_of("123456");
  const auto opened = client::Token::open(client::parse_pkcs11_uri(token).value(), client::Token::Access::kWrite, &pin);
  client::TokenAttributes attributes = client::certificate_attributes(certificate);
  attributes.add(CKA_LABEL, "by a stranger").add(CKA_ID, id);
  ASSERT_THAT(opened.value()->create(attributes, "putting it there"), IsOk());
}

// The token's own program has put the certificate back, and its key is still there.
TEST_F(Pkcs11StoreTest, KeepsTheKeyOfWhatWasPutBack) {
  Pkcs11Store store = open_failing();
  ASSERT_THAT(store.add(sealed(old_)), IsOk());
  ASSERT_THAT(store.add(sealed(new_)), IsOk());
  setenv("ORCAMO_FAIL", "C_DestroyObject:1:0x32", 1);
  ASSERT_THAT(store.remove(old_.certificate, kAfterOld), FailsWith(Errc::kStoreUnwritable));
  unsetenv("ORCAMO_FAIL");
  put_by_stranger(uri(), old_.certificate, client::key_id(old_.certificate));

  ASSERT_THAT(store.add(sealed(new_)), IsOk());

  EXPECT_THAT(serials(store), ElementsAre("123456", "234567"));
  EXPECT_EQ(SoftHsm::only().labels(label_, CKO_CERTIFICATE).size(), 3u);  // and the authority's
}

// People give everything on a token one identifier: the certificate is there, and a key, which is another one's. An RSA
// key on a token tells which one it is.
TEST_F(Pkcs11StoreTest, AddsTheKeyWhereAnotherHasItsIdentifier) {
  Pkcs11Store store = open();
  const pki::Credential old = issue({.key = pki::PrivateKey::generate(pki::KeyType::kRsa2048).value()});
  IdentityWish wish = renewed();
  wish.key = pki::PrivateKey::generate(pki::KeyType::kRsa2048).value();
  const pki::Credential fresh = issue(wish);
  ASSERT_THAT(store.add(sealed(old)), IsOk());
  put_by_stranger(uri(), fresh.certificate, client::key_id(old.certificate));
  ASSERT_THAT(serials(store), ElementsAre("123456"));

  ASSERT_THAT(store.add(sealed(fresh)), IsOk());

  EXPECT_THAT(serials(store), ElementsAre("123456", "234567"));
}

TEST_F(Pkcs11StoreTest, RemovesFromATokenThatChangesNoLabels) {
  Pkcs11Store store = open_failing();
  ASSERT_THAT(store.add(sealed(old_)), IsOk());
  ASSERT_THAT(store.add(sealed(new_)), IsOk());
  setenv("ORCAMO_FAIL", "C_SetAttributeValue:1:0x10", 1);

  EXPECT_THAT(store.remove(old_.certificate, kAfterOld), IsOk());

  EXPECT_EQ(SoftHsm::only().labels(label_, CKO_PRIVATE_KEY).size(), 1u);
}

struct Tries {
  const char* name;
  const char* plan;  // the flag of the token
};

class FewTries : public Pkcs11StoreTest, public ::testing::WithParamInterface<Tries> {};

TEST_P(FewTries, AreLeftToAPerson) {
  setenv("ORCAMO_FAIL", GetParam().plan, 1);
  Pkcs11Store store = open_failing();

  EXPECT_THAT(store.list(), FailsWith(Errc::kStorePinWrong));
}

INSTANTIATE_TEST_SUITE_P(Tokens, FewTries,
                         ::testing::Values(Tries{"LastOne", "C_GetTokenInfo:1:0x20000"},
                                           Tries{"None", "C_GetTokenInfo:1:0x40000"}),
                         [](const auto& test) { return test.param.name; });

TEST_F(Pkcs11StoreTest, TellsTheWholeNumberOfAFailureThatItDoesNotKnow) {
  setenv("ORCAMO_FAIL", "C_OpenSession:1:0x800000A5", 1);
  Pkcs11Store store = open_failing();

  const auto listed = store.list();

  ASSERT_THAT(listed, FailsWith(Errc::kStoreUnreadable));
  EXPECT_THAT(listed.error().message(), ::testing::HasSubstr("0x800000A5"));
}

TEST_F(Pkcs11StoreTest, IsChangedByOneProcessAtATime) {
  Pkcs11Store store = Pkcs11Store::open(uri(), temporary_ / "pin.txt", std::chrono::milliseconds(0)).value();
  ASSERT_THAT(store.add(sealed(old_)), IsOk());
  const std::filesystem::path state = temporary_ / "state" / "orcamo-renew";
  const auto other = client::Folder::make_and_lock(state / ("token-" + SoftHsm::only().serial_of(label_)));
  ASSERT_THAT(other, IsOk());

  EXPECT_THAT(store.add(sealed(new_)), FailsWith(Errc::kStoreLocked));
  EXPECT_THAT(store.remove(old_.certificate, kAfterOld), FailsWith(Errc::kStoreLocked));
  EXPECT_THAT(serials(store), ElementsAre("123456"));
}

}  // namespace
}  // namespace orcamo::testing
