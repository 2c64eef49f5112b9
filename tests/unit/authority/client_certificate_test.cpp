#include <gmock/gmock.h>
#include <openssl/asn1.h>

#include <set>

#include "authority_test.hpp"
#include "orcamo/pki/openssl/handles.hpp"
#include "orcamo/testing/matchers.hpp"
#include "verification.hpp"

namespace orcamo::mock {
namespace {

using pki::Errc;
using pki::Seconds;
using ::testing::AllOf;
using ::testing::ElementsAre;
using testing::FailsWith;
using ::testing::HasSubstr;
using testing::IsOk;
using ::testing::MatchesRegex;

X509* native(const pki::Credential& credential) { return pki::NativeAccess::native(credential.certificate); }

std::string octets(const ASN1_STRING* string) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(string)),
          static_cast<std::size_t>(ASN1_STRING_length(string))};
}

using ClientCertificate = AuthorityTest;

TEST_F(ClientCertificate, VerifiesForClientsOnly) {
  const auto client = issue_client(ninety_days);

  EXPECT_EQ(verify(client, authority.root(), Purpose::kTlsClient, now), X509_V_OK);
  EXPECT_EQ(verify(client, authority.root(), Purpose::kTlsServer, now), X509_V_ERR_INVALID_PURPOSE);
  EXPECT_TRUE(client.certificate.is_for_clients());
  EXPECT_FALSE(client.certificate.is_authority());
}

