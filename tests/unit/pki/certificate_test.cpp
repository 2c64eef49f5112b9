#include "orcamo/pki/certificate.hpp"

#include <gmock/gmock.h>
#include <openssl/err.h>
#include <openssl/evp.h>

#include <algorithm>

#include "authority/certificate_authority.hpp"
#include "authority/certificate_builder.hpp"
#include "orcamo/testing/matchers.hpp"

namespace orcamo::pki {
namespace {

using ::testing::ElementsAre;
using testing::FailsWith;
using testing::IsOk;
using testing::IsOkAnd;

TimePoint at(std::string_view rfc3339) { return parse_rfc3339(rfc3339).value(); }

class CertificateTest : public ::testing::Test {
 protected:
  // A certificate that signs itself; a test says only what it is about.
  Certificate made(const mock::CertificatePlan& plan) const { return mock::self_sign_certificate(plan, key).value(); }

  mock::CertificatePlan plan() const {
    return {.serial = {0x48, 0x29, 0x13},
            .subject = {{"C", "JP"}, {"O", "u00000001"}, {"CN", "client001"}},
            .validity = {at("2031-02-03T04:05:06Z"), at("2034-02-03T04:05:06Z")},
            .extensions = {}};
  }

  void TearDown() override { EXPECT_EQ(ERR_peek_error(), 0U) << ERR_reason_error_string(ERR_peek_error()); }

  const PrivateKey key = PrivateKey::generate(KeyType::kP256).value();
};

TEST_F(CertificateTest, TellsItsFields) {
  const Certificate certificate = made(plan());

  EXPECT_EQ(certificate.subject(), "CN=client001,O=u00000001,C=JP");
  EXPECT_EQ(certificate.issuer(), "CN=client001,O=u00000001,C=JP");
  EXPECT_EQ(certificate.common_name(), "client001");
  EXPECT_EQ(certificate.organization(), "u00000001");
  EXPECT_EQ(certificate.serial(), "482913");
  EXPECT_EQ(certificate.validity(), plan().validity);
}

TEST_F(CertificateTest, KeepsJapaneseReadable) {
  auto japanese = plan();
  japanese.subject = {{"O", "架空医院"}, {"CN", "受付"}};

  const Certificate certificate = made(japanese);

  EXPECT_EQ(certificate.subject(), "CN=受付,O=架空医院");
  EXPECT_EQ(certificate.common_name(), "受付");
}

TEST_F(CertificateTest, EscapesWhatWouldReadAsAnotherName) {
  auto tricky = plan();
  tricky.subject = {{"CN", "a,O=b"}};

  EXPECT_EQ(made(tricky).subject(), "CN=a\\,O=b");
  EXPECT_EQ(made(tricky).organization(), "");
}

// Found by fuzzing: OpenSSL escapes the control characters of ASCII alone, and terminals obey these too.
TEST_F(CertificateTest, EscapesControlCharactersBeyondAscii) {
  auto sly = plan();
  sly.subject = {{"CN", "a\u0080b\u009fc\u00a0d"}};

  EXPECT_EQ(made(sly).subject(), "CN=a\\C2\\80b\\C2\\9Fc\u00a0d");
}

TEST_F(CertificateTest, MayLackEveryName) {
  auto nameless = plan();
  nameless.subject = {};

  EXPECT_EQ(made(nameless).subject(), "");
  EXPECT_EQ(made(nameless).common_name(), "");
  EXPECT_EQ(made(nameless).organization(), "");
}

struct SerialRow {
  const char* name;
  Bytes octets;
  const char* printed;

