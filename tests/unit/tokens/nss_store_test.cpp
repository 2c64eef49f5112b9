#include "orcamo/client/nss_store.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <string>

#include "nss_test_kit.hpp"
#include "orcamo/client/pkcs12.hpp"
#include "orcamo/testing/matchers.hpp"
#include "orcamo/testing/printers.hpp"

namespace orcamo::testing {
namespace {

namespace fs = std::filesystem;
using client::Arrival;
using client::NssStore;
using pki::Errc;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST_F(NssStoreTest, IsEmptyBeforeTheFirstCertificate) {
  NssStore store = open();

  EXPECT_THAT(serials(store), IsEmpty());
  EXPECT_FALSE(fs::exists(folder()));
}

TEST_F(NssStoreTest, ListsWhatWasAddedWithItsKeyAndChain) {
  NssStore store = open();
  ASSERT_THAT(store.add(sealed(old_)), IsOk());

  const auto stored = store.list();

  ASSERT_THAT(stored, IsOk());
  ASSERT_EQ(stored->size(), 1u);
  EXPECT_EQ(stored->front().file_name, std::string(kOld) + ".p12");
  EXPECT_TRUE(stored->front().credential.certificate == old_.certificate);
  EXPECT_EQ(stored->front().credential.key.pem()->reveal(), old_.key.pem()->reveal());
  ASSERT_EQ(stored->front().credential.chain.size(), old_.chain.size());
  EXPECT_TRUE(stored->front().credential.chain == old_.chain);
}

TEST_F(NssStoreTest, KeepsAnRsaKey) {
  const pki::Credential credential = issue_for(pki::PrivateKey::generate(pki::KeyType::kRsa2048).value());
  NssStore store = open();
  ASSERT_THAT(store.add(sealed(credential)), IsOk());

  const auto stored = store.list();

  ASSERT_THAT(stored, IsOk());
  ASSERT_EQ(stored->size(), 1u);
  EXPECT_EQ(stored->front().credential.key.pem()->reveal(), credential.key.pem()->reveal());
}

TEST_F(NssStoreTest, KeepsTwoOfOneHolderApart) {
  NssStore store = open();
  ASSERT_THAT(store.add(sealed(new_)), IsOk());
  ASSERT_THAT(store.add(sealed(old_)), IsOk());

  const auto stored = store.list();

  ASSERT_THAT(stored, IsOk());
  ASSERT_EQ(stored->size(), 2u);
  EXPECT_EQ(stored->front().file_name, std::string(kOld) + ".p12");
  EXPECT_EQ(stored->back().file_name, std::string(kNew) + ".p12");
  EXPECT_TRUE(stored->front().credential.certificate == old_.certificate);
  EXPECT_TRUE(stored->back().credential.certificate == new_.certificate);
}

TEST_F(NssStoreTest, IsItsOwnersAlone) {
  const mode_t before = umask(0);
  NssStore store = open();
  EXPECT_THAT(store.add(sealed(old_)), IsOk());
  umask(before);

  EXPECT_EQ(mode_of(folder()), 0700u);
  EXPECT_EQ(mode_of(folder() / "cert9.db"), 0600u);
  EXPECT_EQ(mode_of(folder() / "key4.db"), 0600u);
}

TEST_F(NssStoreTest, TellsWhatOthersMayReadOrChange) {
  NssStore store = open();
  EXPECT_THAT(store.open_to_others(), IsEmpty());
  ASSERT_THAT(store.add(sealed(old_)), IsOk());
  EXPECT_THAT(store.open_to_others(), IsEmpty());

  fs::permissions(folder() / "cert9.db", fs::perms::others_read, fs::perm_options::add);
  EXPECT_THAT(store.open_to_others(), IsEmpty());
  fs::permissions(folder() / "key4.db", fs::perms::others_read, fs::perm_options::add);
  EXPECT_THAT(store.open_to_others(), ElementsAre((folder() / "key4.db").string()));

  fs::permissions(folder() / "cert9.db", fs::perms::group_write, fs::perm_options::add);
  fs::permissions(folder(), fs::perms::group_write, fs::perm_options::add);
  EXPECT_THAT(store.open_to_others(),
              ElementsAre(folder().string(), (folder() / "cert9.db").string(), (folder() / "key4.db").string()));
}

TEST_F(NssStoreTest, ShowsStrangersBothCertificatesAndTheirKeys) {
  NssStore store = open();
  ASSERT_THAT(store.add(sealed(old_)), IsOk());
  ASSERT_THAT(store.add(sealed(new_)), IsOk());

  const std::string certificates = certutil({"-L"});
  const std::string keys = certutil({"-K"});

  for (const char* name : {kOld, kNew}) {
    EXPECT_THAT(certificates, ::testing::ContainsRegex(std::string(name) + " +u,u,u"));
    EXPECT_THAT(keys, HasSubstr(name));
  }
  EXPECT_THAT(certutil({"-L", "-n", kNew}), HasSubstr("Serial Number: 2311527"));
}

TEST_F(NssStoreTest, LetsAStrangerTakeItOutAgain) {
  NssStore store = open();
  ASSERT_THAT(store.add(sealed(old_)), IsOk());
  ASSERT_THAT(store.add(sealed(new_)), IsOk());
  const std::string none = temporary_.write("none.txt", "\n").string();
  const std::string word = temporary_.write("word.txt", "secret\n").string();
  const std::string out = (temporary_ / "out.p12").string();

  run({"pk12util", "-o", out, "-n", kNew, "-d", database(), "-k", none, "-w", word}, temporary_);

  EXPECT_THAT(run({"pk12util", "-l", out, "-w", word}, temporary_), HasSubstr("Key(shrouded)"));
}

TEST_F(NssStoreTest, ListsWhatAStrangerHasPutIn) {
  make_by_stranger();
  import_by_stranger(sealed(old_));
  NssStore store = open();

  const auto stored = store.list();

  ASSERT_THAT(stored, IsOk());
  ASSERT_EQ(stored->size(), 1u);
  EXPECT_EQ(stored->front().file_name, "client001.p12");
  EXPECT_EQ(stored->front().credential.key.pem()->reveal(), old_.key.pem()->reveal());
}

TEST_F(NssStoreTest, AddsToADatabaseOfAStranger) {
  make_by_stranger();
  import_by_stranger(sealed(old_));
  NssStore store = open();

  ASSERT_THAT(store.add(sealed(new_)), IsOk());

  EXPECT_THAT(serials(store), ElementsAre("123456", "234567"));
}

TEST_F(NssStoreTest, DoesNotChangeWhenTheSameIsAddedTwice) {
  NssStore store = open();
  ASSERT_THAT(store.add(sealed(old_)), IsOk());
  const std::string certificates = certutil({"-L"});
  const std::string keys = certutil({"-K"});

  Arrival renamed = sealed(old_);
  renamed.file_name = "other.p12";
  EXPECT_THAT(store.add(sealed(old_)), IsOk());
  EXPECT_THAT(store.add(renamed), IsOk());

  EXPECT_EQ(certutil({"-L"}), certificates);
  EXPECT_EQ(certutil({"-K"}), keys);
}

TEST_F(NssStoreTest, RefusesAnotherOfTheSameName) {
  NssStore store = open();
  ASSERT_THAT(store.add(sealed(old_)), IsOk());
  Arrival other = sealed(new_);
  other.file_name = std::string(kOld) + ".p12";

  EXPECT_THAT(store.add(other), FailsWith(Errc::kStoreNameTaken));

  EXPECT_THAT(serials(store), ElementsAre("123456"));
}

TEST_F(NssStoreTest, RefusesAKeyThatNssDoesNotKnow) {
  NssStore store = open();
  ASSERT_THAT(store.add(sealed(old_)), IsOk());

  EXPECT_THAT(store.add(sealed(issue_for(ed25519_key(), {.serial = "200000"}))), FailsWith(Errc::kStoreUnsupported));

  EXPECT_THAT(serials(store), ElementsAre("123456"));
}

TEST_F(NssStoreTest, CompletesAnImportThatLeftOnlyTheKey) {
  NssStore store = open();
  ASSERT_THAT(store.add(sealed(old_)), IsOk());
  ASSERT_THAT(store.add(sealed(new_)), IsOk());
  certutil({"-D", "-n", kNew});
  ASSERT_THAT(serials(store), ElementsAre("123456"));

  EXPECT_THAT(store.add(sealed(new_)), IsOk());

  EXPECT_THAT(serials(store), ElementsAre("123456", "234567"));
}

TEST_F(NssStoreTest, CompletesAnImportThatLeftOnlyTheCertificate) {
  NssStore store = open();
  ASSERT_THAT(store.add(sealed(old_)), IsOk());
  const std::string file = temporary_.write("new.pem", new_.certificate.pem()).string();
  certutil({"-A", "-n", kNew, "-t", ",,", "-i", file});
  ASSERT_THAT(serials(store), ElementsAre("123456"));

  EXPECT_THAT(store.add(sealed(new_)), IsOk());

  EXPECT_THAT(serials(store), ElementsAre("123456", "234567"));
}

TEST_F(NssStoreTest, ReadsAFileThatOpensAsTheCertificate) {
  NssStore store = open();
  ASSERT_THAT(store.add(sealed(old_)), IsOk());

  const auto arrival = store.read(old_.certificate);

  ASSERT_THAT(arrival, IsOk());
  EXPECT_EQ(arrival->file_name, std::string(kOld) + ".p12");
  const auto opened = client::open_pkcs12(arrival->p12, arrival->password.reveal());
  ASSERT_THAT(opened, IsOk());
  EXPECT_TRUE(opened->certificate == old_.certificate);
  EXPECT_TRUE(opened->chain == old_.chain);
  EXPECT_THAT(store.read(new_.certificate), FailsWith(Errc::kStoreCertificateUnknown));
}

TEST_F(NssStoreTest, PointsAtNothingButKnowsWhatItHas) {
  NssStore store = open();
  ASSERT_THAT(store.add(sealed(old_)), IsOk());

  EXPECT_THAT(store.make_current(old_.certificate), IsOk());
  EXPECT_THAT(store.make_current(new_.certificate), FailsWith(Errc::kStoreCertificateUnknown));
}

TEST_F(NssStoreTest, RemovesWhatHasExpiredWithItsKey) {
  NssStore store = open();
  ASSERT_THAT(store.add(sealed(old_)), IsOk());
  ASSERT_THAT(store.add(sealed(new_)), IsOk());

  EXPECT_THAT(store.remove(old_.certificate, kAfterOld), IsOk());

  EXPECT_THAT(serials(store), ElementsAre("234567"));
  EXPECT_THAT(certutil({"-L"}), ::testing::Not(HasSubstr(kOld)));
  EXPECT_THAT(certutil({"-K"}), ::testing::Not(HasSubstr(kOld)));
}

TEST_F(NssStoreTest, RemovesNothingThatIsValid) {
  NssStore store = open();
  ASSERT_THAT(store.add(sealed(old_)), IsOk());
  ASSERT_THAT(store.add(sealed(new_)), IsOk());

  EXPECT_THAT(store.remove(old_.certificate, kNow), FailsWith(Errc::kStoreStillValid));
  EXPECT_THAT(store.remove(new_.certificate, kAfterOld), FailsWith(Errc::kStoreStillValid));

  EXPECT_THAT(serials(store), ElementsAre("123456", "234567"));
}

TEST_F(NssStoreTest, LeavesTheKeyThatTheNewCertificateUses) {
  const pki::Credential reissued = issue_for(old_.key, renewed());
  const pki::Credential first = issue_for(old_.key);
  NssStore store = open();
  ASSERT_THAT(store.add(sealed(first)), IsOk());
  ASSERT_THAT(store.add(sealed(reissued)), IsOk());
  ASSERT_THAT(serials(store), ElementsAre("123456", "234567"));

  EXPECT_THAT(store.remove(first.certificate, kAfterOld), IsOk());

  EXPECT_THAT(serials(store), ElementsAre("234567"));
}

TEST_F(NssStoreTest, GivesANewDatabaseThePassword) {
  NssStore store = open_with("open sesame");
  ASSERT_THAT(store.add(sealed(old_)), IsOk());

  EXPECT_THAT(serials(store), ElementsAre("123456"));
  EXPECT_THAT(certutil({"-K", "-f", temporary_.write("right.txt", "open sesame").string()}), HasSubstr(kOld));
}

TEST_F(NssStoreTest, WantsThePassword) {
  {
    NssStore store = open_with("open sesame");
    ASSERT_THAT(store.add(sealed(old_)), IsOk());
  }
  NssStore store = open();

  EXPECT_THAT(store.list(), FailsWith(Errc::kStorePinRequired));
  EXPECT_THAT(store.add(sealed(new_)), FailsWith(Errc::kStorePinRequired));
}

TEST_F(NssStoreTest, TellsAWrongPassword) {
  {
    NssStore store = open_with("open sesame");
    ASSERT_THAT(store.add(sealed(old_)), IsOk());
  }
  NssStore store = open_with("Open sesame");

  EXPECT_THAT(store.list(), FailsWith(Errc::kStorePinWrong));
  EXPECT_THAT(store.add(sealed(new_)), FailsWith(Errc::kStorePinWrong));
  NssStore right = open_with("open sesame");
  EXPECT_THAT(serials(right), ElementsAre("123456"));
}

TEST_F(NssStoreTest, NeedsNoPasswordWhereThereIsNone) {
  make_by_stranger();
  NssStore store = open_with("whatever");
  ASSERT_THAT(store.add(sealed(old_)), IsOk());

  EXPECT_THAT(serials(store), ElementsAre("123456"));
}

TEST_F(NssStoreTest, IsNoFile) {
  EXPECT_THAT(NssStore::open(temporary_.write("file", "")), FailsWith(Errc::kStoreUnreadable));
}

TEST_F(NssStoreTest, TellsADamagedDatabase) {
  fs::create_directory(folder());
  temporary_.write("nssdb/cert9.db", std::string(4096, 'x'));
  temporary_.write("nssdb/key4.db", std::string(4096, 'x'));
  NssStore store = open();

  EXPECT_THAT(store.list(), FailsWith(Errc::kStoreUnreadable));
  EXPECT_THAT(store.add(sealed(old_)), FailsWith(Errc::kStoreUnwritable));
}

class NamedOddly : public NssStoreTest, public ::testing::WithParamInterface<const char*> {};

TEST_P(NamedOddly, IsAFolderLikeAnyOther) {
  const fs::path folder = temporary_ / GetParam();
  NssStore store = NssStore::open(folder).value();
  ASSERT_THAT(store.add(sealed(old_)), IsOk());

  EXPECT_THAT(serials(store), ElementsAre("123456"));
  EXPECT_TRUE(fs::exists(folder / "cert9.db"));
}

INSTANTIATE_TEST_SUITE_P(Folders, NamedOddly,
                         ::testing::Values("with space", "it's", "back\\slash", "a<b>c", "x]y[z", "say \"hi\"",
                                           "証明書", "a=b", "sql:x", "a,b"));

TEST_F(NssStoreTest, KeepsTwoDatabasesApart) {
  NssStore here = open();
  NssStore there = NssStore::open(temporary_ / "other").value();
  ASSERT_THAT(here.add(sealed(old_)), IsOk());
  ASSERT_THAT(there.add(sealed(new_)), IsOk());

  EXPECT_THAT(serials(here), ElementsAre("123456"));
  EXPECT_THAT(serials(there), ElementsAre("234567"));
}

}  // namespace
}  // namespace orcamo::testing
