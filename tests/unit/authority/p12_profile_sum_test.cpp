#include "authority/p12_profile_sum.hpp"

#include <gmock/gmock.h>

#include <string>

#include "authority_test.hpp"
#include "orcamo/testing/matchers.hpp"

namespace orcamo::mock {
namespace {

using pki::Errc;
using testing::FailsWith;
using ::testing::HasSubstr;
using testing::IsOk;
using testing::IsOkAnd;

P12Profile parsed(std::string_view text) { return parse_p12_profile(text).value(); }

TEST(P12ProfileSum, HasWhatIsSpecialAboutEachPart) {
  const P12Profile sum = parsed("LegacyRC2+ReversedChain+NameJapanese+NoLocalKeyId+Iterations1");

  P12Profile wanted = *find_profile("LegacyRC2");
  wanted.name = P12ProfileName(sum.name.view());
  wanted.says = {};
  wanted.chain = P12Chain::kReversed;
  wanted.friendly_name = find_profile("NameJapanese")->friendly_name;
  wanted.local_key_id = P12LocalKeyId::kNone;
  wanted.iterations = 1;
  wanted.mac.iterations = 1;
  EXPECT_EQ(sum, wanted);
}

struct Named {
  const char* test;
  const char* text;
  const char* name;
};
void PrintTo(const Named& row, std::ostream* out) { *out << row.text; }

class P12ProfileSumNamed : public ::testing::TestWithParam<Named> {};

TEST_P(P12ProfileSumNamed, HasOneNameInWhateverOrderItWasAskedFor) {
  const auto sum = parse_p12_profile(GetParam().text);

  ASSERT_THAT(sum, IsOk());
  EXPECT_EQ(sum->name, GetParam().name);
  EXPECT_THAT(parse_p12_profile(sum->name), IsOkAnd(*sum));
}

INSTANTIATE_TEST_SUITE_P(
    Names, P12ProfileSumNamed,
    ::testing::Values(
        Named{"AsInTheTable", "ReversedChain+LegacyDES", "LegacyDES+ReversedChain"},
        Named{"AnAliasAsItsProfile", "windows-2016+NoChain", "LegacyDES+NoChain"},
        Named{"TheBaseIsLeftOut", "windows-2022+NoChain", "NoChain"},
        Named{"TheBaseInTheMiddle", "NoName+Modern2023+NoChain", "NoChain+NoName"},
        Named{"WhatHasANameOfItsOwn", "EmptyAsNothing+LegacyDES", "LegacyDES-EmptyAsNothing"},
        Named{"TheSameInEffect", "NoName+NoLocalKeyId", "NoAttributes"},
        Named{"APlainFile", "PlainKey+PlainCertificates+NoMAC", "Passwordless"},
        Named{"AMacOfAnotherDigest", "MacSHA384+PBMAC1", "PBMAC1+MacSHA384"},
        Named{"AsMuchAsGoesTogether",
              "LegacyDES-OctetByOctet+LegacyDES-EmptyAsNothing+Iterations600000+ReversedChain+KeyFirst+NameBeyondBMP+"
              "NoLocalKeyId+PBMAC1",
              "PBMAC1+Iterations600000+ReversedChain+KeyFirst+NameBeyondBMP+NoLocalKeyId+LegacyDES-EmptyAsNothing+"
              "LegacyDES-OctetByOctet"}),
    [](const auto& row) { return row.param.test; });

struct Refused {
  const char* test;
  const char* text;
  const char* says;
};
void PrintTo(const Refused& row, std::ostream* out) { *out << row.text; }

class P12ProfileSumRefused : public ::testing::TestWithParam<Refused> {};

TEST_P(P12ProfileSumRefused, SaysWhich) {
  const auto sum = parse_p12_profile(GetParam().text);

  ASSERT_THAT(sum, FailsWith(Errc::kRequestBadValue));
  EXPECT_THAT(sum.error().message(), HasSubstr(GetParam().says));
}

INSTANTIATE_TEST_SUITE_P(
    Sums, P12ProfileSumRefused,
    ::testing::Values(
        Refused{"TwoEncryptions", "LegacyDES+AES128",
                "LegacyDES and AES128 contradict each other about the encryption"},
        Refused{"TwoChains", "NoChain+windows-2016+WithRoot",
                "NoChain and WithRoot contradict each other about the chain"},
        Refused{"TwoConsumers", "windows-2016+windows-2022", "Modern2023 and LegacyDES contradict each other"},
        Refused{"TheBaseAndAnOldSum", "Modern2023+LegacyRC2", "Modern2023 and LegacyRC2 contradict each other"},
        Refused{"TwoMacs", "NoMAC+PBMAC1", "PBMAC1 and NoMAC contradict each other about the MAC"},
        Refused{"TheSameTwice", "NoChain+NoChain", "NoChain changes nothing beside NoChain"},
        Refused{"TheBaseTwice", "Modern2023+Modern2023", "Modern2023 changes nothing beside Modern2023"},
        Refused{"WhatAnotherDoesToo", "LegacyDES+MacSHA1", "MacSHA1 changes nothing beside LegacyDES"},
        Refused{"TheDigestOfNoMac", "NoMAC+MacSHA512", "MacSHA512 changes nothing beside NoMAC"},
        Refused{"TheDerivationOfNothing", "LegacyDES+DerivationSHA512",
                "DerivationSHA512 changes nothing beside LegacyDES"},
        Refused{"TheIterationsOfNothing", "Passwordless+Iterations1",
                "Iterations1 changes nothing beside Passwordless"},
        Refused{"AnUnknownPart", "LegacyDES+Legacy", "\"Legacy\" is not a PKCS#12 profile"},
        Refused{"AnEmptyPart", "LegacyDES++NoChain", "\"\" is not a PKCS#12 profile"},
        Refused{"AnEmptyEnd", "LegacyDES+", "\"\" is not a PKCS#12 profile"}),
    [](const auto& row) { return row.param.test; });

// Whoever compares every two of them does not come to an end here.
TEST(P12ProfileSum, RefusesAnyNumberOfTheSame) {
  std::string text = "nss";
  for (int i = 0; i < 200'000; ++i) text += "+nss";

  EXPECT_THAT(parse_p12_profile(text), FailsWith(Errc::kRequestBadValue));
}

}  // namespace
}  // namespace orcamo::mock
