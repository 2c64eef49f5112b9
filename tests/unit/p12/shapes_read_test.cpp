#include <gmock/gmock.h>

#include "authority/certificate_shape.hpp"
#include "authority/pkcs12_writer.hpp"
#include "authority/shaped_certificate.hpp"
#include "p12_kit_test.hpp"

namespace orcamo::mock {

inline void PrintTo(const CertificateShape& shape, std::ostream* out) { *out << shape.name; }

namespace {

class ShapeReadByTheClient : public P12KitTest, public ::testing::WithParamInterface<CertificateShape> {
 protected:
  static pki::Bytes seal() {
    const pki::Validity validity{pki::parse_rfc3339("2031-02-03T04:05:06Z").value(),
                                 pki::parse_rfc3339("2034-02-03T04:05:06Z").value()};
    const ShapedOrder order{.subject = subject, .validity = validity, .key = pki::KeyType::kP256, .serial = "482913"};
    const auto shaped = issue_shaped(authority, GetParam(), order, pki::Randomness::seeded(7)).value();
    return seal_pkcs12(shaped, kPassword, P12Profile::kModern2023, "client001").value();
  }

  // Who issued it, and when it ends, is not the file's matter.
  static std::string_view expected() {
    const std::string_view reason = GetParam().reason;
    return reason == "not_for_client" || reason == "ca_as_client" || reason == "invalid_extensions" ? "not_for_client"
                                                                                                    : "ok";
  }
};

TEST_P(ShapeReadByTheClient, IsJudgedAsTheServerJudgesItsPurpose) {
  const auto found = client::inspect_pkcs12(seal(), kPassword);

  EXPECT_EQ(client::verdict_name(found.verdict), expected());
  EXPECT_EQ(found.certificates.empty(), false);
}

INSTANTIATE_TEST_SUITE_P(Shapes, ShapeReadByTheClient,
                         ::testing::ValuesIn(certificate_shapes().begin(), certificate_shapes().end()), named);

class WeakShape : public ShapeReadByTheClient {};

TEST_P(WeakShape, IsWarnedOfAndNotPresentedByCurl) {
  const auto found = client::inspect_pkcs12(seal(), kPassword);

  EXPECT_THAT(found.warnings, ::testing::Contains(::testing::HasSubstr("too weak for TLS")));
  for (const client::P12Consumer& consumer : found.opens_in) {
    if (consumer.name == "curl" || consumer.name == "node") {
      EXPECT_FALSE(consumer.opens) << consumer.name;
    }
    if (consumer.name == "openssl3") {
      EXPECT_TRUE(consumer.opens) << consumer.why_not;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Shapes, WeakShape,
                         ::testing::Values(*find_certificate_shape("rsa-1024"),
                                           *find_certificate_shape("sha1-signature")),
                         named);

}  // namespace
}  // namespace orcamo::mock
