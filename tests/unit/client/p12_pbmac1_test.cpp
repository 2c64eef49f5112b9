#include <gmock/gmock.h>
#include <openssl/pkcs12.h>

#include <optional>

#include "orcamo/pki/openssl/handles.hpp"
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

// with_value_of is the file with so many octets of its MAC's value; those that are more are zero.
Bytes with_value_of(const Bytes& file, std::size_t octets) {
  const unsigned char* at = file.data();
  const pki::Pkcs12 p12(d2i_PKCS12(nullptr, &at, static_cast<long>(file.size())));
  const ASN1_OCTET_STRING* stated = nullptr;
  PKCS12_get0_mac(&stated, nullptr, nullptr, nullptr, p12.get());
  Bytes value(ASN1_STRING_get0_data(stated), ASN1_STRING_get0_data(stated) + ASN1_STRING_length(stated));
  value.resize(octets);
  ASN1_STRING_set(const_cast<ASN1_OCTET_STRING*>(stated), value.data(), static_cast<int>(octets));
  Bytes changed(static_cast<std::size_t>(i2d_PKCS12(p12.get(), nullptr)));
  unsigned char* to = changed.data();
  i2d_PKCS12(p12.get(), &to);
  return changed;
}

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

TEST(Pbmac1, CountsThePartOfABlockAsABlock) {
  const auto verdict = [](long key_size) {
    const Bytes file = made({.pbmac1 = Pbmac1Making{.derivation = "SHA1", .key_size = key_size, .iterations = 3000}});
    return inspect_pkcs12(file, kPassword, client::P12Policy::kUsual, {.iterations = 3000}).verdict;
  };

  EXPECT_EQ(verdict(80), P12Verdict::kOk);  // of 20 octets each: four derivations
  EXPECT_EQ(verdict(81), P12Verdict::kLimitExceeded);
}

TEST(Pbmac1, ProvesNothingByAPartOfItself) {
  const Bytes file = made({.encryption = kAes, .pbmac1 = Pbmac1Making{}});

  EXPECT_EQ(inspect_pkcs12(with_value_of(file, 32), kPassword).verdict, P12Verdict::kOk);
  for (const std::size_t octets : {0U, 1U, 31U, 33U}) {
    EXPECT_EQ(inspect_pkcs12(with_value_of(file, octets), kPassword).verdict, P12Verdict::kBadMac) << octets;
  }
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