TEST_F(ClientCertificate, IsUnknownToAnotherAuthority) {
  const auto client = issue_client(ninety_days);

  EXPECT_EQ(verify(client, make_authority().root(), Purpose::kTlsClient, now),
            X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
}

TEST_F(ClientCertificate, IsJudgedByItsDatesToTheSecond) {
  const auto client = issue_client(ninety_days);
  const auto judged_at = [&](pki::TimePoint time) {
    return verify(client, authority.root(), Purpose::kTlsClient, time);
  };

  EXPECT_EQ(judged_at(ninety_days.not_before - Seconds(1)), X509_V_ERR_CERT_NOT_YET_VALID);
  EXPECT_EQ(judged_at(ninety_days.not_before), X509_V_OK);
  EXPECT_EQ(judged_at(ninety_days.not_after - Seconds(1)), X509_V_OK);
  EXPECT_EQ(judged_at(ninety_days.not_after + Seconds(1)), X509_V_ERR_CERT_HAS_EXPIRED);
}

TEST_F(ClientCertificate, SubjectIsCountryOrganizationNameInThatOrder) {
  const auto client = issue_client(ninety_days);

  const pki::OpensslText oneline(X509_NAME_oneline(X509_get_subject_name(native(client)), nullptr, 0));
  EXPECT_STREQ(oneline.get(), "/C=JP/O=u00000001/CN=client001");
  EXPECT_EQ(client.certificate.issuer(), authority.issuing().subject());
}

TEST_F(ClientCertificate, SubjectMayBeJapanese) {
  const auto client =
      authority.issue_client({.organization = "架空医院", .common_name = "受付"}, ninety_days, key, "482913");

  ASSERT_THAT(client, IsOk());
  EXPECT_EQ(client->certificate.organization(), "架空医院");
  EXPECT_EQ(client->certificate.common_name(), "受付");
}

TEST_F(ClientCertificate, SerialIsTheDigitsOfTheFileName) {
  const auto client = issue_client(ninety_days, "712345");

  EXPECT_EQ(client.certificate.serial(), "712345");
  EXPECT_EQ(octets(X509_get0_serialNumber(native(client))), "\x71\x23\x45");
}

TEST_F(ClientCertificate, UsesAreSignatureAndClientAuthentication) {
  const auto client = issue_client(ninety_days);

  EXPECT_EQ(X509_get_key_usage(native(client)), static_cast<std::uint32_t>(KU_DIGITAL_SIGNATURE));
  EXPECT_EQ(X509_get_extended_key_usage(native(client)), static_cast<std::uint32_t>(XKU_SSL_CLIENT));
}

TEST_F(ClientCertificate, NamesItsIssuerByKeyIdentifier) {
  const auto client = issue_client(ninety_days);

  const ASN1_OCTET_STRING* const issuing = X509_get0_subject_key_id(pki::NativeAccess::native(authority.issuing()));
  const ASN1_OCTET_STRING* const named = X509_get0_authority_key_id(native(client));
  ASSERT_NE(issuing, nullptr);
  ASSERT_NE(named, nullptr);
  EXPECT_EQ(octets(named), octets(issuing));
  EXPECT_NE(X509_get0_subject_key_id(native(client)), nullptr);
}

TEST_F(ClientCertificate, IsVersion3SignedWithSha256) {
  const auto client = issue_client(ninety_days);

  EXPECT_EQ(X509_get_version(native(client)), X509_VERSION_3);
  EXPECT_EQ(X509_get_signature_nid(native(client)), NID_ecdsa_with_SHA256);
}

TEST_F(ClientCertificate, ComesWithItsKeyAndTheIssuingAuthority) {
  const auto client = issue_client(ninety_days);

  EXPECT_TRUE(client.certificate.matches(key));
  EXPECT_TRUE(client.certificate.matches(client.key));
  EXPECT_THAT(client.chain, ElementsAre(authority.issuing()));
}

TEST_F(ClientCertificate, CertifiesAnRsaKey) {
  const auto rsa = pki::PrivateKey::generate(pki::KeyType::kRsa2048).value();

  const auto client = authority.issue_client(subject, ninety_days, rsa, "482913").value();

  EXPECT_TRUE(client.certificate.matches(rsa));
  EXPECT_EQ(verify(client, authority.root(), Purpose::kTlsClient, now), X509_V_OK);
}

TEST_F(ClientCertificate, OutlivesNeitherAuthority) {
  const pki::Validity authority_lasts = pki::always();

  EXPECT_THAT(authority.issue_client(subject, authority_lasts, key, "482913"), IsOk());
  EXPECT_THAT(authority.issue_client(subject, {now, authority_lasts.not_after + Seconds(1)}, key, "482913"),
              FailsWith(Errc::kIssueOutlivesIssuer));
  EXPECT_THAT(authority.issue_client(subject, {authority_lasts.not_before - Seconds(1), now}, key, "482913"),
              FailsWith(Errc::kIssueOutlivesIssuer));
}

TEST_F(ClientCertificate, RefusalNamesTheIssuersDates) {
  const auto refused = authority.issue_client(subject, {now, pki::TimePoint::max()}, key, "482913");

  ASSERT_THAT(refused, FailsWith(Errc::kIssueOutlivesIssuer));
  EXPECT_THAT(refused.error().message(), AllOf(HasSubstr("1970-01-01T00:00:00Z"), HasSubstr("9999-12-31T23:59:59Z")));
}

TEST_F(ClientCertificate, MayBeValidForOneSecondButNotForNone) {
  EXPECT_EQ(issue_client({now, now}).certificate.validity(), (pki::Validity{now, now}));
  EXPECT_THAT(authority.issue_client(subject, {now, now - Seconds(1)}, key, "482913"),
              FailsWith(Errc::kIssueValidityEmpty));
}

struct DateRow {
  const char* name;
  const char* date;
  int type;
  const char* encoded;

  friend void PrintTo(const DateRow& row, std::ostream* out) { *out << row.date; }
};

class CertificateDates : public AuthorityTest, public ::testing::WithParamInterface<DateRow> {};

TEST_P(CertificateDates, AreEncodedAsTheRfcSays) {
  const pki::TimePoint date = at(GetParam().date);

  const auto client = issue_client({date, date});

  for (const ASN1_TIME* field : {X509_get0_notBefore(native(client)), X509_get0_notAfter(native(client))}) {
    EXPECT_EQ(ASN1_STRING_type(field), GetParam().type);
    EXPECT_EQ(octets(field), GetParam().encoded);
  }
  const auto read_back = pki::Certificate::from_der(client.certificate.der()).value();
  EXPECT_EQ(pki::format_rfc3339(read_back.validity().not_before), GetParam().date);
  EXPECT_EQ(pki::format_rfc3339(read_back.validity().not_after), GetParam().date);
}

INSTANTIATE_TEST_SUITE_P(
    Dates, CertificateDates,
    ::testing::Values(DateRow{"Epoch", "1970-01-01T00:00:00Z", V_ASN1_UTCTIME, "700101000000Z"},
                      DateRow{"LastOf1999", "1999-12-31T23:59:59Z", V_ASN1_UTCTIME, "991231235959Z"},
                      DateRow{"FirstOf2000", "2000-01-01T00:00:00Z", V_ASN1_UTCTIME, "000101000000Z"},
                      DateRow{"LeapDay", "2028-02-29T12:34:56Z", V_ASN1_UTCTIME, "280229123456Z"},
                      DateRow{"EndOf32BitTime", "2038-01-19T03:14:07Z", V_ASN1_UTCTIME, "380119031407Z"},
                      DateRow{"After32BitTime", "2038-01-19T03:14:08Z", V_ASN1_UTCTIME, "380119031408Z"},
                      DateRow{"LastUtcTime", "2049-12-31T23:59:59Z", V_ASN1_UTCTIME, "491231235959Z"},
                      DateRow{"FirstGeneralizedTime", "2050-01-01T00:00:00Z", V_ASN1_GENERALIZEDTIME,
                              "20500101000000Z"},
                      DateRow{"LeapDayOf2096", "2096-02-29T00:00:01Z", V_ASN1_GENERALIZEDTIME, "20960229000001Z"},
                      DateRow{"NoLeapDayIn2100", "2100-03-01T00:00:00Z", V_ASN1_GENERALIZEDTIME, "21000301000000Z"},
                      DateRow{"Unsigned32BitTime", "2106-02-07T06:28:16Z", V_ASN1_GENERALIZEDTIME, "21060207062816Z"},
                      DateRow{"LastOfAll", "9999-12-31T23:59:59Z", V_ASN1_GENERALIZEDTIME, "99991231235959Z"}),
    [](const auto& row) { return std::string(row.param.name); });

struct SubjectRow {
  const char* name;
  SubjectName subject;

  friend void PrintTo(const SubjectRow& row, std::ostream* out) { *out << row.name; }
};

class SubjectRefused : public AuthorityTest, public ::testing::WithParamInterface<SubjectRow> {};

TEST_P(SubjectRefused, WithoutACertificate) {
  EXPECT_THAT(authority.issue_client(GetParam().subject, ninety_days, key, "482913"),
              FailsWith(Errc::kRequestBadValue));
}

INSTANTIATE_TEST_SUITE_P(Subjects, SubjectRefused,
                         ::testing::Values(SubjectRow{"NoOrganization", {"JP", "", "client001"}},
                                           SubjectRow{"NoName", {"JP", "u00000001", ""}},
                                           SubjectRow{"CountryOfThreeLetters", {"JPN", "u00000001", "client001"}},
                                           SubjectRow{"NameTooLong", {"JP", "u00000001", std::string(65, 'x')}},
                                           SubjectRow{"NotUtf8", {"JP", "u00000001", "\xff\xfe"}}),
                         [](const auto& row) { return std::string(row.param.name); });

class SerialRefused : public AuthorityTest, public ::testing::WithParamInterface<const char*> {};

TEST_P(SerialRefused, UnlessOpensslPrintsTheSameDigits) {
  EXPECT_THAT(authority.issue_client(subject, ninety_days, key, GetParam()), FailsWith(Errc::kRequestBadValue));
}

INSTANTIATE_TEST_SUITE_P(Serials, SerialRefused,
                         ::testing::Values("", "48291", "4829133", "012345", "812345", "48291a", "-48291", "４８"));

TEST(RandomSerial, IsSixDigitsThatAnAuthorityTakes) {
  std::set<std::string> drawn;

  for (int i = 0; i < 1000; ++i) drawn.insert(random_serial());

  for (const std::string& serial : drawn) EXPECT_THAT(serial, MatchesRegex("[1-7][0-9][0-9][0-9][0-9][0-9]"));
  EXPECT_GT(drawn.size(), 900U);
}

}  // namespace
}  // namespace orcamo::mock