  friend void PrintTo(const SerialRow& row, std::ostream* out) { *out << row.printed; }
};

class CertificateSerial : public CertificateTest, public ::testing::WithParamInterface<SerialRow> {};

TEST_P(CertificateSerial, ReadsAsOpensslPrintsIt) {
  auto numbered = plan();
  numbered.serial = GetParam().octets;

  EXPECT_EQ(made(numbered).serial(), GetParam().printed);
}

INSTANTIATE_TEST_SUITE_P(
    Serials, CertificateSerial,
    ::testing::Values(SerialRow{"Digits", {0x48, 0x29, 0x13}, "482913"}, SerialRow{"LeadingZero", {0x01, 0x23}, "0123"},
                      SerialRow{"UpperCase", {0xab, 0xcd}, "ABCD"}, SerialRow{"Zero", {0x00}, "00"},
                      SerialRow{"TwentyOctets", Bytes(20, 0x7f), "7F7F7F7F7F7F7F7F7F7F7F7F7F7F7F7F7F7F7F7F"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST_F(CertificateTest, FingerprintIsTheSha256OfTheDerForm) {
  const Certificate certificate = made(plan());
  const Bytes der = certificate.der();

  unsigned char digest[32];
  ASSERT_EQ(EVP_Digest(der.data(), der.size(), digest, nullptr, EVP_sha256(), nullptr), 1);
  std::string expected;
  for (const unsigned char octet : digest) {
    char text[3];
    std::snprintf(text, sizeof text, "%02x", octet);
    expected += text;
  }
  EXPECT_EQ(certificate.fingerprint_sha256(), expected);
}

struct UsageRow {
  const char* name;
  std::vector<mock::CertificatePlan::Entry> extensions;
  bool for_clients;

  friend void PrintTo(const UsageRow& row, std::ostream* out) { *out << row.name; }
};

class CertificateUsage : public CertificateTest, public ::testing::WithParamInterface<UsageRow> {};

TEST_P(CertificateUsage, SaysWhetherItIsForClients) {
  auto used = plan();
  used.extensions = GetParam().extensions;

  EXPECT_EQ(made(used).is_for_clients(), GetParam().for_clients);
}

INSTANTIATE_TEST_SUITE_P(
    Usages, CertificateUsage,
    ::testing::Values(UsageRow{"NoneNamed", {}, true}, UsageRow{"Client", {{"extendedKeyUsage", "clientAuth"}}, true},
                      UsageRow{"ClientAmongOthers", {{"extendedKeyUsage", "emailProtection,clientAuth"}}, true},
                      UsageRow{"Server", {{"extendedKeyUsage", "serverAuth"}}, false},
                      UsageRow{"Unknown", {{"extendedKeyUsage", "1.2.3.4"}}, false}),
    [](const auto& row) { return std::string(row.param.name); });

TEST_F(CertificateTest, IsAnAuthorityByBasicConstraintsAlone) {
  auto authority = plan();
  authority.extensions = {{"basicConstraints", "critical,CA:TRUE"}};
  auto leaf = plan();
  leaf.extensions = {{"basicConstraints", "critical,CA:FALSE"}};

  EXPECT_TRUE(made(authority).is_authority());
  EXPECT_FALSE(made(leaf).is_authority());
  EXPECT_FALSE(made(plan()).is_authority());
}

TEST_F(CertificateTest, ComesBackFromDer) {
  const Certificate certificate = made(plan());

  const auto read = Certificate::from_der(certificate.der());

  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(*read, certificate);
  EXPECT_EQ(read->subject(), certificate.subject());
  EXPECT_EQ(read->validity(), certificate.validity());
}

TEST_F(CertificateTest, ComesBackFromPem) {
  const Certificate certificate = made(plan());

  EXPECT_THAT(Certificate::from_pem(certificate.pem()), IsOkAnd(certificate));
}

TEST_F(CertificateTest, PemMayHoldSeveralAmongOtherText) {
  const Certificate one = made(plan());
  const Certificate two = made(plan());
  const std::string text =
      "bag attributes\n" + one.pem() + std::string(key.pem().value().reveal()) + two.pem() + "end\n";

  EXPECT_THAT(Certificate::all_from_pem(text), IsOkAnd(ElementsAre(one, two)));
  EXPECT_THAT(Certificate::from_pem(text), IsOkAnd(one));
}

TEST_F(CertificateTest, PemOfACutFileIsRefusedAsAWhole) {
  const std::string pem = made(plan()).pem();

  EXPECT_THAT(Certificate::all_from_pem(pem + pem.substr(0, pem.size() / 2)), FailsWith(Errc::kCertificateMalformed));
}

TEST_F(CertificateTest, PemHoldsAtLeastOne) {
  for (const std::string_view text :
       {std::string_view(), std::string_view("no certificate at all"),
        std::string_view("-----BEGIN CERTIFICATE-----\n"),
        std::string_view("-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n"),
        std::string_view("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")}) {
    EXPECT_THAT(Certificate::from_pem(text), FailsWith(Errc::kCertificateMalformed)) << text;
    EXPECT_THAT(Certificate::all_from_pem(text), FailsWith(Errc::kCertificateMalformed)) << text;
  }
}

TEST_F(CertificateTest, DerCutAnywhereIsRefused) {
  const Bytes der = made(plan()).der();

  for (std::size_t size = 0; size < der.size(); ++size) {
    EXPECT_THAT(Certificate::from_der(BytesView(der).first(size)), FailsWith(Errc::kCertificateMalformed)) << size;
  }
}

TEST_F(CertificateTest, DerFollowedByOctetsIsRefused) {
  Bytes der = made(plan()).der();
  der.push_back(0);

  EXPECT_THAT(Certificate::from_der(der), FailsWith(Errc::kCertificateMalformed));
}

TEST_F(CertificateTest, DateThatDoesNotExistIsRefused) {
  Bytes der = made(plan()).der();
  constexpr std::string_view kMonth = "310203040506Z";
  const auto date = std::search(der.begin(), der.end(), kMonth.begin(), kMonth.end());
  ASSERT_NE(date, der.end());
  date[2] = '1';
  date[3] = '3';

  EXPECT_THAT(Certificate::from_der(der), FailsWith(Errc::kCertificateMalformed));
}

TEST_F(CertificateTest, DateInTheYearZeroIsRefused) {
  auto far = plan();
  far.validity.not_after = at("2055-02-03T04:05:06Z");
  Bytes der = made(far).der();
  constexpr std::string_view kYear = "20550203040506Z";
  const auto date = std::search(der.begin(), der.end(), kYear.begin(), kYear.end());
  ASSERT_NE(date, der.end());
  std::fill_n(date, 4, std::uint8_t{'0'});

  EXPECT_THAT(Certificate::from_der(der), FailsWith(Errc::kCertificateMalformed));
}

TEST_F(CertificateTest, MatchesItsOwnKeyOnly) {
  const Certificate certificate = made(plan());

  EXPECT_TRUE(certificate.matches(key));
  EXPECT_FALSE(certificate.matches(PrivateKey::generate(KeyType::kP256).value()));
  EXPECT_FALSE(certificate.matches(PrivateKey::generate(KeyType::kRsa2048).value()));
}

TEST_F(CertificateTest, IsSignedByItsIssuerOnly) {
  const auto authority = mock::CertificateAuthority::create("test").value();
  const auto other = mock::CertificateAuthority::create("test").value();
  const auto leaf = authority.issue_server(plan().validity).value().certificate;

  EXPECT_TRUE(leaf.is_signed_by(authority.issuing()));
  EXPECT_FALSE(leaf.is_signed_by(authority.root()));
  EXPECT_FALSE(leaf.is_signed_by(other.issuing()));
  EXPECT_FALSE(leaf.is_signed_by(leaf));
}

TEST_F(CertificateTest, IsNotSignedByANamesakeOfItsIssuer) {
  const Certificate certificate = made(plan());
  const Certificate namesake =
      mock::self_sign_certificate(plan(), PrivateKey::generate(KeyType::kP256).value()).value();

  ASSERT_EQ(certificate.issuer(), namesake.subject());
  EXPECT_FALSE(certificate.is_signed_by(namesake));
}

TEST_F(CertificateTest, IsNotSignedByTheKeyUnderAnotherName) {
  auto renamed = plan();
  renamed.subject = {{"CN", "another"}};

  EXPECT_FALSE(made(plan()).is_signed_by(made(renamed)));
}

TEST_F(CertificateTest, CopiesAreOneCertificate) {
  const Certificate certificate = made(plan());
  const Certificate copy = certificate;  // NOLINT(performance-unnecessary-copy-initialization): the copy is the claim

  EXPECT_EQ(copy, certificate);
  EXPECT_NE(made(plan()), certificate);
}

}  // namespace
}  // namespace orcamo::pki
