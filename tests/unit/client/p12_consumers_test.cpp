#include <gmock/gmock.h>

#include <algorithm>
#include <ostream>
#include <string>
#include <vector>

#include "der.hpp"
#include "orcamo/pki/openssl/handles.hpp"
#include "p12_making.hpp"

namespace orcamo::testing {
namespace {

using namespace p12;
using client::inspect_pkcs12;
using client::P12Inspection;
using pki::Bytes;
using ::testing::HasSubstr;

// Refusers are the programs that do not take a file.
struct Refusers {
  const char* name;
  P12Making making;
  std::vector<std::string> refusers;
  std::string password{kPassword};
  std::string_view local_id = "1";  // of key and certificate; empty: none, and the key has no friendlyName either
};
void PrintTo(const Refusers& row, std::ostream* out) { *out << row.name; }

class P12RefusedBy : public ::testing::TestWithParam<Refusers> {};

TEST_P(P12RefusedBy, TheseAlone) {
  P12Parts parts = leaf();
  parts.keys[0].local_id = parts.certificates[0].local_id = GetParam().local_id;
  const Bytes file = build_p12(parts, GetParam().password, GetParam().making);
  std::vector<std::string> refusers;
  for (const client::P12Consumer& consumer : inspect_pkcs12(file, GetParam().password).opens_in) {
    EXPECT_EQ(consumer.opens, consumer.why_not.empty());
    if (!consumer.opens) refusers.emplace_back(consumer.name);
  }

  EXPECT_THAT(refusers, ::testing::ElementsAreArray(GetParam().refusers));
}

INSTANTIATE_TEST_SUITE_P(
    Files, P12RefusedBy,
    ::testing::Values(
        Refusers{"Modern", {.encryption = kAes}, {"windows-2016", "macos-13", "fips"}},
        Refusers{"Old", {.encryption = kTripleDes, .mac_digest = "SHA1"}, {"fips"}},
        Refusers{"Rc2", {.encryption = kRc2, .mac_digest = "SHA1"}, {"openssl3", "node", "curl", "fips"}},
        Refusers{"Pbmac1",
                 {.encryption = kAes, .pbmac1 = Pbmac1Making{}},
                 {"windows-2016", "windows-2022", "macos-13", "java-8", "java-17", "nss", "android-14", "openssl3",
                  "openssl3-legacy", "gnutls", "node", "python", "curl"}},
        Refusers{"NoMac",
                 {.encryption = kAes, .has_mac = false},
                 {"windows-2016", "windows-2022", "macos-13", "java-8", "nss", "android-14", "gnutls", "node", "python",
                  "curl"}},
        Refusers{"PlainKey", {}, {"windows-2016", "macos-13", "java-8", "java-17", "android-14", "fips"}},
        Refusers{"Sha224",
                 {.encryption = kAes, .mac_digest = "SHA224"},
                 {"windows-2016", "windows-2022", "macos-13", "java-8", "android-14", "fips"}},
        Refusers{
            "Sha512Cut",
            {.encryption = kAes, .mac_digest = "SHA512-256"},
            {"windows-2016", "windows-2022", "macos-13", "java-8", "java-17", "nss", "android-14", "gnutls", "fips"}},
        Refusers{"Md5",
                 {.encryption = kAes, .mac_digest = "MD5"},
                 {"windows-2016", "windows-2022", "macos-13", "java-8", "java-17", "android-14", "gnutls", "fips"}},
        Refusers{
            "TripleDesWithTwoKeys",
            {.encryption = NID_pbe_WithSHA1And2_Key_TripleDES_CBC, .mac_digest = "SHA1"},
            {"windows-2016", "windows-2022", "macos-13", "java-8", "java-17", "nss", "android-14", "gnutls", "fips"}},
        Refusers{"Pbes1",
                 {.encryption = NID_pbeWithSHA1AndDES_CBC, .mac_digest = "SHA1"},
                 {"windows-2016", "windows-2022", "macos-13", "java-8", "java-17", "nss", "android-14", "openssl3",
                  "gnutls", "node", "curl", "fips"}},
        Refusers{"Camellia",
                 {.encryption = NID_camellia_256_cbc},
                 {"windows-2016", "windows-2022", "macos-13", "java-8", "java-17", "android-14", "gnutls", "fips"}},
        Refusers{
            "Aria",
            {.encryption = NID_aria_256_cbc},
            {"windows-2016", "windows-2022", "macos-13", "java-8", "java-17", "nss", "android-14", "gnutls", "fips"}},
        Refusers{"Aes192", {.encryption = NID_aes_192_cbc}, {"windows-2016", "macos-13", "java-8", "java-17", "fips"}},
        Refusers{"NoAttributes",
                 {.encryption = kAes},
                 {"windows-2016", "macos-13", "java-8", "java-17", "nss", "fips"},
                 std::string(kPassword),
                 ""},
        Refusers{"EmptyAsTwoZeros", {.encryption = kTripleDes, .mac_digest = "SHA1"}, {"gnutls", "fips"}, ""},
        Refusers{"EmptyAsTwoZerosInPbes2", {.encryption = kAes}, {"windows-2016", "macos-13", "fips"}, ""},
        Refusers{
            "EmptyAsNothing", {.encryption = kTripleDes, .mac_digest = "SHA1", .has_password = false}, {"fips"}, ""},
        Refusers{"OctetByOctet",
                 {.encryption = kTripleDes, .mac_digest = "SHA1", .mac_password = "Ã©", .encryption_password = "Ã©"},
                 {"windows-2016", "windows-2022", "macos-13", "java-8", "java-17", "nss", "android-14", "gnutls",
                  "node", "python", "curl", "fips"},
                 "é"},
        Refusers{
            "NotAscii", {.encryption = kAes}, {"windows-2016", "macos-13", "java-8", "java-17", "fips"}, "医療機関"}),
    named);

TEST(P12Consumers, AreNssWhereTheKeyHasALocalKeyId) {
  const P12Parts parts{.keys = {{held().key, ""}}, .certificates = {{held().certificate, ""}}};
  const auto consumers = inspect_pkcs12(made({.encryption = kAes}, parts), kPassword).opens_in;
  const auto nss = std::ranges::find(consumers, "nss", &client::P12Consumer::name);
  ASSERT_NE(nss, consumers.end());
  EXPECT_FALSE(nss->opens);
  EXPECT_THAT(nss->why_not, HasSubstr("localKeyID"));
}

TEST(P12Consumers, TakeNoDamagedFile) {
  const auto consumers = inspect_pkcs12(spoiled_mac(), kPassword).opens_in;
  ASSERT_FALSE(consumers.empty());
  for (const client::P12Consumer& consumer : consumers) {
    EXPECT_FALSE(consumer.opens) << consumer.name;
  }
}

std::vector<std::string> refusers_of(const Bytes& file) {
  std::vector<std::string> refusers;
  for (const client::P12Consumer& consumer : inspect_pkcs12(file, kPassword).opens_in) {
    if (!consumer.opens) refusers.emplace_back(consumer.name);
  }
  return refusers;
}

// replaced has every occurrence of `from` overwritten.
Bytes replaced(Bytes file, const Bytes& from, const Bytes& to) {
  std::size_t found = 0;
  for (auto at = file.begin();; ++found) {
    at = std::search(at, file.end(), from.begin(), from.end());
    if (at == file.end()) break;
    at = std::copy(to.begin(), to.end(), at);
  }
  EXPECT_NE(found, 0U);
  return file;
}

P12Parts parts_of_x25519() {
  P12Parts parts = leaf();
  parts.keys[0].key = pki::NativeAccess::wrap(pki::PKey(EVP_PKEY_Q_keygen(nullptr, nullptr, "X25519"))).value();
  return parts;
}

// Unread is a file with something that this reader knows no more than anybody else is known to.
struct Unread {
  const char* name;
  Bytes (*file)();
};
void PrintTo(const Unread& row, std::ostream* out) { *out << row.name; }

class P12WithWhatIsNotRead : public ::testing::TestWithParam<Unread> {};

TEST_P(P12WithWhatIsNotRead, IsSaidToOpenNowhere) {
  for (const client::P12Policy policy : {client::P12Policy::kLenient, client::P12Policy::kStrict}) {
    const P12Inspection inspection = inspect_pkcs12(GetParam().file(), kPassword, policy);

    EXPECT_EQ(inspection.verdict, client::P12Verdict::kUnsupportedAlgorithm);
    for (const client::P12Consumer& consumer : inspection.opens_in) EXPECT_FALSE(consumer.opens) << consumer.name;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Files, P12WithWhatIsNotRead,
    ::testing::Values(Unread{"DerivationFunction",
                             [] {
                               return replaced(made({.encryption = kAes}), der::oid("1.2.840.113549.2.9"),
                                               der::oid("1.2.840.113549.2.99"));
                             }},
                      Unread{"MacOfPbmac1",
                             [] {
                               return replaced(made({.encryption = kAes, .pbmac1 = Pbmac1Making{.digest = "SHA512"}}),
                                               der::oid("1.2.840.113549.2.11"), der::oid("1.2.840.113549.2.99"));
                             }},
                      Unread{"OuterContent",
                             [] {
                               return replaced(made({.encryption = kAes}), der::oid("1.2.840.113549.1.7.1"),
                                               der::oid("1.2.840.113549.1.7.99"));
                             }},
                      Unread{"Key", [] { return made({.encryption = kAes}, parts_of_x25519()); }}),
    named);

// What only the policy refuses, or the lack of OpenSSL's legacy provider, opens elsewhere.
TEST(P12Consumers, AreThoseOfOldEncryptionWhateverThePolicy) {
  const P12Inspection inspection = inspected({.encryption = kRc2, .mac_digest = "SHA1"}, client::P12Policy::kStrict);

  EXPECT_EQ(inspection.verdict, client::P12Verdict::kUnsupportedAlgorithm);
  const auto windows = std::ranges::find(inspection.opens_in, "windows-2016", &client::P12Consumer::name);
  ASSERT_NE(windows, inspection.opens_in.end());
  EXPECT_TRUE(windows->opens) << windows->why_not;
}

// What was tried is so; Windows, macOS and Android were not, and Java 8 was not.
TEST(P12Consumers, OverlookWhatIsBehindAFileButForGnutls) {
  Bytes file = made({.encryption = kAes});
  file.push_back('\n');

  EXPECT_EQ(inspect_pkcs12(file, kPassword).verdict, client::P12Verdict::kMalformed);
  EXPECT_THAT(refusers_of(file), ::testing::ElementsAre("windows-2016", "windows-2022", "macos-13", "java-8",
                                                        "android-14", "gnutls", "fips"));
}

TEST(P12Consumers, OverlookTheVersionButForJava) {
  Bytes file = made({.encryption = kAes});
  ASSERT_EQ(file[6], 3);
  file[6] = 2;

  EXPECT_EQ(inspect_pkcs12(file, kPassword).offset, 6U);
  EXPECT_THAT(refusers_of(file), ::testing::ElementsAre("windows-2016", "windows-2022", "macos-13", "java-8", "java-17",
                                                        "android-14", "fips"));
}

TEST(P12Consumers, TakeNoFileThatHasMoreThanASlip) {
  Bytes file = spoiled_mac();
  file.push_back('\n');

  for (const client::P12Consumer& consumer : inspect_pkcs12(file, kPassword).opens_in) {
    EXPECT_EQ(consumer.why_not, "its MAC says that it was changed") << consumer.name;
  }
}

TEST(P12Consumers, AreNotGnutlsAndJavaWhereTheKeyIsNested) {
  EXPECT_THAT(refusers_of(made({.encryption = kAes, .nesting = 2})),
              ::testing::ElementsAre("windows-2016", "windows-2022", "macos-13", "java-8", "java-17", "android-14",
                                     "gnutls", "fips"));
}

// OpenSSL's library, which is in node, python and curl, takes the first key and looks for its certificate.
TEST(P12Consumers, AreFewWhereAnothersKeyComesFirst) {
  P12Parts parts = leaf();
  parts.keys.insert(parts.keys.begin(), {issue(renewed()).key, "2"});

  const P12Inspection inspection = inspect_pkcs12(made({.encryption = kAes}, parts), kPassword);

  EXPECT_EQ(inspection.verdict, client::P12Verdict::kOk);
  EXPECT_THAT(inspection.warnings, ::testing::Contains(HasSubstr("belongs to no certificate")));
  EXPECT_THAT(refusers_of(made({.encryption = kAes}, parts)),
              ::testing::ElementsAre("windows-2016", "windows-2022", "macos-13", "java-8", "nss", "android-14", "node",
                                     "python", "curl", "fips"));
}

TEST(P12Consumers, AreMoreWhereAnothersKeyComesLast) {
  P12Parts parts = leaf();
  parts.keys.push_back({issue(renewed()).key, "2"});

  EXPECT_THAT(
      refusers_of(made({.encryption = kAes}, parts)),
      ::testing::ElementsAre("windows-2016", "windows-2022", "macos-13", "java-8", "nss", "android-14", "fips"));
}

TEST(P12Consumers, AreNotNssWhereNoCertificateHasTheLocalKeyId) {
  P12Parts parts = leaf();
  parts.certificates[0].local_id = "";

  EXPECT_THAT(refusers_of(made({.encryption = kAes}, parts)),
              ::testing::ElementsAre("windows-2016", "macos-13", "nss", "fips"));
}

TEST(P12Consumers, AreStalledByAnEndlessFile) {
  const P12Inspection endless = inspected({.encryption = kAes, .iterations = 2, .stated_iterations = kBillion});
  ASSERT_FALSE(endless.opens_in.empty());
  for (const client::P12Consumer& consumer : endless.opens_in) EXPECT_FALSE(consumer.opens) << consumer.name;
}

}  // namespace
}  // namespace orcamo::testing
