#include <gmock/gmock.h>

#include <algorithm>
#include <ostream>
#include <string>
#include <vector>

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

TEST(P12Consumers, AreStalledByAnEndlessFile) {
  const P12Inspection endless = inspected({.encryption = kAes, .iterations = 2, .stated_iterations = kBillion});
  ASSERT_FALSE(endless.opens_in.empty());
  for (const client::P12Consumer& consumer : endless.opens_in) EXPECT_FALSE(consumer.opens) << consumer.name;
}

}  // namespace
}  // namespace orcamo::testing
