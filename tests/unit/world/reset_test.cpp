#include <future>
#include <thread>

#include "orcamo/pki/openssl/draw_scope.hpp"
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

// An order is under way as soon as its key draws from the seed. It must be so in the world of the reset that neither
// its certificate is there nor its serial is used up: the series begins anew.
class ResetUnderWayTest : public ResetTest {
 protected:
  ResetUnderWayTest() { seeded->clock().set(real.now(), ClockMode::kFrozen).value(); }

  template <class Order>
  auto reset_while(const Order& order) {
    const auto before = pki::seeded_draws();
    auto outcome = std::async(std::launch::async, order);
    while (pki::seeded_draws() == before) std::this_thread::yield();
    EXPECT_THAT(seeded->reset(), IsOk());
    return outcome.get();
  }

  GenerationRef issue_rsa() {
    IssueRequest request;
    request.key = pki::KeyType::kRsa2048;
    request.not_after = real.now() + days(1);
    return seeded->issue(std::move(request)).value();
  }

  const SandboxRef seeded = Sandbox::create({.id = "seeded", .seed = 7}, real).value();
};

TEST_F(ResetUnderWayTest, ForgetsWhatIsBeingIssued) {
  const auto first = issue_rsa();
  seeded->reset().value();

  const auto issued = reset_while([this]() -> pki::Result<GenerationRef> {
    IssueRequest request;
    request.key = pki::KeyType::kRsa2048;
    return seeded->issue(std::move(request));
  });

  EXPECT_TRUE(issued || issued.error().code() == Errc::kNoReplacement);
  EXPECT_THAT(seeded->certificates(), IsEmpty());
  EXPECT_EQ(certificate(issue_rsa()).serial(), certificate(first).serial());
}

TEST_F(ResetUnderWayTest, ForgetsWhatIsBeingRenewed) {
  const auto first = issue_rsa();

  const auto renewed = reset_while([&] { return seeded->request_renewal(certificate(first)); });

  EXPECT_TRUE(renewed || renewed.error().code() == Errc::kNoReplacement);
  EXPECT_THAT(seeded->certificates(), IsEmpty());
  EXPECT_EQ(certificate(issue_rsa()).serial(), certificate(first).serial());
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
