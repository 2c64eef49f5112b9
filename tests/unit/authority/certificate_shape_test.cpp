// What strangers say to the shapes: OpenSSL, as a library and as a program.
#include "authority/certificate_shape.hpp"

#include <gmock/gmock.h>
#include <openssl/x509_vfy.h>

#include <set>

#include "orcamo/testing/matchers.hpp"
#include "orcamo/testing/temporary_directory.hpp"
#include "run_program.hpp"
#include "shaped_test.hpp"
#include "verification.hpp"

namespace orcamo::mock {
namespace {

using testing::FailsWith;
using ::testing::HasSubstr;
using testing::IsOkAnd;

class CertificateShapes : public ShapedTest, public ::testing::WithParamInterface<CertificateShape> {};

TEST_P(CertificateShapes, AreJudgedByOpensslAsTheTableSays) {
  const auto code = verify(shaped(GetParam()), authority.root(), Purpose::kTlsClient, now);

  EXPECT_EQ(code, GetParam().openssl) << X509_verify_cert_error_string(code);
}

TEST_P(CertificateShapes, AreJudgedByTheCommandLikewise) {
  const testing::TemporaryDirectory folder;
  const auto credential = shaped(GetParam());
  std::string chain;
  for (const auto& link : credential.chain) chain += link.pem();
  const auto root = folder.write("root.pem", authority.root().pem());
  const auto untrusted = folder.write("untrusted.pem", chain.empty() ? authority.root().pem() : chain);
  const auto leaf = folder.write("leaf.pem", credential.certificate.pem());

  const auto outcome =
      run_program({"openssl", "verify", "-x509_strict", "-purpose", "sslclient", "-attime",
                   std::to_string(now.time_since_epoch().count()), "-CAfile", root, "-untrusted", untrusted, leaf},
                  folder / "output");

  EXPECT_EQ(outcome.exit_code, GetParam().openssl == 0 ? 0 : 2) << outcome.output;
  if (GetParam().openssl != 0) {
    EXPECT_THAT(outcome.output, HasSubstr("error " + std::to_string(GetParam().openssl) + " at "));
  }
}

TEST_P(CertificateShapes, AreTheSameOfTheSameSeed) {
  const auto one = shaped(GetParam());
  const auto two = shaped(GetParam());
  const auto another = shaped(GetParam(), pki::Randomness::seeded(8));

  EXPECT_EQ(one.certificate, two.certificate);
  EXPECT_EQ(one.chain, two.chain);
  EXPECT_EQ(one.key.pem()->reveal(), two.key.pem()->reveal());
  EXPECT_FALSE(one.certificate == another.certificate);
}

TEST_P(CertificateShapes, BelongToTheirKeys) {
  const auto credential = shaped(GetParam());

  EXPECT_TRUE(credential.certificate.matches(credential.key));
}

TEST_P(CertificateShapes, AreReadAsTheyAreWritten) {
  const auto certificate = shaped(GetParam()).certificate;

  EXPECT_THAT(pki::Certificate::from_der(certificate.der()), IsOkAnd(certificate));
}

TEST_P(CertificateShapes, AreFoundByName) {
  EXPECT_EQ(parse_certificate_shape(GetParam().name).value(), find_certificate_shape(GetParam().name));
  EXPECT_EQ(find_certificate_shape(GetParam().name)->name, GetParam().name);
  EXPECT_FALSE(GetParam().description.empty());
  EXPECT_FALSE(GetParam().description_ja.empty());
}

INSTANTIATE_TEST_SUITE_P(Shape, CertificateShapes,
                         ::testing::ValuesIn(certificate_shapes().begin(), certificate_shapes().end()),
                         [](const auto& row) { return test_name(row.param); });

TEST(CertificateShapeNames, AreEachOfOneShape) {
  std::set<std::string_view> names;
  for (const auto& shape : certificate_shapes()) names.insert(shape.name);

  EXPECT_EQ(names.size(), certificate_shapes().size());
}

TEST(CertificateShapeNames, AreToldToThoseWhoAskForAnother) {
  const auto parsed = parse_certificate_shape("eku-sever-only");

  EXPECT_THAT(parsed, FailsWith(pki::Errc::kRequestBadValue));
  EXPECT_THAT(parsed.error().hint(), HasSubstr("eku-server-only"));
}

}  // namespace
}  // namespace orcamo::mock
