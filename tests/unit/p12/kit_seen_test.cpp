// What the inspection sees of a file, beside its verdict: each claim is about one profile or kind that has it alone.
#include <gmock/gmock.h>

#include <algorithm>

#include "authority/pkcs12_writer.hpp"
#include "p12_kit_test.hpp"

namespace orcamo::mock {
namespace {

using client::P12Algorithm;
using client::P12Inspection;
using client::P12Policy;
using client::P12Verdict;
using pki::Randomness;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Optional;

constexpr auto kBerWarning = "BER";

class KitSeen : public P12KitTest {
 protected:
  static P12Inspection seen(const P12Profile& profile) {
    const pki::Bytes file = seal_pkcs12(credential, kPassword, profile, "client001").value();
    return client::inspect_pkcs12(file, kPassword, P12Policy::kLenient);
  }
  static P12Inspection seen(std::string_view profile) { return seen(parse_p12_profile(profile).value()); }

  static pki::Bytes broken(std::string_view kind) {
    return mint_broken(*find_broken_kind(kind), {authority, credential, subject, kPassword}, Randomness::seeded(11))
        .value();
  }
  static P12Inspection seen_broken(std::string_view kind) {
    return client::inspect_pkcs12(broken(kind), kPassword, P12Policy::kLenient);
  }

  static P12Algorithm algorithm(const P12Inspection& inspection, P12Algorithm::Use use) {
    return *std::ranges::find(inspection.algorithms, use, &P12Algorithm::use);
  }
  static bool opens_in(const P12Inspection& inspection, std::string_view consumer) {
    return std::ranges::find(inspection.opens_in, consumer, &client::P12Consumer::name)->opens;
  }
};

TEST_F(KitSeen, NothingToWarnOfInAUsualFile) { EXPECT_THAT(seen("WithRoot").warnings, IsEmpty()); }

TEST_F(KitSeen, TheDigestThatRfc8018LeavesUnsaid) {
  EXPECT_EQ(algorithm(seen("DerivationSHA1"), P12Algorithm::Use::kKey).derivation, "PBKDF2 with hmacWithSHA1");
  EXPECT_EQ(algorithm(seen("DerivationSHA512"), P12Algorithm::Use::kKey).derivation, "PBKDF2 with hmacWithSHA512");
}

TEST_F(KitSeen, TheOneIterationOfAMacThatStatesNone) {
  EXPECT_THAT(algorithm(seen("Iterations1"), P12Algorithm::Use::kMac).iterations, Optional(1L));
}

TEST_F(KitSeen, FewIterationsFromTheFirstThatAreTooFew) {
  P12Profile profile = P12Profile::kModern2023;
  profile.iterations = 1000;
  profile.mac.iterations = 1000;
  EXPECT_THAT(seen(profile).warnings, IsEmpty());
  profile.iterations = 999;
  EXPECT_THAT(seen(profile).warnings, Contains(HasSubstr("fewer than 1000")));
}

TEST_F(KitSeen, AFriendlyNameWithoutTheNulBehindIt) {
  const P12Inspection inspection = seen("NameWithNUL");

  EXPECT_EQ(inspection.certificates.front().friendly_name, "client");
  EXPECT_EQ(inspection.keys.front().friendly_name, "client");
}

TEST_F(KitSeen, NoMissingMacWhereThePasswordOpensNothing) {
  const pki::Bytes file = seal_pkcs12(credential, kPassword, *find_profile("NoMAC"), "client001").value();

  EXPECT_THAT(client::inspect_pkcs12(file, kPassword, P12Policy::kLenient).warnings, Contains(HasSubstr("no MAC")));
  EXPECT_THAT(client::inspect_pkcs12(file, "another", P12Policy::kLenient).warnings,
              Not(Contains(HasSubstr("no MAC"))));
}

TEST_F(KitSeen, BerWhereLengthsAreIndefinite) {
  for (const char* const kind : {"ber-indefinite-length", "ber-in-pieces"}) {
    const P12Inspection inspection = seen_broken(kind);
    EXPECT_TRUE(inspection.is_ber) << kind;
    EXPECT_THAT(inspection.warnings, Contains(HasSubstr(kBerWarning))) << kind;
  }
  EXPECT_FALSE(seen("Modern2023").is_ber);
}

TEST_F(KitSeen, SeveralPiecesOfOneString) {
  const pki::Bytes whole = broken("ber-indefinite-length");
  const pki::Bytes pieces = broken("ber-in-pieces");

  // each piece after the first adds a header of its own
  EXPECT_GT(pieces.size(), whole.size());
}

TEST_F(KitSeen, KeysInASafeInASafe) {
  EXPECT_FALSE(opens_in(seen_broken("nested-safes"), "gnutls"));
  EXPECT_TRUE(opens_in(seen("Modern2023"), "gnutls"));
}

TEST_F(KitSeen, WhereAFileMakesNoSense) {
  for (const BrokenKind& kind : broken_kinds()) {
    const pki::Bytes file = broken(kind.name);
    const P12Inspection inspection = client::inspect_pkcs12(file, kPassword, P12Policy::kLenient);
    if (inspection.verdict != P12Verdict::kMalformed) {
      EXPECT_EQ(inspection.offset, std::nullopt) << kind.name;
      continue;
    }
    ASSERT_NE(inspection.offset, std::nullopt) << kind.name;
    EXPECT_LE(*inspection.offset, file.size()) << kind.name;
  }
}

TEST_F(KitSeen, ThePartThatMakesNoSense) {
  constexpr unsigned char kSequence = 0x30;
  for (const char* const kind : {"bad-key", "bad-certificate", "no-iterations", "pbmac1-without-key-length"}) {
    const pki::Bytes file = broken(kind);
    const auto offset = client::inspect_pkcs12(file, kPassword, P12Policy::kLenient).offset;
    ASSERT_THAT(offset, Optional(::testing::Gt(0U))) << kind;
    EXPECT_EQ(file.at(*offset), kSequence) << kind;
  }
}

}  // namespace
}  // namespace orcamo::mock
