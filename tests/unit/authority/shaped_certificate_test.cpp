#include "authority/shaped_certificate.hpp"

#include <gmock/gmock.h>

#include <functional>
#include <numeric>

#include "authority/certificate_surgery.hpp"
#include "orcamo/pki/openssl/handles.hpp"
#include "orcamo/testing/matchers.hpp"
#include "shaped_test.hpp"

namespace orcamo::mock {
namespace {

using pki::Errc;
using pki::NativeAccess;
using testing::FailsWith;
using testing::IsOk;

std::string text_of(const ASN1_STRING* string) {
  return {reinterpret_cast<const char*>(ASN1_STRING_get0_data(string)),
          static_cast<std::size_t>(ASN1_STRING_length(string))};
}

struct Written {
  const char* shape;
  int type;
  const char* not_before;
  const char* not_after;
};
void PrintTo(const Written& row, std::ostream* out) { *out << row.shape; }

// The dates are 2031-02-03T04:05:06Z and ninety days later.
class ShapedDates : public ShapedTest, public ::testing::WithParamInterface<Written> {};

TEST_P(ShapedDates, AreWrittenSo) {
  const auto certificate = shaped(GetParam().shape).certificate;
  const ASN1_TIME* const not_before = X509_get0_notBefore(NativeAccess::native(certificate));
  const ASN1_TIME* const not_after = X509_get0_notAfter(NativeAccess::native(certificate));

  EXPECT_EQ(ASN1_STRING_type(not_after), GetParam().type);
  EXPECT_EQ(text_of(not_before), GetParam().not_before);
  EXPECT_EQ(text_of(not_after), GetParam().not_after);
}

constexpr int kUtc = V_ASN1_UTCTIME;
constexpr int kGeneralized = V_ASN1_GENERALIZEDTIME;

INSTANTIATE_TEST_SUITE_P(
    Shape, ShapedDates,
    ::testing::Values(Written{"no-eku", kUtc, "310203040506Z", "310504040506Z"},
                      Written{"utctime-without-seconds", kUtc, "3102030405Z", "3105040405Z"},
                      Written{"utctime-with-offset", kUtc, "310203130506+0900", "310504130506+0900"},
                      Written{"generalizedtime-before-2050", kGeneralized, "20310203040506Z", "20310504040506Z"},
                      Written{"generalizedtime-without-seconds", kGeneralized, "203102030405Z", "203105040405Z"},
                      Written{"generalizedtime-with-fraction", kGeneralized, "20310203040506.5Z", "20310504040506.5Z"},
                      Written{"utctime-2049", kUtc, "310203040506Z", "491231235959Z"},
                      Written{"generalizedtime-2050", kGeneralized, "310203040506Z", "20500101000000Z"},
                      Written{"utctime-past-2049", kUtc, "310203040506Z", "500101000000Z"},
                      Written{"notafter-9999", kGeneralized, "310203040506Z", "99991231235959Z"}),
    [](const auto& row) { return test_name(*find_certificate_shape(row.param.shape)); });

struct Spelled {
  const char* shape;
  int type;
  std::string common_name;
};
void PrintTo(const Spelled& row, std::ostream* out) { *out << row.shape; }

class ShapedSubjects : public ShapedTest, public ::testing::WithParamInterface<Spelled> {};

TEST_P(ShapedSubjects, AreWrittenSo) {
  const auto certificate = shaped(GetParam().shape).certificate;
  const X509_NAME* const name = X509_get_subject_name(NativeAccess::native(certificate));
  const auto* const written =
      X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, X509_NAME_get_index_by_NID(name, NID_commonName, -1)));

  EXPECT_EQ(ASN1_STRING_type(written), GetParam().type);
  EXPECT_EQ(text_of(written), GetParam().common_name);
  EXPECT_EQ(certificate.common_name(), "client001");
  EXPECT_EQ(certificate.organization(), "u00000001");
}

INSTANTIATE_TEST_SUITE_P(Shape, ShapedSubjects,
                         ::testing::Values(Spelled{"subject-utf8", V_ASN1_UTF8STRING, "client001"},
                                           Spelled{"subject-printable", V_ASN1_PRINTABLESTRING, "client001"},
                                           Spelled{"subject-t61", V_ASN1_T61STRING, "client001"},
                                           Spelled{"subject-bmp", V_ASN1_BMPSTRING,
                                                   std::string("\0c\0l\0i\0e\0n\0t\0"
                                                               "0\0"
                                                               "0\0"
                                                               "1",
                                                               18)}),
                         [](const auto& row) { return test_name(*find_certificate_shape(row.param.shape)); });

