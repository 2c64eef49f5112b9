#include <gmock/gmock.h>
#include <openssl/err.h>

#include <ctime>
#include <set>

#include "orcamo/testing/matchers.hpp"
#include "orcamo/testing/temporary_directory.hpp"
#include "p12_kit_test.hpp"

namespace orcamo::mock {
namespace {

using client::P12Policy;
using pki::Errc;
using pki::Randomness;
using testing::FailsWith;
using ::testing::HasSubstr;

class BrokenKit : public P12KitTest {
 protected:
  void TearDown() override { EXPECT_EQ(ERR_peek_error(), 0U) << ERR_reason_error_string(ERR_peek_error()); }

  static pki::Bytes mint(const BrokenKind& kind, const P12Profile& profile = P12Profile::kModern2023) {
    return mint_broken(kind, {authority, credential, subject, kPassword, profile}, Randomness::seeded(11)).value();
  }
};

class BrokenKitOf : public BrokenKit, public ::testing::WithParamInterface<BrokenKind> {};

TEST_P(BrokenKitOf, IsJudgedByTheClientAsItSays) {
  const pki::Bytes file = mint(GetParam());

  EXPECT_EQ(inspect(file, P12Policy::kLenient), GetParam().lenient);
  EXPECT_EQ(inspect(file, P12Policy::kStrict), GetParam().strict);
}

TEST_P(BrokenKitOf, IsOneFileOfOneSeed) { EXPECT_EQ(mint(GetParam()), mint(GetParam())); }

INSTANTIATE_TEST_SUITE_P(Kinds, BrokenKitOf, ::testing::ValuesIn(broken_kinds().begin(), broken_kinds().end()), named);

// All profiles but the one whose 600,000 iterations take their time: it differs in numbers alone.
class BrokenKitWith : public BrokenKit, public ::testing::WithParamInterface<P12Profile> {};

TEST_P(BrokenKitWith, IsJudgedByTheClientAsItSays) {
  for (const BrokenKind& each : broken_kinds()) {
    const auto kind = with_profile(each, GetParam());
    if (!kind) continue;
    const pki::Bytes file = mint(each, GetParam());
    EXPECT_EQ(inspect(file, P12Policy::kLenient), kind->lenient) << each.name;
    EXPECT_EQ(inspect(file, P12Policy::kStrict), kind->strict) << each.name;
  }
}

INSTANTIATE_TEST_SUITE_P(Profiles, BrokenKitWith, ::testing::ValuesIn(quick_profiles()), named);

struct Unbreakable {
  std::string_view test;
  std::string_view profile;
  std::set<std::string_view> kinds;
};
void PrintTo(const Unbreakable& row, std::ostream* out) { *out << row.profile; }

class BrokenKitLacks : public BrokenKit, public ::testing::WithParamInterface<Unbreakable> {};

TEST_P(BrokenKitLacks, WhatTheProfileHasNot) {
  const P12Profile profile = parse_p12_profile(GetParam().profile).value();
  std::set<std::string_view> refused;
  for (const BrokenKind& kind : broken_kinds()) {
    const auto file = mint_broken(kind, {authority, credential, subject, kPassword, profile}, Randomness::seeded(11));
    if (file) continue;
    EXPECT_THAT(file, FailsWith(Errc::kRequestBadValue)) << kind.name;
    EXPECT_THAT(file.error().message(), HasSubstr("so it cannot be broken as " + std::string(kind.name)));
    refused.insert(kind.name);
  }

  EXPECT_EQ(refused, GetParam().kinds);
}

const std::set<std::string_view> kOfPkcs12Mac{"flip-mac-salt", "flip-mac-iterations", "huge-iterations",
                                              "no-iterations"};
const std::set<std::string_view> kOfMac{
    "bad-mac",         "flip-mac-salt",          "flip-mac-iterations", "flip-certificates",         "flip-key",
    "unknown-mac",     "huge-iterations",        "no-iterations",       "pbmac1-without-key-length", "pbmac1-bad-mac",
    "pbmac1-bad-salt", "pbmac1-huge-iterations", "pbmac1-huge-key"};

std::set<std::string_view> also(std::set<std::string_view> kinds, std::initializer_list<std::string_view> more) {
  kinds.insert(more);
  return kinds;
}

INSTANTIATE_TEST_SUITE_P(
    Table, BrokenKitLacks,
    ::testing::Values(Unbreakable{"Modern2023", "Modern2023", {}}, Unbreakable{"LegacyRC2", "LegacyRC2", {}},
                      Unbreakable{"Pbmac1", "PBMAC1", kOfPkcs12Mac},
                      Unbreakable{"PlainKey", "PlainKey", {"flip-certificates", "flip-key", "bad-key"}},
                      Unbreakable{"PlainCertificates", "PlainCertificates", {"flip-certificates"}},
                      Unbreakable{"NoMac", "NoMAC", kOfMac},
                      Unbreakable{"AKeyAndNothingElse", "NoMAC+PlainCertificates", also(kOfMac, {"bad-key"})},
                      Unbreakable{"AMacAndNothingElse",
                                  "PlainKey+PlainCertificates",
                                  {"bad-mac", "flip-mac-salt", "flip-mac-iterations", "flip-certificates", "flip-key",
                                   "bad-key", "pbmac1-bad-mac"}},
                      Unbreakable{"Passwordless", "Passwordless", also(kOfMac, {"bad-key", "wrong-password"})}),
    [](const auto& row) { return std::string(row.param.test); });

// The pair that people take for one: an old encryption, and a password that is not that of the file.
TEST_F(BrokenKit, TellsAWrongPasswordFromAnOldEncryption) {
  const BrokenKind& kind = *find_broken_kind("wrong-password");
  const pki::Bytes file = mint(kind, *find_profile("LegacyRC2"));

  EXPECT_EQ(inspect(file, P12Policy::kLenient), "wrong_password");
  EXPECT_EQ(inspect(file, P12Policy::kStrict), "unsupported_algorithm");
  EXPECT_EQ(inspect(file, P12Policy::kLenient, std::string(kPassword) + "x"), "ok");
}

TEST_F(BrokenKit, HasEveryNameOnceAndADescriptionInTwoLanguages) {
  std::set<std::string_view> names;
  for (const BrokenKind& kind : broken_kinds()) {
    EXPECT_TRUE(names.insert(kind.name).second) << kind.name;
    EXPECT_FALSE(kind.en.empty() || kind.ja.empty()) << kind.name;
    EXPECT_EQ(find_broken_kind(kind.name), &kind);
  }
}

TEST_F(BrokenKit, HasNoTwoFilesAlike) {
  std::set<pki::Bytes> files;
  for (const BrokenKind& kind : broken_kinds()) EXPECT_TRUE(files.insert(mint(kind)).second) << kind.name;
}

TEST_F(BrokenKit, HasAKindForEveryVerdict) {
  std::set<std::string_view> verdicts;
  for (const BrokenKind& kind : broken_kinds()) verdicts.insert(kind.strict);

  EXPECT_THAT(verdicts,
              ::testing::UnorderedElementsAre("ok", "wrong_password", "unsupported_algorithm", "mac_missing", "bad_mac",
                                              "malformed", "not_p12", "no_key", "no_certificate", "key_mismatch",
                                              "several_identities", "not_for_client", "limit_exceeded"));
}

// Nor does any program do what orcamo-p12 has never heard of.
TEST_F(BrokenKit, OpensNowhereWhereNobodyKnowsTheAlgorithm) {
  for (const BrokenKind& kind : broken_kinds()) {
    if (kind.lenient != "unsupported_algorithm") continue;
    const auto consumers = client::inspect_pkcs12(mint(kind), kPassword, P12Policy::kLenient).opens_in;
    ASSERT_FALSE(consumers.empty()) << kind.name;
    for (const client::P12Consumer& consumer : consumers) {
      EXPECT_FALSE(consumer.opens) << consumer.name << " opens " << kind.name;
    }
  }
}

// Thousands of millions of iterations, safes in safes, a megabyte: nothing of it is begun.
TEST_F(BrokenKit, IsRefusedAsTooMuchWithinFiftyMilliseconds) {
  (void)inspect(mint(*find_broken_kind("ber-in-pieces")), P12Policy::kLenient);  // what is loaded once is no file's
  for (const BrokenKind& kind : broken_kinds()) {
    if (kind.lenient != "limit_exceeded") continue;
    const pki::Bytes file = mint(kind);
    const std::clock_t begin = std::clock();
    EXPECT_EQ(inspect(file, P12Policy::kLenient), "limit_exceeded");
    EXPECT_LT(static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC, 0.05) << kind.name;
  }
}

TEST_F(BrokenKit, NamesItsKindsToWhoeverAsksForAnother) {
  const auto kind = parse_broken_kind("bad-luck");

  ASSERT_THAT(kind, FailsWith(Errc::kRequestBadValue));
  EXPECT_THAT(kind.error().hint(), HasSubstr("use wrong-password, no-mac"));
  EXPECT_THAT(mint_broken({.name = "bad-luck"}, {authority, credential, subject, kPassword}),
              FailsWith(Errc::kRequestBadValue));
}

TEST_F(BrokenKit, IsThatOfTheDocument) {
  const std::string document = testing::read_file(ORCAMO_P12_KIT);

  for (const BrokenKind& kind : broken_kinds()) {
    const std::string verdict = kind.lenient == kind.strict ? "`" + std::string(kind.lenient) + "`"
                                                            : "`" + std::string(kind.lenient) + "`, strictly `" +
                                                                  std::string(kind.strict) + "`";
    EXPECT_THAT(document, HasSubstr("\n| `" + std::string(kind.name) + "` | " + verdict + " | " + std::string(kind.en) +
                                    " | " + std::string(kind.ja) + " |\n"));
  }
}

// Profiles and aliases are held against it by the tests of the writer.
TEST_F(BrokenKit, IsNotOfADocumentThatHasMore) {
  const std::string document = testing::read_file(ORCAMO_P12_KIT);

  std::size_t rows = 0;
  for (std::size_t at = 0; (at = document.find("\n| `", at)) != std::string::npos; ++at) ++rows;

  EXPECT_EQ(rows, profiles().size() + profile_aliases().size() + broken_kinds().size());
}

}  // namespace
}  // namespace orcamo::mock
