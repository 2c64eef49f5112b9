#include <gmock/gmock.h>
#include <openssl/err.h>

#include <ctime>
#include <string>

#include "der.hpp"
#include "identities.hpp"
#include "orcamo/client/p12_inspection.hpp"
#include "orcamo/client/pkcs12.hpp"
#include "orcamo/pki/openssl/handles.hpp"
#include "orcamo/testing/matchers.hpp"
#include "orcamo/testing/printers.hpp"
#include "p12_builder.hpp"

// Files that are made to hurt, or that no tool makes: put together by hand.
namespace orcamo::testing {
namespace {

using client::open_pkcs12;
using pki::Bytes;
using pki::Errc;
using ::testing::HasSubstr;

constexpr const char* kData = "1.2.840.113549.1.7.1";
constexpr const char* kSignedData = "1.2.840.113549.1.7.2";
constexpr const char* kEnvelopedData = "1.2.840.113549.1.7.3";
constexpr const char* kEncryptedData = "1.2.840.113549.1.7.6";
constexpr const char* kKeyBag = "1.2.840.113549.1.12.10.1.1";
constexpr const char* kShroudedKeyBag = "1.2.840.113549.1.12.10.1.2";
constexpr const char* kSafeContentsBag = "1.2.840.113549.1.12.10.1.6";
constexpr const char* kDsa = "1.2.840.10040.4.1";
constexpr const char* kTripleDes = "1.2.840.113549.1.12.1.3";
constexpr const char* kPbes2 = "1.2.840.113549.1.5.13";
constexpr const char* kPbkdf2 = "1.2.840.113549.1.5.12";
constexpr const char* kScrypt = "1.3.6.1.4.1.11591.4.11";
constexpr const char* kAes256Cbc = "2.16.840.1.101.3.4.1.42";
constexpr const char* kSha256 = "2.16.840.1.101.3.4.2.1";
constexpr std::int64_t kEndless = 2'147'483'647;

const Bytes kSalt(8, 0x5a);
const Bytes kIv(16, 0xa5);
const Bytes kNoise(64, 0x77);

Bytes data(const Bytes& content) { return der::sequence({der::oid(kData), der::explicitly(0, der::octets(content))}); }

Bytes pbes1(std::int64_t iterations) {
  return der::sequence({der::oid(kTripleDes), der::sequence({der::octets(kSalt), der::integer(iterations)})});
}

Bytes pbes2_with(const Bytes& derivation, const char* cipher = kAes256Cbc) {
  return der::sequence(
      {der::oid(kPbes2), der::sequence({derivation, der::sequence({der::oid(cipher), der::octets(kIv)})})});
}

Bytes pbes2(std::int64_t iterations) {
  return pbes2_with(der::sequence({der::oid(kPbkdf2), der::sequence({der::octets(kSalt), der::integer(iterations)})}));
}

Bytes key_bag(const Bytes& encryption) {
  return data(der::sequence({der::sequence(
      {der::oid(kShroudedKeyBag), der::explicitly(0, der::sequence({encryption, der::octets(kNoise)}))})}));
}

// dsa_key has numbers of so many octets, which are no primes.
Bytes dsa_key(std::size_t octets) {
  const Bytes number = der::wrap(0x02, Bytes(octets, 0x7f));
  const Bytes algorithm = der::sequence({der::oid(kDsa), der::sequence({number, number, number})});
  return der::sequence({der::integer(0), algorithm, der::octets(number)});
}

Bytes plain_dsa_key(std::size_t octets) {
  return data(der::sequence({der::sequence({der::oid(kKeyBag), der::explicitly(0, dsa_key(octets))})}));
}

Bytes encrypted(const Bytes& encryption) {
  const Bytes content = der::sequence({der::oid(kData), encryption, der::wrap(0x80, kNoise)});
  return der::sequence({der::oid(kEncryptedData), der::explicitly(0, der::sequence({der::integer(0), content}))});
}

Bytes mac(std::int64_t iterations, const char* digest = kSha256) {
  return der::sequence({der::sequence({der::sequence({der::oid(digest), der::null()}), der::octets(Bytes(32, 0x11))}),
                        der::octets(kSalt), der::integer(iterations)});
}

Bytes file_of(const Bytes& safe, const Bytes& mac_data) {
  return der::sequence({der::integer(3), data(der::sequence({safe})), mac_data});
}

class HostileFile : public ::testing::Test {
 protected:
  ~HostileFile() override { EXPECT_EQ(ERR_peek_error(), 0u) << "OpenSSL's error queue was left full"; }
};

// These would run for hours if anything were derived before the count was looked at: the time limit of the test counts.
TEST_F(HostileFile, EndlessMacIsRefusedAtOnce) {
  EXPECT_THAT(open_pkcs12(file_of(key_bag(pbes2(1)), mac(kEndless)), kPassword), FailsWith(Errc::kP12LimitExceeded));
}

TEST_F(HostileFile, EndlessKeyDerivationIsRefusedAtOnce) {
  EXPECT_THAT(open_pkcs12(file_of(key_bag(pbes2(kEndless)), mac(1)), kPassword), FailsWith(Errc::kP12LimitExceeded));
  EXPECT_THAT(open_pkcs12(file_of(key_bag(pbes1(kEndless)), mac(1)), kPassword), FailsWith(Errc::kP12LimitExceeded));
}

TEST_F(HostileFile, EndlessPartIsRefusedAtOnce) {
  EXPECT_THAT(open_pkcs12(file_of(encrypted(pbes2(kEndless)), mac(1)), kPassword), FailsWith(Errc::kP12LimitExceeded));
  EXPECT_THAT(open_pkcs12(file_of(encrypted(pbes1(kEndless)), mac(1)), kPassword), FailsWith(Errc::kP12LimitExceeded));
}

TEST_F(HostileFile, WithABillionIterationsIsRefusedWithinFiftyMilliseconds) {
  constexpr std::int64_t kBillion = 1'000'000'000;
  (void)open_pkcs12(file_of(key_bag(pbes2(1)), mac(1)), kPassword);  // what is loaded once is not the file's
  for (const Bytes& file : {file_of(key_bag(pbes2(1)), mac(kBillion)), file_of(key_bag(pbes2(kBillion)), mac(1)),
                            file_of(key_bag(pbes1(kBillion)), mac(1)), file_of(encrypted(pbes2(kBillion)), mac(1)),
                            file_of(encrypted(pbes1(kBillion)), mac(1))}) {
    const std::clock_t begin = std::clock();

    EXPECT_THAT(open_pkcs12(file, kPassword), FailsWith(Errc::kP12LimitExceeded));

    EXPECT_LT(static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC, 0.05);
  }
}

// The public half of such a key is as dear as its numbers are large, and would be computed before any password is
// asked.
TEST_F(HostileFile, WithADsaKeyOfAHundredThousandBitsIsRefusedWithinFiftyMilliseconds) {
  const Bytes safe = plain_dsa_key(100'000 / 8);
  const Bytes file = der::sequence({der::integer(3), data(der::sequence({safe}))});
  (void)open_pkcs12(file_of(key_bag(pbes2(1)), mac(1)), kPassword);  // what is loaded once is not the file's
  const std::clock_t begin = std::clock();

  const auto opened = open_pkcs12(file, kPassword, {}, client::P12Policy::kLenient);
  (void)client::inspect_pkcs12(file_of(safe, mac(1)), "");

  EXPECT_LT(static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC, 0.05);
  ASSERT_THAT(opened, FailsWith(Errc::kP12UnsupportedAlgorithm));
  EXPECT_THAT(opened.error().message(), HasSubstr("a private key that cannot be used, dsaEncryption"));
}

// So would that of a key that is no PKCS#12 file at all.
TEST_F(HostileFile, ThatIsALargeDsaKeyAloneIsRefusedWithinFiftyMilliseconds) {
  const Bytes key = dsa_key(100'000 / 8);
  const std::clock_t begin = std::clock();

  EXPECT_THAT(open_pkcs12(key, kPassword), FailsWith(Errc::kP12NotP12));

  EXPECT_LT(static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC, 0.05);
}

// What fails only while it is decrypted would pass for a wrong password where there is no MAC, and for damage where
// there is one.
TEST_F(HostileFile, OfACipherThatCannotBeDoneIsUnsupported) {
  const Bytes derivation = der::sequence({der::oid(kPbkdf2), der::sequence({der::octets(kSalt), der::integer(1)})});
  for (const char* cipher : {"2.16.840.1.101.3.4.1.41",     // AES-256-ECB
                             "2.16.840.1.101.3.4.1.45",     // AES-256-wrap
                             "2.16.840.1.101.3.4.1.46"}) {  // AES-256-GCM
    for (const Bytes& mac_data : {Bytes(), mac(1)}) {
      const Bytes file = file_of(encrypted(pbes2_with(derivation, cipher)), mac_data);
      EXPECT_THAT(open_pkcs12(file, kPassword, {}, client::P12Policy::kLenient),
                  FailsWith(Errc::kP12UnsupportedAlgorithm))
          << cipher;
    }
  }
}

TEST_F(HostileFile, OfADigestThatCannotBeDoneIsUnsupported) {
  const Bytes md2_des =
      der::sequence({der::oid("1.2.840.113549.1.5.1"), der::sequence({der::octets(kSalt), der::integer(1)})});

  EXPECT_THAT(open_pkcs12(file_of(encrypted(md2_des), {}), kPassword, {}, client::P12Policy::kLenient),
              FailsWith(Errc::kP12UnsupportedAlgorithm));
}

TEST_F(HostileFile, WithAVectorThatDoesNotFitItsCipherIsMalformed) {
  const Bytes derivation = der::sequence({der::oid(kPbkdf2), der::sequence({der::octets(kSalt), der::integer(1)})});
  const Bytes cipher = der::sequence({der::oid(kAes256Cbc), der::octets(Bytes(15, 0xa5))});
  const Bytes encryption = der::sequence({der::oid(kPbes2), der::sequence({derivation, cipher})});

  EXPECT_THAT(open_pkcs12(file_of(encrypted(encryption), {}), kPassword, {}, client::P12Policy::kLenient),
              FailsWith(Errc::kP12Malformed));
}

TEST_F(HostileFile, CountThatIsNoPositiveNumberIsMalformed) {
  for (const std::int64_t count : {std::int64_t{0}, std::int64_t{-1}, -kEndless}) {
    EXPECT_THAT(open_pkcs12(file_of(key_bag(pbes2(1)), mac(count)), kPassword), FailsWith(Errc::kP12Malformed));
    EXPECT_THAT(open_pkcs12(file_of(key_bag(pbes2(count)), mac(1)), kPassword), FailsWith(Errc::kP12Malformed));
  }
}

TEST_F(HostileFile, CountOfMoreThan63BitsIsNotGivenAsANumberThatItIsNot) {
  const Bytes endless = der::wrap(0x02, {0x01, 0, 0, 0, 0, 0, 0, 0, 0});
  const Bytes digest = der::sequence({der::sequence({der::oid(kSha256), der::null()}), der::octets(Bytes(32, 0x11))});
  const Bytes file = file_of(key_bag(pbes2(1)), der::sequence({digest, der::octets(kSalt), endless}));

  const auto inspection = client::inspect_pkcs12(file, kPassword);

  EXPECT_EQ(inspection.verdict, client::P12Verdict::kLimitExceeded);
  EXPECT_THAT(inspection.error->message(), HasSubstr("asks for more than 9223372036854775806 iterations"));
  ASSERT_FALSE(inspection.algorithms.empty());
  EXPECT_EQ(in_words(inspection.algorithms[0]), "SHA256, more than 9223372036854775806 iterations");
}

TEST_F(HostileFile, WithHonestCountsOnlyHasTheWrongPassword) {
  EXPECT_THAT(open_pkcs12(file_of(key_bag(pbes2(1)), mac(1)), kPassword), FailsWith(Errc::kP12WrongPassword));
  EXPECT_THAT(open_pkcs12(file_of(encrypted(pbes1(1)), mac(1)), kPassword), FailsWith(Errc::kP12WrongPassword));
}

// under is `plain` as triple DES hides it behind the password, in one derivation.
Bytes under(std::string_view password, const Bytes& plain) {
  const Bytes terms = pbes1(1);
  const unsigned char* at = terms.data();
  const pki::Handle<X509_ALGOR, X509_ALGOR_free> encryption(
      d2i_X509_ALGOR(nullptr, &at, static_cast<long>(terms.size())));
  unsigned char* hidden = nullptr;
  int size = 0;
  PKCS12_pbe_crypt(encryption.get(), password.data(), static_cast<int>(password.size()), plain.data(),
                   static_cast<int>(plain.size()), &hidden, &size, 1);
  Bytes copy(hidden, hidden + size);
  OPENSSL_free(hidden);
  return copy;
}

// With the public key in it, which only the second version of PKCS#8 has (RFC 5958, 2): whole, and not for OpenSSL 3.0.
TEST_F(HostileFile, WithAKeyInTheSecondVersionOfPkcs8IsUnsupported) {
  const Bytes key = der::sequence({der::integer(1), der::sequence({der::oid("1.3.101.112")}),
                                   der::octets(der::octets(Bytes(32, 0x42))), der::wrap(0x81, Bytes(33, 0))});
  const Bytes plain = der::sequence({der::sequence({der::oid(kKeyBag), der::explicitly(0, key)})});
  const Bytes shrouded = der::sequence({der::sequence(
      {der::oid(kShroudedKeyBag), der::explicitly(0, der::sequence({pbes1(1), der::octets(under(kPassword, key))}))})});
  const Bytes content = der::sequence({der::oid(kData), pbes1(1), der::wrap(0x80, under(kPassword, plain))});
  const Bytes hidden =
      der::sequence({der::oid(kEncryptedData), der::explicitly(0, der::sequence({der::integer(0), content}))});
  for (const Bytes& part : {data(plain), data(shrouded), hidden}) {
    const auto opened = open_pkcs12(file_of(part, {}), kPassword, {}, client::P12Policy::kLenient);
    ASSERT_THAT(opened, FailsWith(Errc::kP12UnsupportedAlgorithm));
    EXPECT_THAT(opened.error().message(), HasSubstr("second version of PKCS#8"));
  }
}

struct Algorithm {
  const char* name;
  Bytes file;
  const char* called;
};
void PrintTo(const Algorithm& algorithm, std::ostream* out) { *out << algorithm.name; }

class UnsupportedAlgorithm : public ::testing::TestWithParam<Algorithm> {};

TEST_P(UnsupportedAlgorithm, IsNamed) {
  const auto opened = open_pkcs12(GetParam().file, kPassword);

  ASSERT_THAT(opened, FailsWith(Errc::kP12UnsupportedAlgorithm));
  EXPECT_THAT(opened.error().message(), HasSubstr(GetParam().called));
  EXPECT_EQ(ERR_peek_error(), 0u);
}

const Bytes kScryptTerms =
    der::sequence({der::oid(kScrypt),
                   der::sequence({der::octets(kSalt), der::integer(16384), der::integer(8), der::integer(1 << 27)})});

INSTANTIATE_TEST_SUITE_P(
    Algorithms, UnsupportedAlgorithm,
    ::testing::Values(
        Algorithm{"UnknownMac", file_of(key_bag(pbes2(1)), mac(1, "1.2.3.4.7")), "1.2.3.4.7"},
        Algorithm{"Scrypt", file_of(key_bag(pbes2_with(kScryptTerms)), mac(1)), "scrypt"},
        Algorithm{"UnknownCipher",
                  file_of(key_bag(pbes2_with(der::sequence({der::oid(kPbkdf2),
                                                            der::sequence({der::octets(kSalt), der::integer(1)})}),
                                             "1.2.3.4.5")),
                          mac(1)),
                  "1.2.3.4.5"},
        Algorithm{"UnknownScheme", file_of(key_bag(der::sequence({der::oid("1.2.3.4.6"), der::null()})), mac(1)),
                  "1.2.3.4.6"},
        Algorithm{
            "PublicKeyPrivacy",
            file_of(der::sequence({der::oid(kEnvelopedData),
                                   der::explicitly(0, der::sequence({der::integer(0), der::set({}),
                                                                     der::sequence({der::oid(kData), pbes1(1)})}))}),
                    mac(1)),
            "envelopedData"},
        Algorithm{
            "TypeThatIsNotPkcs7s",
            der::sequence({der::integer(3),
                           der::sequence({der::oid("1.2.3.4.9"), der::explicitly(0, der::octets(kNoise))}), mac(1)}),
            "contents of the type with the object identifier 1.2.3.4.9,"},
        Algorithm{"TypeThatOpensslKnows",
                  der::sequence(
                      {der::integer(3),
                       der::sequence({der::oid(kEncryptedData),
                                      der::explicitly(0, der::sequence({der::integer(0),
                                                                        der::sequence({der::oid(kData), pbes1(1)})}))}),
                       mac(1)}),
                  "contents of the type pkcs7-encryptedData,"},
        Algorithm{"PublicKeyIntegrity",
                  der::sequence({der::integer(3),
                                 der::sequence({der::oid(kSignedData),
                                                der::explicitly(0, der::sequence({der::integer(1), der::set({}),
                                                                                  der::sequence({der::oid(kData)}),
                                                                                  der::set({})}))}),
                                 mac(1)}),
                  "signedData"}),
    [](const auto& row) { return row.param.name; });

TEST_F(HostileFile, WithoutContentIsMalformed) {
  const Bytes no_content = der::sequence({der::integer(3), der::sequence({der::oid(kData)}), mac(1)});
  const Bytes no_encrypted_content = file_of(
      der::sequence({der::oid(kEncryptedData),
                     der::explicitly(0, der::sequence({der::integer(0), der::sequence({der::oid(kData), pbes1(1)})}))}),
      mac(1));

  EXPECT_THAT(open_pkcs12(no_content, kPassword), FailsWith(Errc::kP12Malformed));
  EXPECT_THAT(open_pkcs12(no_encrypted_content, kPassword), FailsWith(Errc::kP12Malformed));
}

TEST_F(HostileFile, WithAPartOfAnUnknownTypeNamesIt) {
  const auto of = [](const Bytes& part) { return open_pkcs12(file_of(part, mac(1)), kPassword); };

  const auto unknown = of(der::sequence({der::oid("1.2.3.4.9"), der::explicitly(0, der::octets(kNoise))}));
  const auto half = of(der::sequence({der::oid(kEnvelopedData), der::explicitly(0, der::sequence({}))}));

  ASSERT_THAT(unknown, FailsWith(Errc::kP12Malformed));
  EXPECT_THAT(unknown.error().message(), HasSubstr("1.2.3.4.9"));
  EXPECT_THAT(half, FailsWith(Errc::kP12Malformed));  // and not taken for one that is signed
}

TEST_F(HostileFile, OfAnotherVersionIsMalformed) {
  EXPECT_THAT(open_pkcs12(der::sequence({der::integer(4), data(der::sequence({})), mac(1)}), kPassword),
              FailsWith(Errc::kP12Malformed));
}

// Legal BER (X.690, 8.1.3.5), and as well read as another length.
TEST_F(HostileFile, WithAVersionOfALongLengthIsRead) {
  const pki::Credential one = issue();
  const Bytes file = build_p12({{{one.key, "1"}}, {{one.certificate, "1"}}}, kPassword);
  ASSERT_EQ(file[1], 0x82);  // two octets of length, and the version
  for (const Bytes& version : {Bytes{0x02, 0x81, 0x01, 0x03}, Bytes{0x02, 0x84, 0x00, 0x00, 0x00, 0x01, 0x03}}) {
    const Bytes longer = der::wrap(0x30, der::join({version, Bytes(file.begin() + 7, file.end())}));
    EXPECT_THAT(open_pkcs12(longer, kPassword), IsOk());
  }

  Bytes other = der::wrap(0x30, der::join({Bytes{0x02, 0x81, 0x01, 0x02}, Bytes(file.begin() + 7, file.end())}));
  EXPECT_EQ(client::inspect_pkcs12(other, kPassword).offset, 7u);
  EXPECT_THAT(open_pkcs12(Bytes{0x30, 0x03, 0x02, 0x81, 0x01}, kPassword), FailsWith(Errc::kP12Malformed));
}

TEST_F(HostileFile, OfSafesWithinSafesIsRefusedHoweverDeep) {
  Bytes safe = der::sequence({});
  for (int depth = 1; depth < 60; ++depth) {
    safe = der::sequence({der::sequence({der::oid(kSafeContentsBag), der::explicitly(0, safe)})});
    const Bytes nested = safe;

    EXPECT_THAT(open_pkcs12(file_of(data(nested), mac(1)), kPassword),
                FailsWith(depth > 4 ? Errc::kP12LimitExceeded : Errc::kP12WrongPassword))
        << depth;
  }
}

TEST_F(HostileFile, OfTooManyBagsIsRefusedBeforeThePasswordIsTried) {
  const Bytes bag = der::sequence({der::oid("1.2.3.4.8"), der::explicitly(0, der::null())});
  const auto with = [&](int count) {
    Bytes bags;
    for (; count > 0; --count) bags.insert(bags.end(), bag.begin(), bag.end());
    const Bytes safe = der::wrap(0x30, bags);
    return open_pkcs12(file_of(data(safe), mac(1)), kPassword);
  };

  EXPECT_THAT(with(256), FailsWith(Errc::kP12WrongPassword));
  EXPECT_THAT(with(257), FailsWith(Errc::kP12LimitExceeded));
}

TEST_F(HostileFile, OfDeepNestingIsMalformed) {
  Bytes nested = der::null();
  for (int depth = 0; depth < 2000; ++depth) nested = der::sequence({nested});

  EXPECT_THAT(open_pkcs12(der::sequence({der::integer(3), nested}), kPassword), FailsWith(Errc::kP12Malformed));
}

// What tests/fuzz found: a PEM line anywhere inside made a PEM text of the whole file.
TEST_F(HostileFile, WithTextOfAnotherKindInsideIsStillPkcs12) {
  const pki::Credential one = issue();
  const std::string id = "-----BEGIN CERTIFICATE-----";

  EXPECT_THAT(open_pkcs12(build_p12({{{one.key, id}}, {{one.certificate, id}}}, kPassword), kPassword), IsOk());
}

}  // namespace
}  // namespace orcamo::testing
