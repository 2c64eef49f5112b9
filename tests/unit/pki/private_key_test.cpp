#include "orcamo/pki/private_key.hpp"

#include <gmock/gmock.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include <array>
#include <cstddef>

#include "orcamo/pki/openssl/draw_scope.hpp"
#include "orcamo/pki/openssl/handles.hpp"
#include "orcamo/testing/matchers.hpp"

namespace orcamo::pki {
namespace {

using ::testing::EndsWith;
using testing::FailsWith;
using testing::IsOk;
using testing::IsOkAnd;
using ::testing::StartsWith;

class PrivateKeyTest : public ::testing::Test {
 protected:
  void TearDown() override { EXPECT_EQ(ERR_peek_error(), 0U) << ERR_reason_error_string(ERR_peek_error()); }
};

struct KeyRow {
  const char* name;
  KeyType type;
  Randomness randomness = Randomness::system();

  friend void PrintTo(const KeyRow& row, std::ostream* out) { *out << row.name; }
};

class GeneratedKey : public PrivateKeyTest, public ::testing::WithParamInterface<KeyRow> {
 protected:
  static PrivateKey generate() { return PrivateKey::generate(GetParam().type, GetParam().randomness).value(); }
};

TEST_P(GeneratedKey, KnowsItsType) { EXPECT_EQ(generate().type(), GetParam().type); }

TEST_P(GeneratedKey, ComesBackFromPem) {
  const PrivateKey key = generate();
  const Secret pem = key.pem().value();

  const auto read = PrivateKey::from_pem(pem.reveal());

  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->type(), GetParam().type);
  EXPECT_EQ(EVP_PKEY_eq(NativeAccess::native(*read), NativeAccess::native(key)), 1);
  EXPECT_TRUE(read->pem().value().equals(pem.reveal()));
}

TEST_P(GeneratedKey, IsWrittenAsPlainPkcs8) {
  const Secret pem = generate().pem().value();

  EXPECT_THAT(std::string(pem.reveal()), StartsWith("-----BEGIN PRIVATE KEY-----\n"));
  EXPECT_THAT(std::string(pem.reveal()), EndsWith("\n-----END PRIVATE KEY-----\n"));
}

INSTANTIATE_TEST_SUITE_P(Types, GeneratedKey,
                         ::testing::Values(KeyRow{"P256", KeyType::kP256}, KeyRow{"Rsa2048", KeyType::kRsa2048},
                                           KeyRow{"P256OfASeed", KeyType::kP256, Randomness::seeded(7)},
                                           KeyRow{"Rsa2048OfASeed", KeyType::kRsa2048, Randomness::seeded(7)}),
                         [](const auto& row) { return std::string(row.param.name); });

TEST_F(PrivateKeyTest, NoTwoAreAlike) {
  const PrivateKey one = PrivateKey::generate(KeyType::kP256).value();
  const PrivateKey two = PrivateKey::generate(KeyType::kP256).value();

  EXPECT_EQ(EVP_PKEY_eq(NativeAccess::native(one), NativeAccess::native(two)), 0);
}

TEST_F(PrivateKeyTest, OfOneSeedAreAlike) {
  for (const KeyType type : {KeyType::kP256, KeyType::kRsa2048}) {
    const Secret first = PrivateKey::generate(type, Randomness::seeded(7)).value().pem().value();
    const Secret second = PrivateKey::generate(type, Randomness::seeded(7)).value().pem().value();

    EXPECT_TRUE(first.equals(second.reveal())) << key_type_name(type);
  }
}

TEST_F(PrivateKeyTest, OfTwoSeedsAreUnlike) {
  const PrivateKey one = PrivateKey::generate(KeyType::kP256, Randomness::seeded(7)).value();
  const PrivateKey two = PrivateKey::generate(KeyType::kP256, Randomness::seeded(8)).value();

  EXPECT_EQ(EVP_PKEY_eq(NativeAccess::native(one), NativeAccess::native(two)), 0);
}

// Only the birth of a key is seeded: what it signs later, in TLS, takes OpenSSL's own random numbers.
TEST_F(PrivateKeyTest, OfASeedSignsAtRandom) {
  const PrivateKey key = PrivateKey::generate(KeyType::kP256, Randomness::seeded(7)).value();
  const auto before = seeded_draws();
  const auto sign = [&key] {
    const DigestContext context(EVP_MD_CTX_new());
    std::array<std::uint8_t, 100> signature{};
    std::size_t length = signature.size();
    EXPECT_EQ(EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, NativeAccess::native(key)), 1);
    EXPECT_EQ(EVP_DigestSign(context.get(), signature.data(), &length, signature.data(), 0), 1);
    return Bytes(signature.begin(), signature.begin() + static_cast<std::ptrdiff_t>(length));
  };

  EXPECT_NE(sign(), sign());
  EXPECT_EQ(seeded_draws(), before);
}

TEST_F(PrivateKeyTest, OfNoParticularTypeIsNotMade) {
  EXPECT_THAT(PrivateKey::generate(KeyType::kOther), FailsWith(Errc::kKeyUnsupported));
}

TEST_F(PrivateKeyTest, OfAnotherKindIsReadAsOther) {
  for (EVP_PKEY* const made : {EVP_EC_gen("P-384"), EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")}) {
    const PKey owned(made);
    const Bio bio(BIO_new(BIO_s_mem()));
    PEM_write_bio_PrivateKey(bio.get(), owned.get(), nullptr, nullptr, 0, nullptr, nullptr);

    const auto key = PrivateKey::from_pem(contents(bio.get()));

    ASSERT_THAT(key, IsOk());
    EXPECT_EQ(key->type(), KeyType::kOther);
  }
}

TEST_F(PrivateKeyTest, EncryptedPemFailsWithoutAskingAnyone) {
  const PKey made(EVP_EC_gen("P-256"));
  const Bio bio(BIO_new(BIO_s_mem()));
  PEM_write_bio_PKCS8PrivateKey(bio.get(), made.get(), EVP_aes_256_cbc(), "password", 8, nullptr, nullptr);

  EXPECT_THAT(PrivateKey::from_pem(contents(bio.get())), FailsWith(Errc::kKeyMalformed));
}

class MalformedKey : public PrivateKeyTest, public ::testing::WithParamInterface<std::string_view> {};

TEST_P(MalformedKey, IsRefused) { EXPECT_THAT(PrivateKey::from_pem(GetParam()), FailsWith(Errc::kKeyMalformed)); }

INSTANTIATE_TEST_SUITE_P(Texts, MalformedKey,
                         ::testing::Values(std::string_view(), "", "no key at all", "-----BEGIN PRIVATE KEY-----",
                                           "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
                                           "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"));

TEST(KeyTypeName, RoundTrips) {
  for (const KeyType type : {KeyType::kP256, KeyType::kRsa2048, KeyType::kRsa4096}) {
    EXPECT_THAT(parse_key_type(key_type_name(type)), IsOkAnd(type));
  }
}

TEST(KeyTypeName, IsAsInTheAdminApi) {
  EXPECT_EQ(key_type_name(KeyType::kP256), "p-256");
  EXPECT_EQ(key_type_name(KeyType::kRsa2048), "rsa-2048");
  EXPECT_EQ(key_type_name(KeyType::kRsa4096), "rsa-4096");
}

TEST(KeyTypeName, OfATypeThatCannotBeMadeIsRefused) {
  for (const std::string_view name : {"", "other", "P-256", "rsa-1024", "ed25519"}) {
    EXPECT_THAT(parse_key_type(name), FailsWith(Errc::kKeyUnsupported)) << name;
  }
}

}  // namespace
}  // namespace orcamo::pki
