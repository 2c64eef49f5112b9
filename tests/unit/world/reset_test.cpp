#include "world/world.hpp"
#include "world_test_kit.hpp"

namespace orcamo::mock {
namespace {

using ::testing::IsEmpty;

class ResetTest : public SandboxTest {
 protected:
  const GenerationRef old = issue_with(days(1));
};

TEST_F(ResetTest, ForgetsCertificates) {
  sandbox.reset();

  EXPECT_THAT(sandbox.certificates(), IsEmpty());
  EXPECT_THAT(sandbox.identity_of(certificate(old)), FailsWith(Errc::kCertificateNotAccepted));
  EXPECT_THAT(sandbox.validity_of(""), FailsWith(Errc::kTimeNoCertificate));
}

TEST_F(ResetTest, ForgetsRenewals) {
  const auto link = sandbox.request_renewal(certificate(old)).value();
  sandbox.reset();

  EXPECT_THAT(sandbox.fetch(link.token, certificate(old)), FailsWith(Errc::kLinkUnknown));
  EXPECT_THAT(sandbox.request_renewal(certificate(old)), FailsWith(Errc::kNoReplacement));
}

TEST_F(ResetTest, ForgetsSessions) {
  const auto session = sandbox.log_in("ormaster", "ormaster", certificate(old)).value();
  sandbox.reset();

  EXPECT_THAT(sandbox.end_session(session), FailsWith(Errc::kSessionUnknown));
}

TEST_F(ResetTest, ForgetsTheJournal) {
  sandbox.journal().record(HandshakeEntry{});
  sandbox.reset();

  EXPECT_THAT(sandbox.journal().entries(), IsEmpty());
}

TEST_F(ResetTest, RestartsTheClock) {
  sandbox.clock().set(sandbox.clock().now() + days(1), ClockMode::kFrozen);
  sandbox.reset();

  EXPECT_EQ(sandbox.clock().mode(), ClockMode::kSystem);
  EXPECT_EQ(sandbox.clock().now(), real.now());
}

TEST_F(ResetTest, KeepsTheAuthority) {
  const auto before = sandbox.authority().root();
  sandbox.reset();

  EXPECT_EQ(sandbox.authority().root(), before);
  EXPECT_TRUE(certificate(issue()).is_signed_by(sandbox.authority().issuing()));
}

TEST_F(ResetTest, OfCertificatesLeavesTheRestAlone) {
  sandbox.clock().set(sandbox.clock().now() + days(1), ClockMode::kFrozen);
  set("persona", "drop");
  sandbox.journal().record(HandshakeEntry{});
  const auto session = sandbox.log_in("ormaster", "ormaster", certificate(old)).value();
  const auto link = sandbox.request_renewal(certificate(old)).value();

  sandbox.forget_certificates();

  EXPECT_THAT(sandbox.certificates(), IsEmpty());
  EXPECT_THAT(sandbox.end_session(session), FailsWith(Errc::kSessionUnknown));
  EXPECT_THAT(sandbox.fetch(link.token, certificate(old)), FailsWith(Errc::kLinkUnknown));
  EXPECT_EQ(sandbox.clock().mode(), ClockMode::kFrozen);
  EXPECT_EQ(sandbox.policy()->persona, Persona::kDrop);
  EXPECT_EQ(sandbox.journal().size(), 1U);
}

TEST_F(ResetTest, OfThePolicyLeavesTheRestAlone) {
  set("persona", "drop");

  sandbox.reset_policy();

  EXPECT_EQ(sandbox.policy()->persona, Persona::kAlert);
  EXPECT_THAT(sandbox.certificates(), ::testing::SizeIs(1));
}

}  // namespace
}  // namespace orcamo::mock
