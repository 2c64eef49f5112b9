#include "orcamo/client/p12_inspection.hpp"

#include <gmock/gmock.h>
#include <openssl/err.h>

#include <algorithm>
#include <ctime>
#include <functional>
#include <ostream>
#include <string>

#include "der.hpp"
#include "orcamo/testing/matchers.hpp"
#include "orcamo/testing/printers.hpp"
#include "p12_making.hpp"

namespace orcamo::testing {
namespace {

using namespace p12;
using client::inspect_pkcs12;
using client::open_pkcs12;
using client::P12Inspection;
using client::P12Policy;
using client::P12Verdict;
using client::verdict_name;
using pki::Bytes;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// Row is a file, and what it is by each policy.
struct Verdicts {
  const char* name;
  std::function<Bytes()> make;
  P12Verdict usual;
  P12Verdict lenient;
  P12Verdict strict;
  std::string password{kPassword};
};
void PrintTo(const Verdicts& row, std::ostream* out) { *out << row.name; }

class P12VerdictOf : public ::testing::TestWithParam<Verdicts> {
 protected:
  ~P12VerdictOf() override { EXPECT_EQ(ERR_peek_error(), 0u) << "OpenSSL's error queue was left full"; }
};

TEST_P(P12VerdictOf, IsThatOfThePolicy) {
  const Bytes file = GetParam().make();
  const auto verdict = [&](P12Policy policy) {
    const P12Inspection inspection = inspect_pkcs12(file, GetParam().password, policy);
    EXPECT_EQ(inspection.error.has_value(), inspection.verdict != P12Verdict::kOk);
    return verdict_name(inspection.verdict);
  };

  EXPECT_EQ(verdict(P12Policy::kUsual), verdict_name(GetParam().usual));
  EXPECT_EQ(verdict(P12Policy::kLenient), verdict_name(GetParam().lenient));
  EXPECT_EQ(verdict(P12Policy::kStrict), verdict_name(GetParam().strict));
}

// What is inspected is what is opened.
TEST_P(P12VerdictOf, IsOkWhereTheFileOpens) {
  const Bytes file = GetParam().make();
  for (const P12Policy policy : {P12Policy::kUsual, P12Policy::kLenient, P12Policy::kStrict}) {
    const P12Inspection inspection = inspect_pkcs12(file, GetParam().password, policy);

    const auto opened = open_pkcs12(file, GetParam().password, {}, policy);

    EXPECT_EQ(opened.has_value(), inspection.verdict == P12Verdict::kOk);
    if (!opened) {
      EXPECT_EQ(inspection.error->code(), opened.error().code());
    }
  }
}

Verdicts always(const char* name, std::function<Bytes()> make, P12Verdict verdict,
                std::string password = std::string(kPassword)) {
  return {name, std::move(make), verdict, verdict, verdict, std::move(password)};
}

Verdicts old(const char* name, const P12Making& making) {
  return {name, [making] { return made(making); }, P12Verdict::kOk, P12Verdict::kOk, P12Verdict::kUnsupportedAlgorithm};
}

Bytes with_nothing_behind() { return {0x30, 0x80, 0x02, 0x01, 0x03}; }

Bytes of_text(std::string_view text) {
  const pki::BytesView octets = pki::as_bytes(text);
  return {octets.begin(), octets.end()};
}

INSTANTIATE_TEST_SUITE_P(
    Files, P12VerdictOf,
    ::testing::Values(
        always(
            "Modern", [] { return made({.encryption = kAes}); }, P12Verdict::kOk),
        always(
            "Plain", [] { return made({}); }, P12Verdict::kOk),
        always(
            "OldMacAlone", [] { return made({.encryption = kAes, .mac_digest = "SHA1"}); }, P12Verdict::kOk),
        old("TripleDes", {.encryption = kTripleDes}), old("Rc2", {.encryption = kRc2}),
        old("Rc4", {.encryption = NID_pbe_WithSHA1And128BitRC4}),
        old("OneDesOfPkcs5", {.encryption = NID_pbeWithMD5AndDES_CBC}),
        old("TripleDesInPbes2", {.encryption = NID_des_ede3_cbc}),
        Verdicts{"NoMac", [] { return made({.encryption = kAes, .has_mac = false}); }, P12Verdict::kMacMissing,
                 P12Verdict::kOk, P12Verdict::kMacMissing},
        Verdicts{"NoMacNorEncryption", [] { return made({.has_mac = false}); }, P12Verdict::kMacMissing,
                 P12Verdict::kOk, P12Verdict::kMacMissing},
        Verdicts{"NoMacAndOldEncryption", [] { return made({.encryption = kRc2, .has_mac = false}); },
                 P12Verdict::kMacMissing, P12Verdict::kOk, P12Verdict::kMacMissing},
        Verdicts{"NoMacAndWrongPassword", [] { return made({.encryption = kAes, .has_mac = false}); },
                 P12Verdict::kMacMissing, P12Verdict::kWrongPassword, P12Verdict::kMacMissing, "other"},
        always(
            "WrongPassword", [] { return made({.encryption = kAes}); }, P12Verdict::kWrongPassword, "other"),
        always(
            "AnotherPasswordOfTheContents", [] { return made({.encryption = kAes, .encryption_password = "other"}); },
            P12Verdict::kWrongPassword),
        always(
            "AnotherPasswordOfTheKey", [] { return made({.key_password = "other"}); }, P12Verdict::kWrongPassword),
        // Of a cipher without padding, only what comes out tells.
        Verdicts{"AnotherPasswordOfRc4",
                 [] { return made({.encryption = NID_pbe_WithSHA1And128BitRC4, .encryption_password = "other"}); },
                 P12Verdict::kWrongPassword, P12Verdict::kWrongPassword, P12Verdict::kUnsupportedAlgorithm},
        always(
            "PasswordOfTheContentsAlone", [] { return made({.encryption = kAes, .encryption_password = "other"}); },
            P12Verdict::kBadMac, "other"),
        Verdicts{"NoMacAndAnotherPasswordOfTheKey",
                 [] { return made({.encryption = kAes, .has_mac = false, .key_password = "other"}); },
                 P12Verdict::kMacMissing, P12Verdict::kMalformed, P12Verdict::kMacMissing},
        always("BadMac", spoiled_mac, P12Verdict::kBadMac),
        always("BadMacAndWrongPassword", spoiled_mac, P12Verdict::kWrongPassword, "other"),
        always(
            "NoKey", [] { return made({}, {.keys = {}, .certificates = leaf().certificates}); }, P12Verdict::kNoKey),
        always(
            "NoCertificate", [] { return made({}, {.keys = leaf().keys, .certificates = {}}); },
            P12Verdict::kNoCertificate),
        always(
            "KeyOfAnother",
            [] {
              return made({}, {.keys = {{issue().key, "1"}}, .certificates = leaf().certificates});
            },
            P12Verdict::kKeyMismatch),
        always(
            "Two",
            [] {
              const pki::Credential old = issue();
              return made({}, {.keys = {{held().key, "1"}, {old.key, "2"}},
                               .certificates = {{held().certificate, "1"}, {old.certificate, "2"}}});
            },
            P12Verdict::kSeveralIdentities),
        always(
            "Endless", [] { return made({.encryption = kAes, .iterations = 2, .stated_iterations = kBillion}); },
            P12Verdict::kLimitExceeded),
        always(
            "Huge", [] { return Bytes((1 << 20) + 1, 0x30); }, P12Verdict::kLimitExceeded),
        always(
            "Html", [] { return of_text("<!DOCTYPE html><title>x</title>"); }, P12Verdict::kNotP12),
        always(
            "Json", [] { return of_text(R"({"uri":"https://localhost/a"})"); }, P12Verdict::kNotP12),
        always(
            "Pem", [] { return of_text(held().certificate.pem()); }, P12Verdict::kNotP12),
        always(
            "Base64", [] { return of_text("MIIKLwIBAzCCCeUGCSqG\n"); }, P12Verdict::kNotP12),
        always(
            "Zip", [] { return of_text("PK\x03\x04"); }, P12Verdict::kNotP12),
        always(
            "Zeros", [] { return Bytes(64, 0); }, P12Verdict::kNotP12),
        always(
            "Empty", [] { return Bytes(); }, P12Verdict::kNotP12),
        always(
            "EncryptedKey",
            [] {
              return der::sequence({der::sequence({der::oid("1.2.840.113549.1.5.13")}), der::octets(Bytes(9, 1))});
            },
            P12Verdict::kNotP12),
        always(
            "PublicKey",
            [] {
              return der::sequence({der::sequence({der::oid("1.2.840.10045.2.1")}), der::wrap(0x03, Bytes(9, 0))});
            },
            P12Verdict::kNotP12),
        always(
            "Request",
            [] {
              return der::sequence({der::sequence({der::integer(0)}), der::sequence({}), der::wrap(0x03, {0})});
            },
            P12Verdict::kNotP12),
        always(
            "JapaneseText", [] { return of_text("ただいまメンテナンス中です。"); }, P12Verdict::kNotP12),
        always("OpenEnd", with_nothing_behind, P12Verdict::kMalformed)),
    named);

// --- Limits ---

struct Endless {
  const char* name;
  std::function<Bytes()> make;
};
void PrintTo(const Endless& row, std::ostream* out) { *out << row.name; }

class EndlessFile : public ::testing::TestWithParam<Endless> {};

TEST_P(EndlessFile, IsRefusedWithinFiftyMilliseconds) {
  const Bytes file = GetParam().make();
  (void)inspect_pkcs12(with_nothing_behind(), "");  // what is loaded once is not the file's
  (void)inspected({.encryption = kAes});
  const std::clock_t begin = std::clock();

  const P12Inspection inspection = inspect_pkcs12(file, kPassword);

  EXPECT_LT(static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC, 0.05);
  EXPECT_EQ(inspection.verdict, P12Verdict::kLimitExceeded);
  EXPECT_THAT(inspection.error->message(), HasSubstr("1000000000 iterations"));
}

INSTANTIATE_TEST_SUITE_P(
    Counts, EndlessFile,
    ::testing::Values(
        Endless{"Mac", [] { return made({.encryption = kAes, .iterations = 2, .stated_iterations = kBillion}); }},
        Endless{"Pbmac1", [] { return made({.pbmac1 = Pbmac1Making{.stated_iterations = kBillion}}); }}),
    named);

// --- Where a malformed file makes no sense ---

TEST(P12Offset, IsTheEndOfAFileThatIsCutShort) {
  const Bytes file = made({.encryption = kAes});

  const P12Inspection inspection = inspect_pkcs12(pki::BytesView(file).first(500), kPassword);

  EXPECT_EQ(inspection.verdict, P12Verdict::kMalformed);
  EXPECT_EQ(inspection.offset, 500u);
}

TEST(P12Offset, IsWhereForeignOctetsBegin) {
  Bytes file = made({.encryption = kAes});
  const std::size_t size = file.size();
  file.push_back('\n');

  EXPECT_EQ(inspect_pkcs12(file, kPassword).offset, size);
}

// The element whose length is too large for what is around it, in the innermost plain layer.
TEST(P12Offset, IsTheElementThatDoesNotFit) {
  Bytes file = made({});
  const Bytes certificate_bag = {0x06, 0x0b, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x0a, 0x01, 0x03};
  const auto found = std::search(file.begin(), file.end(), certificate_bag.begin(), certificate_bag.end());
  ASSERT_NE(found, file.end());
  const auto offset = static_cast<std::size_t>(found - file.begin());
  found[1] = 0x84;  // four octets of length follow

  const P12Inspection inspection = inspect_pkcs12(file, kPassword);

  EXPECT_EQ(inspection.verdict, P12Verdict::kMalformed);
  EXPECT_EQ(inspection.offset, offset);
}

struct Small {
  const char* name;
  P12Making making;
};
void PrintTo(const Small& row, std::ostream* out) { *out << row.name; }

class ChangedFile : public ::testing::TestWithParam<Small> {
 protected:
  static constexpr client::Pkcs12Limits kLimits{.iterations = 1000};

  ~ChangedFile() override { EXPECT_EQ(ERR_peek_error(), 0u); }

  const Bytes file_ = made(GetParam().making);
};

TEST_P(ChangedFile, CutAnywhereIsMalformedAndSaysWhere) {
  for (std::size_t size = 1; size < file_.size(); ++size) {
    const P12Inspection inspection = inspect_pkcs12(pki::BytesView(file_).first(size), kPassword);

    ASSERT_EQ(inspection.verdict, P12Verdict::kMalformed) << size;
    ASSERT_LE(inspection.offset.value_or(file_.size()), size);
  }
}

TEST_P(ChangedFile, IsNeverOkWithOtherContents) {
  std::size_t refused = 0;
  for (std::size_t at = 0; at < file_.size(); ++at) {
    Bytes changed = file_;
    changed[at] = static_cast<std::uint8_t>(changed[at] ^ (1u << at % 8));

    const P12Inspection inspection = inspect_pkcs12(changed, kPassword, P12Policy::kUsual, kLimits);

    if (inspection.verdict != P12Verdict::kOk) {
      ++refused;
      continue;
    }
    ASSERT_EQ(inspection.certificates.size(), 1u) << at;
    EXPECT_EQ(inspection.certificates[0].certificate, held().certificate) << at;
    EXPECT_TRUE(inspection.certificates[0].has_key) << at;
  }
  EXPECT_GT(refused, file_.size() * 95 / 100);
}

INSTANTIATE_TEST_SUITE_P(Files, ChangedFile,
                         ::testing::Values(Small{"Aes", {.encryption = kAes}}, Small{"Plain", {}},
                                           Small{"Rc2", {.encryption = kRc2}},
                                           Small{"Pbmac1", {.pbmac1 = Pbmac1Making{.iterations = 1}}}),
                         named);

// --- What else is told ---

TEST(P12Inspection, TellsNamesAndAlgorithms) {
  const P12Inspection inspection = inspected({.encryption = kAes, .iterations = 2048});

  ASSERT_EQ(inspection.certificates.size(), 1u);
  EXPECT_EQ(inspection.certificates[0].friendly_name, "医療機関");
  EXPECT_TRUE(inspection.certificates[0].has_local_id);
  ASSERT_EQ(inspection.keys.size(), 1u);
  EXPECT_EQ(inspection.keys[0].kind, "EC");
  EXPECT_EQ(inspection.keys[0].bits, 256);
  ASSERT_EQ(inspection.algorithms.size(), 2u);
  EXPECT_EQ(in_words(inspection.algorithms[0]), "SHA256, 2048 iterations");
  EXPECT_EQ(in_words(inspection.algorithms[1]), "AES-256-CBC, PBKDF2 with hmacWithSHA256, 2048 iterations");
  EXPECT_THAT(inspection.warnings, IsEmpty());
}

TEST(P12Inspection, TellsWithoutThePasswordWhatNothingHides) {
  const P12Inspection closed = inspect_pkcs12(made({.encryption = kAes}), "");
  const P12Inspection open = inspect_pkcs12(made({}), "");

  EXPECT_THAT(closed.certificates, IsEmpty());
  EXPECT_EQ(closed.algorithms.size(), 2u);
  ASSERT_EQ(open.certificates.size(), 1u);
  EXPECT_EQ(open.certificates[0].certificate, held().certificate);
}

// The length of the version, and of what is around it, with octets more than it needs.
TEST(P12Inspection, TellsBerByALengthThatIsTooLong) {
  const Bytes file = made({.encryption = kAes, .iterations = 2048});
  const Bytes behind(file.begin() + 7, file.end());

  EXPECT_FALSE(inspect_pkcs12(file, kPassword).is_ber);
  const P12Inspection version =
      inspect_pkcs12(der::wrap(0x30, der::join({Bytes{0x02, 0x81, 0x01, 0x03}, behind})), kPassword);
  Bytes padded = file;
  padded[1] = 0x83;
  padded.insert(padded.begin() + 2, 0x00);

  EXPECT_EQ(version.verdict, P12Verdict::kOk);
  EXPECT_TRUE(version.is_ber);
  EXPECT_THAT(version.warnings, ElementsAre(HasSubstr("in BER, not DER")));
  EXPECT_EQ(inspect_pkcs12(padded, kPassword).verdict, P12Verdict::kOk);
  EXPECT_TRUE(inspect_pkcs12(padded, kPassword).is_ber);
}

// Of definite length: OCTET STRINGs of others, and the encrypted content, whose tag is one of a structure as well.
TEST(P12Inspection, TellsBerByStringsInPieces) {
  const Bytes scheme = der::sequence({der::oid("1.2.3.4"), der::null()});
  const Bytes data = der::oid("1.2.840.113549.1.7.1");
  const auto file_of = [&](const Bytes& encrypted) {
    const Bytes content = der::sequence({data, scheme, encrypted});
    const Bytes part = der::sequence(
        {der::oid("1.2.840.113549.1.7.6"), der::explicitly(0, der::sequence({der::integer(0), content}))});
    return der::sequence({part});
  };
  const auto is_ber = [&](const Bytes& octets) {
    return inspect_pkcs12(der::sequence({der::integer(3), der::sequence({data, der::explicitly(0, octets)})}), "")
        .is_ber;
  };
  const Bytes half = der::octets(Bytes(8, 7));
  const Bytes whole = file_of(der::wrap(0x80, Bytes(16, 7)));

  EXPECT_FALSE(is_ber(der::octets(whole)));
  EXPECT_TRUE(is_ber(der::octets(file_of(der::wrap(0xa0, der::join({half, half}))))));
  EXPECT_TRUE(is_ber(der::wrap(0x24, der::octets(whole))));
}

// As Java writes it where the key has a password of its own.
TEST(P12Inspection, TellsThatAPartHasAnotherPasswordThanTheMac) {
  const P12Inspection inspection = inspected({.encryption = kAes, .key_password = "other"});

  EXPECT_EQ(inspection.verdict, P12Verdict::kWrongPassword);
  EXPECT_THAT(inspection.error->message(), HasSubstr("a private key that is protected with another password"));
  EXPECT_THAT(inspection.error->hint(), HasSubstr("with one password for the whole file"));
  for (const client::P12Consumer& consumer : inspection.opens_in) EXPECT_FALSE(consumer.opens) << consumer.name;
}

TEST(P12Inspection, WarnsOfWhatItReadsAllTheSame) {
  EXPECT_THAT(inspected({.encryption = kRc2, .iterations = 2048}).warnings,
              ElementsAre(HasSubstr("encryption is old")));
  EXPECT_THAT(inspected({.encryption = kAes, .iterations = 2048, .has_mac = false}, P12Policy::kLenient).warnings,
              ElementsAre(HasSubstr("has no MAC")));
  EXPECT_THAT(inspected({.iterations = 2048}).warnings, ElementsAre(HasSubstr("private key is not encrypted")));
  EXPECT_THAT(inspected({.encryption = kAes}).warnings, ElementsAre(HasSubstr("fewer than 1000 iterations")));
}

}  // namespace
}  // namespace orcamo::testing
