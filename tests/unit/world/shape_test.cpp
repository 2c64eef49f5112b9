#include "world_test_kit.hpp"

namespace orcamo::mock {
namespace {

class ShapeTest : public SandboxTest {
 protected:
  static IssueRequest shaped(std::string_view name) {
    IssueRequest request;
    request.shape = find_certificate_shape(name);
    return request;
  }
};

TEST_F(ShapeTest, IsKnownAsEveryOtherCertificate) {
  const auto odd = issue(shaped("empty-subject"));

  EXPECT_THAT(sandbox.identity_of(certificate(odd)), IsOkAnd(Identity()));
  EXPECT_THAT(sandbox.certificate(certificate(odd).serial()), IsOkAnd(odd));
  EXPECT_EQ(odd->shape, find_certificate_shape("empty-subject"));
  EXPECT_EQ(issue()->shape, nullptr);
}

TEST_F(ShapeTest, IsKnownByTheSerialThatItReallyHas) {
  const auto odd = issue(shaped("negative-serial"));
  const auto digits = odd->file_name.substr(0, 6);

  EXPECT_EQ(certificate(odd).serial(), "-" + digits);
  EXPECT_THAT(sandbox.revoke("-" + digits), IsOk());
  EXPECT_EQ(sandbox.rule_on(certificate(odd)).reason, Reason::kRevoked);
}

TEST_F(ShapeTest, HasTheSerialZeroOnce) {
  const auto first = issue(shaped("zero-serial"));

  EXPECT_EQ(certificate(first).serial(), "00");
  EXPECT_THAT(sandbox.issue(shaped("zero-serial")), FailsWith(Errc::kRequestBadValue));
  EXPECT_EQ(sandbox.certificates().size(), 1U);
}

TEST_F(ShapeTest, LastsAsLongAsIsAskedFor) {
  auto request = shaped("eku-server-only");
  request.not_after = sandbox.clock().now() + days(9);

  EXPECT_EQ(validity(issue(std::move(request))).not_after, sandbox.clock().now() + days(9));
}

TEST_F(ShapeTest, HasThePolicysKeyUnlessItHasItsOwn) {
  set("key", "rsa-2048");

  EXPECT_EQ(issue(shaped("no-eku"))->credential.key.type(), pki::KeyType::kRsa2048);
  EXPECT_EQ(issue(shaped("ed25519"))->credential.key.type(), pki::KeyType::kOther);
}

TEST_F(ShapeTest, IsRefusedTogetherWithAProfileThatWantsTheRoot) {
  auto request = shaped("no-eku");
  request.profile = *find_profile("WithRoot");

  const auto refused = sandbox.issue(std::move(request));

  ASSERT_THAT(refused, FailsWith(Errc::kRequestBadValue));
  EXPECT_THAT(refused.error().message(),
              ::testing::AllOf(::testing::HasSubstr("no-eku"), ::testing::HasSubstr("WithRoot")));
  EXPECT_EQ(refused.error().hint(), "use another p12_profile");
}

struct Contradiction {
  const char* shape;
  std::optional<pki::KeyType> key;
  std::optional<TimePoint> not_after;
};

TEST_F(ShapeTest, LetsNobodyDecideWhatItDecides) {
  for (const auto& [shape, key, not_after] :
       {Contradiction{"rsa-1024", pki::KeyType::kP256, {}}, Contradiction{"ed25519", pki::KeyType::kP256, {}},
        Contradiction{"notafter-9999", {}, sandbox.clock().now() + days(1)}}) {
    auto request = shaped(shape);
    request.key = key;
    request.not_after = not_after;

    EXPECT_THAT(sandbox.issue(std::move(request)), FailsWith(Errc::kRequestBadValue)) << shape;
  }
  EXPECT_TRUE(sandbox.certificates().empty());
}

}  // namespace
}  // namespace orcamo::mock