TEST_F(ShapedTest, HasTheSerialsThatItsNameSays) {
  const auto serial = [&](std::string_view shape) { return shaped(shape).certificate.serial(); };

  EXPECT_EQ(serial("negative-serial"), "-482913");
  EXPECT_EQ(serial("zero-serial"), "00");
  EXPECT_EQ(serial("serial-20-octets").size(), 40U);
  EXPECT_EQ(serial("serial-21-octets").size(), 42U);
  EXPECT_TRUE(serial("serial-21-octets").ends_with("482913"));
}

TEST_F(ShapedTest, ComesWithTheChainThatItsNameSays) {
  const auto links = [&](std::string_view shape) { return shaped(shape).chain.size(); };
  const auto below = shaped("below-intermediate");
  const auto reversed = shaped("reversed-chain");

  EXPECT_EQ(links("no-eku"), 1U);
  EXPECT_EQ(links("self-signed"), 0U);
  EXPECT_EQ(links("missing-intermediate"), 0U);
  ASSERT_EQ(below.chain.size(), 2U);
  EXPECT_TRUE(below.certificate.is_signed_by(below.chain[0]));
  EXPECT_TRUE(below.chain[0].is_signed_by(authority.issuing()));
  EXPECT_EQ(reversed.chain.front(), authority.issuing());
}

TEST_F(ShapedTest, EndsASecondAfterItsAuthority) {
  const auto credential = shaped("leaf-outlives-ca");

  EXPECT_EQ(credential.certificate.validity(), ninety_days);
  EXPECT_EQ(credential.chain.front().validity().not_after, ninety_days.not_after - pki::Seconds(1));
}

TEST_F(ShapedTest, HasTheKeysThatItsNameSays) {
  const auto rsa = shaped("rsa-1024").key;
  const auto edwards = shaped("ed25519").key;

  EXPECT_EQ(EVP_PKEY_get_bits(NativeAccess::native(rsa)), 1024);
  EXPECT_EQ(EVP_PKEY_is_a(NativeAccess::native(rsa), "RSA"), 1);
  EXPECT_EQ(EVP_PKEY_is_a(NativeAccess::native(edwards), "ED25519"), 1);
}

TEST_F(ShapedTest, HasTheSignaturesThatItsNameSays) {
  const auto digest = [](const pki::Certificate& certificate) {
    return X509_get_signature_nid(NativeAccess::native(certificate));
  };

  EXPECT_EQ(digest(shaped("sha1-signature").certificate), NID_ecdsa_with_SHA1);
  EXPECT_EQ(digest(shaped("signature-algorithm-mismatch").certificate), NID_ecdsa_with_SHA384);
  EXPECT_EQ(digest(shaped("wrong-signature").certificate), NID_ecdsa_with_SHA256);
}

TEST_F(ShapedTest, WantsDatesThatItsFormCanWrite) {
  const auto issued = [&](std::string_view shape, pki::Validity validity) {
    return issue_shaped(authority, *parse_certificate_shape(shape).value(), order(validity),
                        pki::Randomness::seeded(7));
  };
  const auto edge = at("2050-01-01T00:00:00Z");

  EXPECT_THAT(issued("utctime-without-seconds", {now, edge - pki::Seconds(1)}), IsOk());
  EXPECT_THAT(issued("utctime-without-seconds", {now, edge}), FailsWith(Errc::kRequestBadValue));
  EXPECT_THAT(issued("utctime-with-offset", {now, at("2049-12-31T14:59:59Z")}), IsOk());
  EXPECT_THAT(issued("utctime-with-offset", {now, at("2049-12-31T15:00:00Z")}), FailsWith(Errc::kRequestBadValue));
  EXPECT_THAT(issued("generalizedtime-before-2050", {now, edge}), FailsWith(Errc::kRequestBadValue));
  EXPECT_THAT(issued("utctime-2049", {edge, edge + pki::days(1)}), FailsWith(Errc::kIssueValidityEmpty));
  EXPECT_THAT(issued("no-eku", {now, now - pki::Seconds(1)}), FailsWith(Errc::kIssueValidityEmpty));
}

TEST_F(ShapedTest, IsChangedOutsideTheSignedPartOnly) {
  const auto good = issue_client(ninety_days).certificate;
  const auto der = good.der();

  for (const auto& changed : {with_turned_signature_bit(good), with_another_outer_algorithm(good)}) {
    const auto octets = changed.value().der();
    ASSERT_EQ(octets.size(), der.size());
    EXPECT_EQ(std::inner_product(der.begin(), der.end(), octets.begin(), 0, std::plus<>(), std::not_equal_to<>()), 1);
  }
  EXPECT_THAT(with_another_outer_algorithm(shaped("sha1-signature").certificate),
              FailsWith(Errc::kCertificateMalformed));
}

}  // namespace
}  // namespace orcamo::mock
