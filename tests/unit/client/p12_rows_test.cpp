#include <gmock/gmock.h>
#include <openssl/err.h>

#include <functional>
#include <optional>
#include <ostream>
#include <string>

#include "authority/pkcs12_writer.hpp"
#include "der.hpp"
#include "identities.hpp"
#include "openssl_program.hpp"
#include "orcamo/client/directory_store.hpp"
#include "orcamo/client/pkcs12.hpp"
#include "orcamo/pki/openssl/handles.hpp"
#include "orcamo/testing/matchers.hpp"
#include "orcamo/testing/printers.hpp"
#include "p12_builder.hpp"
#include "stored_files.hpp"

// The catalogue's group "p12": what becomes of each kind of file, and of the store that it should go to.
namespace orcamo::testing {
namespace {

using client::DirectoryStore;
using client::open_pkcs12;
using pki::Bytes;
using pki::Errc;
using ::testing::HasSubstr;

// A file of `fresh`, which is one certificate for all rows, and the password that comes with it.
struct P12File {
  Bytes octets;
  std::string password{kPassword};
};

const pki::Credential& fresh() {
  static const pki::Credential credential = issue(renewed());
  return credential;
}

P12Parts whole() {
  return {.keys = {{fresh().key, "1"}}, .certificates = {{fresh().certificate, "1"}, {fresh().chain.at(0), ""}}};
}

P12File built(const P12Parts& parts, const P12Making& making = {.encryption = NID_aes_256_cbc},
              const std::string& password = std::string(kPassword)) {
  return {build_p12(parts, password, making), password};
}

P12File minted(mock::P12Profile profile) {
  return {mock::seal_pkcs12(fresh(), kPassword, profile, "client001").value()};
}

P12File by_openssl(const std::vector<std::string>& options) {
  return {OpensslProgram(fresh(), kPassword).export_p12(kWhole + options)};
}

P12File opened_with(std::string password) { return {sealed(fresh()).p12, std::move(password)}; }

P12File spoiled(const std::function<void(Bytes&)>& spoil) {
  P12File file = minted(mock::P12Profile::kModern2023);
  spoil(file.octets);
  return file;
}

P12File text(std::string_view words) {
  const pki::BytesView octets = pki::as_bytes(words);
  return {{octets.begin(), octets.end()}};
}

// Row is what a file is made of and what becomes of it.
struct Row {
  const char* name;
  std::function<P12File()> make;
  std::optional<Errc> code = {};  // unset: it opens
  const char* says = "";
  std::size_t chain = 1;  // certificates between its own and the root
};
void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }

class P12Row : public ::testing::TestWithParam<Row> {
 protected:
  ~P12Row() override { EXPECT_EQ(ERR_peek_error(), 0u) << "OpenSSL's error queue was left full"; }
};

TEST_P(P12Row, OpensOrIsRefusedWithTheReason) {
  const P12File file = GetParam().make();

  const auto opened = open_pkcs12(file.octets, file.password);

  if (!GetParam().code) {
    ASSERT_THAT(opened, IsOk());
    EXPECT_TRUE(opened->certificate.matches(opened->key));
    EXPECT_EQ(opened->chain.size(), GetParam().chain);
    return;
  }
  ASSERT_THAT(opened, FailsWith(*GetParam().code));
  EXPECT_THAT(opened.error(), Says(GetParam().says));
  EXPECT_FALSE(opened.error().hint().empty());
}

TEST_P(P12Row, LeavesTheStoreAsItWasUnlessItOpens) {
  const TemporaryDirectory folder;
  auto store = DirectoryStore::open(folder / "store").value();
  ASSERT_THAT(store.add(sealed(issue())), IsOk());
  const auto before = stored_files(folder / "store");
  const P12File file = GetParam().make();

  const auto added = store.add({"fresh.p12", file.octets, pki::Secret::copy_of(file.password)});

  if (GetParam().code) {
    EXPECT_THAT(added, FailsWith(*GetParam().code));
    EXPECT_EQ(stored_files(folder / "store"), before);
  } else {
    ASSERT_THAT(added, IsOk());
    EXPECT_EQ(store.list().value().size(), 2u);
  }
}

const auto by_name = [](const auto& row) { return row.param.name; };

INSTANTIATE_TEST_SUITE_P(
    Profiles, P12Row,
    ::testing::Values(
        Row{"Modern2023", [] { return minted(mock::P12Profile::kModern2023); }},
        Row{"LegacyDes", [] { return minted(mock::P12Profile::kLegacyDes); }},
        Row{"LegacyRc2", [] { return by_openssl({"-legacy"}); }},
        Row{"Pbmac1", [] { return built(whole(), {.encryption = NID_aes_256_cbc, .pbmac1 = Pbmac1Making{}}); }},
        Row{"Pbmac1WithoutTerms", [] { return built(whole(), {.mac_oid = "1.2.840.113549.1.5.14"}); },
            Errc::kP12Malformed, "damaged parameters for PBMAC1"},
        Row{"MacSha512", [] { return built(whole(), {.encryption = NID_aes_256_cbc, .mac_digest = "SHA512"}); }},
        Row{"UnencryptedCertificates",
            [] {
              return by_openssl({"-certpbe", "NONE"});
            }},
        Row{"SixHundredThousandIterations",
            [] {
              return by_openssl({"-iter", "600000"});
            }}),
    by_name);

INSTANTIATE_TEST_SUITE_P(
    Passwords, P12Row,
    ::testing::Values(
        Row{"WrongPassword", [] { return opened_with("aB3dE6gH9K"); }, Errc::kP12WrongPassword, "does not open"},
        Row{"WrongPasswordThatIsNotAscii", [] { return opened_with("パスワード"); }, Errc::kP12WrongPassword,
            "does not open"},
        Row{"Utf8", [] { return built(whole(), {.encryption = NID_aes_256_cbc}, "医療機関é"); }},
        Row{"Utf8InOldEncryption",
            [] { return built(whole(), {.encryption = NID_pbe_WithSHA1And3_Key_TripleDES_CBC}, "医療機関é"); }},
        Row{"OctetsAsCharactersAsOpenssl102Does",
            [] { return built(whole(), {.encryption = NID_aes_256_cbc, .mac_password = "\xc3\x83\xc2\xa9"}, "é"); }},
        Row{"OctetsAsCharactersInOldEncryption",
            [] {
              return built(whole(),
                           {.encryption = NID_pbe_WithSHA1And3_Key_TripleDES_CBC,
                            .mac_password = "\xc3\x83\xc2\xa9",
                            .encryption_password = "\xc3\x83\xc2\xa9"},
                           "é");
            }},
        Row{"Iso8859",
            [] { return built(whole(), {.encryption = NID_aes_256_cbc, .encryption_password = "\xe9"}, "é"); }}),
    by_name);

INSTANTIATE_TEST_SUITE_P(
    Damage, P12Row,
    ::testing::Values(
        Row{"NoMac", [] { return built(whole(), {.has_mac = false}); }, Errc::kP12MacMissing, "has no MAC"},
        Row{"BadMac", [] { return spoiled([](Bytes& p12) { p12[p12.size() - 20] ^= 0x01; }); }, Errc::kP12Malformed,
            "its MAC says that it was changed"},
        Row{"Truncated", [] { return spoiled([](Bytes& p12) { p12.resize(p12.size() / 2); }); }, Errc::kP12Malformed,
            "cut short"},
        Row{"WithoutItsLastOctet", [] { return spoiled([](Bytes& p12) { p12.pop_back(); }); }, Errc::kP12Malformed,
            "cut short"},
        Row{"TrailingGarbage", [] { return spoiled([](Bytes& p12) { p12.insert(p12.end(), 3, 0x20); }); },
            Errc::kP12Malformed, "3 octets that do not belong"},
        Row{"ZeroBytes", [] { return text(""); }, Errc::kP12NotP12, "empty"},
        Row{"OctetsOfZero", [] { return text(std::string(64, '\0')); }, Errc::kP12NotP12, "zero octets"},
        Row{"Pem", [] { return text(fresh().certificate.pem()); }, Errc::kP12NotP12, "PEM"},
        Row{"PemWithPkcs12", [] { return text("-----BEGIN PKCS12-----\nMIIEcQIBAzCC\n-----END PKCS12-----\n"); },
            Errc::kP12NotP12, "a PEM text with PKCS#12 inside"},
        Row{"HugeFile", [] { return spoiled([](Bytes& p12) { p12.resize(2 << 20); }); }, Errc::kP12LimitExceeded,
            "has 2097152 octets, and at most 1048576"},
        // Were anything derived before the count is looked at, this would run for many minutes.
        Row{"HugeIterationCount", [] { return built(whole(), {.iterations = 2, .stated_iterations = 2'147'483'647}); },
            Errc::kP12LimitExceeded, "asks for 2147483647 iterations, and at most 5000000"},
        Row{"IndefiniteLength",
            [] {
              return spoiled([](Bytes& p12) {
                p12.erase(p12.begin() + 2, p12.begin() + 4);
                p12[1] = 0x80;
                p12.insert(p12.end(), {0x00, 0x00});
              });
            }}),
    by_name);

// An RSA key of 4,096 bits whose public half is all that is looked at: making an honest one takes seconds.
const pki::PrivateKey& rsa_4096() {
  static const pki::PrivateKey key = [] {
    const auto number = [](std::size_t size) { return der::wrap(0x02, Bytes(size, 0x7f)); };
    Bytes modulus(513, 0xff);
    modulus[0] = 0;
    const Bytes half = number(256);
    const Bytes octets = der::sequence(
        {der::integer(0), der::wrap(0x02, modulus), der::integer(65537), number(512), half, half, half, half, half});
    const unsigned char* at = octets.data();
    const auto size = static_cast<long>(octets.size());
    return pki::NativeAccess::wrap(pki::PKey(d2i_PrivateKey(EVP_PKEY_RSA, nullptr, &at, size))).value();
  }();
  return key;
}

P12File of_rsa() {
  IdentityWish wish = renewed();
  wish.key = rsa_4096();
  const pki::Credential credential = issue(wish);
  return built(
      {.keys = {{credential.key, "1"}}, .certificates = {{credential.certificate, "1"}, {credential.chain.at(0), ""}}});
}

P12File old_and_new() {
  const pki::Credential old = issue();
  return built({.keys = {{old.key, "1"}, {fresh().key, "2"}},
                .certificates = {{old.certificate, "1"}, {fresh().certificate, "2"}, {fresh().chain.at(0), ""}}});
}

INSTANTIATE_TEST_SUITE_P(
    Contents, P12Row,
    ::testing::Values(
        Row{"NoKey", [] { return built({.keys = {}, .certificates = whole().certificates}); }, Errc::kP12NoKey,
            "no private key"},
        Row{"NoCertificate", [] { return built({.keys = whole().keys, .certificates = {}}); }, Errc::kP12NoCertificate,
            "no certificate"},
        Row{"KeyOfAnother",
            [] {
              return built({.keys = {{issue().key, "1"}}, .certificates = whole().certificates});
            },
            Errc::kKeyMismatch, "belongs to none of its certificates"},
        Row{"OldAndNewInOneFile", old_and_new, Errc::kP12SeveralIdentities,
            "2 certificates with a private key (serials 123456, 234567), and one was expected"},
        Row{"ChainMissing",
            [] {
              return built({.keys = whole().keys, .certificates = {{fresh().certificate, "1"}}});
            },
            {},
            "",
            0},
        Row{"ChainReversed",
            [] {
              return built({.keys = whole().keys,
                            .certificates = {
                                {root_of(Issuer::kUsual), ""}, {fresh().chain.at(0), ""}, {fresh().certificate, "1"}}});
            }},
        Row{"ChainWithRoot",
            [] {
              P12Parts parts = whole();
              parts.certificates.push_back({root_of(Issuer::kUsual), ""});
              return built(parts);
            }},
        Row{"FriendlyNameInJapanese",
            [] {
              P12Parts parts = whole();
              parts.certificates[0].friendly_name = "医療機関の証明書";
              return built(parts);
            }},
        Row{"FriendlyNameMissing", [] { return built(whole()); }},
        Row{"LocalKeyIdMissing",
            [] {
              P12Parts parts = whole();
              parts.keys[0].local_id = parts.certificates[0].local_id = "";
              return built(parts);
            }},
        Row{"Rsa4096", of_rsa}, Row{"NestedSafes", [] { return built(whole(), {.nesting = 2}); }},
        Row{"NestedSafesEncrypted", [] { return built(whole(), {.encryption = NID_aes_256_cbc, .nesting = 1}); }},
        Row{"NestedSafesWithoutEnd", [] { return built(whole(), {.nesting = 9}); }, Errc::kP12LimitExceeded,
            "nests more than 4 safes"}),
    by_name);

// The password of a store is kept in a file, and an empty file is none: such a file opens and cannot be kept.
TEST(P12Row, EmptyPasswordOpensInBothItsForms) {
  const TemporaryDirectory folder;
  auto store = DirectoryStore::open(folder / "store").value();
  const Bytes terminator = build_p12(whole(), "", {.encryption = NID_aes_256_cbc});
  const Bytes nothing = build_p12(whole(), "", {.encryption = NID_aes_256_cbc, .has_password = false});
  ASSERT_NE(terminator, nothing);

  for (const Bytes& file : {terminator, nothing}) {
    EXPECT_THAT(open_pkcs12(file, ""), IsOk());
    EXPECT_THAT(store.add({"fresh.p12", file, pki::Secret()}), FailsWith(Errc::kPasswordFileUndecodable));
  }
  EXPECT_THAT(stored_files(folder / "store"), ::testing::IsEmpty());
}

TEST(P12Row, OneChangedOctetNeverGivesAnotherIdentity) {
  const Bytes file = build_p12(whole(), kPassword, {.encryption = NID_aes_256_cbc});
  for (std::size_t at = 0; at < file.size(); ++at) {
    for (const int mask : {0x01, 0x80, 0xff}) {
      Bytes changed = file;
      changed[at] = static_cast<std::uint8_t>(changed[at] ^ mask);

      const auto opened = open_pkcs12(changed, kPassword, {.iterations = 1000});

      if (opened) {
        EXPECT_EQ(opened->certificate, fresh().certificate) << at;
        EXPECT_TRUE(fresh().certificate.matches(opened->key)) << at;
      } else {
        EXPECT_FALSE(opened.error().message().empty() || opened.error().hint().empty()) << at;
      }
    }
  }
  EXPECT_EQ(ERR_peek_error(), 0u);
}

// The hint counts what is easily mistaken and gives none of the password away.
TEST(P12Row, WrongPasswordCountsItsLookAlikes) {
  const auto hint_for = [](const std::string& password) {
    return open_pkcs12(sealed(fresh()).p12, password).error().hint();
  };

  EXPECT_THAT(hint_for("xIyOz10l"), HasSubstr("at 5 places it has one of l, 1 and I or of O and 0"));
  EXPECT_THAT(hint_for("x0"), HasSubstr("at 1 place it has"));
  EXPECT_THAT(hint_for("xyz"), ::testing::Not(HasSubstr("look alike")));
  EXPECT_THAT(hint_for("xIyOz10l"), ::testing::Not(HasSubstr("xIyOz10l")));
}

}  // namespace
}  // namespace orcamo::testing
