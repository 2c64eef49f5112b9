#include <gmock/gmock.h>
#include <openssl/err.h>

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

  static pki::Bytes mint(const BrokenKind& kind, const Randomness& randomness = Randomness::seeded(11)) {
    return mint_broken(kind, {authority, credential, subject, kPassword}, randomness).value();
  }
};

class BrokenKitOf : public BrokenKit, public ::testing::WithParamInterface<BrokenKind> {};

TEST_P(BrokenKitOf, IsJudgedByTheClientAsItSays) {
  const pki::Bytes file = mint(GetParam());

  EXPECT_EQ(inspect(file, P12Policy::kLenient), GetParam().lenient);
  EXPECT_EQ(inspect(file, P12Policy::kStrict), GetParam().strict);
}

TEST_P(BrokenKitOf, IsOneFileOfOneSeed) { EXPECT_EQ(mint(GetParam()), mint(GetParam())); }

INSTANTIATE_TEST_SUITE_P(Kinds, BrokenKitOf, ::testing::ValuesIn(broken_kinds().begin(), broken_kinds().end()),
                         [](const auto& row) {
                           std::string name(row.param.name);
                           for (char& c : name) c = c == '-' ? '_' : c;
                           return name;
                         });

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

}  // namespace
}  // namespace orcamo::mock
