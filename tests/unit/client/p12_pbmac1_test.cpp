#include <gmock/gmock.h>

#include <optional>

#include "orcamo/testing/matchers.hpp"
#include "orcamo/testing/printers.hpp"
#include "p12_making.hpp"

// The MAC of RFC 9579.
namespace orcamo::testing {
namespace {

using namespace p12;
using client::inspect_pkcs12;
using client::open_pkcs12;
using client::P12Inspection;
using client::P12Verdict;
using pki::Bytes;
using ::testing::HasSubstr;

TEST(Pbmac1, ProvesWithEveryDigest) {
  for (const char* const digest : {"SHA1", "SHA256", "SHA384", "SHA512"}) {
    for (const char* const derivation : {"SHA1", "SHA256", "SHA512"}) {
      const P12Making making{.encryption = kAes,
                             .pbmac1 = Pbmac1Making{.digest = digest, .derivation = derivation, .key_size = 64}};

      EXPECT_THAT(open_pkcs12(made(making), kPassword), IsOk()) << digest << ' ' << derivation;
    }
  }
}

TEST(Pbmac1, TellsAWrongPasswordFromDamage) {
  const P12Making making{.encryption = kAes, .pbmac1 = Pbmac1Making{}};
  const P12Making miscounted{.encryption = kAes, .pbmac1 = Pbmac1Making{.stated_iterations = 2049}};

  EXPECT_EQ(inspect_pkcs12(made(making), "other").verdict, P12Verdict::kWrongPassword);
  EXPECT_EQ(inspected(miscounted).verdict, P12Verdict::kBadMac);
}

TEST(Pbmac1, WantsTheLengthOfItsKey) {
  const P12Inspection inspection = inspected({.encryption = kAes, .pbmac1 = Pbmac1Making{.key_size = std::nullopt}});

  EXPECT_EQ(inspection.verdict, P12Verdict::kMalformed);
  EXPECT_THAT(inspection.error->message(), HasSubstr("how long the key"));
}

TEST(Pbmac1, CountsWhatALongKeyCosts) {
  const Bytes file = made({.pbmac1 = Pbmac1Making{.key_size = 128, .iterations = 3000}});

  EXPECT_THAT(open_pkcs12(file, kPassword, {.iterations = 3000}), IsOk());  // four times over
  EXPECT_EQ(inspect_pkcs12(made({.pbmac1 = Pbmac1Making{.key_size = 129}}), kPassword).verdict,
            P12Verdict::kLimitExceeded);
}

TEST(Pbmac1, TakesTheOctetsOfAPassword) {
  const auto with = [](const char* typed, const char* octets) {
    const P12Making making{
        .encryption = kAes, .encryption_password = octets, .pbmac1 = Pbmac1Making{.password = octets}};
    return open_pkcs12(build_p12(leaf(), typed, making), typed);
  };

  EXPECT_THAT(with("医療機関", "医療機関"), IsOk());
  EXPECT_THAT(with("é", "\xe9"), IsOk());
  EXPECT_THAT(with("", ""), IsOk());
}

}  // namespace
}  // namespace orcamo::testing
