// Every shape of certificate, presented to the server by a client that presents anything.
#include <tuple>

#include "policies_test_kit.hpp"

namespace orcamo::mock {

inline void PrintTo(const CertificateShape& shape, std::ostream* out) { *out << shape.name; }

namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::StartsWith;

bool is_refused(const CertificateShape& shape) { return shape.reason != "ok"; }

class ShapesTest : public ServerTest {
 protected:
  GenerationRef issue_shaped(const CertificateShape& shape) {
    IssueRequest order;
    order.not_before = clock.now() - pki::days(1);
    if (shape.own != CertificateShape::Own::kEnd) order.not_after = clock.now() + pki::days(30);
    order.shape = &shape;
    return sandbox.issue(std::move(order)).value();
  }

  // What comes back to a request for a renewal; empty: nothing.
  std::string renew(const GenerationRef& by, int version) {
    TlsPeer peer(server->port(), {.version = version, .prepare = [&by](SSL* ssl) {
                                    const auto& [certificate, key, chain] = by->credential;
                                    SSL_set_security_level(ssl, 0);
                                    SSL_use_certificate(ssl, pki::NativeAccess::native(certificate));
                                    SSL_use_PrivateKey(ssl, pki::NativeAccess::native(key));
                                    for (const auto& link : chain) {
                                      SSL_add1_chain_cert(ssl, pki::NativeAccess::native(link));
                                    }
                                    ERR_clear_error();
                                  }});
    if (peer.shake_hands()) peer.send(request("POST /api/cert", "{}"));
    return peer.receive_all();
  }
};

using Case = std::tuple<CertificateShape, int>;

std::string name_of(const ::testing::TestParamInfo<Case>& row) {
  std::string name(std::get<0>(row.param).name);
  std::replace(name.begin(), name.end(), '-', '_');
  return name + (std::get<1>(row.param) == TLS1_2_VERSION ? "_tls12" : "_tls13");
}

std::vector<CertificateShape> refused_shapes() {
  std::vector<CertificateShape> refused;
  for (const auto& each : certificate_shapes()) {
    if (is_refused(each)) refused.push_back(each);
  }
  return refused;
}

class EveryShape : public ShapesTest, public ::testing::WithParamInterface<Case> {};

TEST_P(EveryShape, MeetsTheVerdictOfTheTable) {
  const auto& [shape, version] = GetParam();
  const auto mine = issue_shaped(shape);

  const auto answer = renew(mine, version);

  const auto entries = journal();
  ASSERT_THAT(entries, SizeIs(1));
  EXPECT_EQ(reason_name(entries[0].reason), shape.reason) << entries[0].detail << " " << entries[0].code;
  EXPECT_EQ(entries[0].verdict, is_refused(shape) ? Verdict::kRefused : Verdict::kAccepted);
  EXPECT_EQ(entries[0].serial, mine->credential.certificate.serial());
  EXPECT_EQ(entries[0].fingerprint_sha256, mine->credential.certificate.fingerprint_sha256());
  EXPECT_EQ(entries[0].tls_version, version == TLS1_2_VERSION ? "TLSv1.2" : "TLSv1.3");
  EXPECT_EQ(answer.starts_with("HTTP/1.1 200"), !is_refused(shape)) << answer;
}

INSTANTIATE_TEST_SUITE_P(Shape, EveryShape,
                         ::testing::Combine(::testing::ValuesIn(certificate_shapes().begin(),
                                                                certificate_shapes().end()),
                                            ::testing::Values(TLS1_2_VERSION, TLS1_3_VERSION)),
                         name_of);

class RefusedShape : public ShapesTest, public ::testing::WithParamInterface<Case> {};

TEST_P(RefusedShape, IsToldSoOverHttpWhereThePersonaWantsIt) {
  const auto& [shape, version] = GetParam();
  set("persona", "http-403");

  const auto answer = renew(issue_shaped(shape), version);

  EXPECT_THAT(answer, StartsWith("HTTP/1.1 403"));
  const auto entries = journal();
  ASSERT_THAT(entries, SizeIs(1));
  EXPECT_EQ(reason_name(entries[0].reason), shape.reason) << entries[0].detail;
}

INSTANTIATE_TEST_SUITE_P(Shape, RefusedShape,
                         ::testing::Combine(::testing::ValuesIn(refused_shapes()),
                                            ::testing::Values(TLS1_2_VERSION, TLS1_3_VERSION)),
                         name_of);

TEST_F(ShapesTest, LeaveTheRenewalAsTheServiceIssuesIt) {
  const auto odd = issue_shaped(*find_certificate_shape("ed25519"));

  EXPECT_THAT(renew(odd, TLS1_3_VERSION), HasSubstr("200 OK"));

  const auto renewal = sandbox.certificates().back();
  EXPECT_EQ(renewal->shape, nullptr);
  EXPECT_EQ(renewal->replaces, odd->credential.certificate.serial());
  EXPECT_EQ(renewal->credential.key.type(), pki::KeyType::kP256);
}

TEST_F(ShapesTest, AreRefusedWithTheirAuthority) {
  const auto outliving = issue_shaped(*find_certificate_shape("leaf-outlives-ca"));
  clock.set(outliving->credential.certificate.validity().not_after);

  EXPECT_EQ(renew(outliving, TLS1_3_VERSION), "");

  EXPECT_THAT(journal(), ElementsAre(::testing::Field(&HandshakeEntry::reason, Reason::kCaExpired)));
}

}  // namespace
}  // namespace orcamo::mock
