#include <gmock/gmock.h>
#include <openssl/err.h>

#include "memory_handshake.hpp"
#include "orcamo/pki/clock.hpp"

namespace orcamo::mock {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const pki::TimePoint kNow = std::chrono::sys_days(std::chrono::year(2031) / 2 / 3);

// Addressing: two sandboxes beside the default one; the parameter is the TLS version.
class Addressing : public testing::TestWithParam<int> {
 protected:
  Addressing() {
    a_ = world_->add({.id = "a"}).value();
    b_ = world_->add({.id = "b"}).value();
  }
  ~Addressing() override { EXPECT_EQ(ERR_peek_error(), 0U); }

  // Every client of these tests checks the server's certificate, name included.
  Handshake connect(const pki::Credential& by, const std::string& server_name, SandboxRef of_port = nullptr) {
    return Handshake(*world_, context_,
                     {.credential = &by,
                      .trusted = &world_->server_authority().root(),
                      .version = GetParam(),
                      .server_name = server_name},
                     std::move(of_port));
  }

  pki::ManualClock clock_{kNow};
  const std::unique_ptr<World> world_ = World::create(clock_).value();
  const TlsContext context_ = TlsContext::create(*world_).value();
  SandboxRef a_;
  SandboxRef b_;
};

TEST_P(Addressing, FollowsTheServerName) {
  const GenerationRef by_a = a_->issue({}).value();
  for (const char* const name : {"a.localhost", "weborca.a.localhost"}) {
    a_->journal().clear();
    auto handshake = connect(by_a->credential, name);
    handshake.run();

    EXPECT_EQ(handshake.record.sandbox, a_) << name;
    ASSERT_THAT(a_->journal().entries(), SizeIs(1)) << name;
    EXPECT_EQ(reason_name(a_->journal().entries().front().reason), "ok") << name;
  }
  EXPECT_THAT(world_->default_sandbox().journal().entries(), IsEmpty());
}

TEST_P(Addressing, RefusesTheCertificateOfAnotherSandbox) {
  const GenerationRef by_a = a_->issue({}).value();
  auto handshake = connect(by_a->credential, "b.localhost");
  handshake.run();

  EXPECT_EQ(handshake.client.alert(), SSL_AD_UNKNOWN_CA);
  ASSERT_THAT(b_->journal().entries(), SizeIs(1));
  const HandshakeEntry entry = b_->journal().entries().front();
  EXPECT_EQ(reason_name(entry.reason), "wrong_sandbox");
  EXPECT_THAT(entry.detail, HasSubstr("sandbox a,"));
  EXPECT_EQ(entry.serial, by_a->credential.certificate.serial());
  EXPECT_THAT(a_->journal().entries(), IsEmpty());
}

TEST_P(Addressing, FollowsTheIssuerWhereTheNameSaysNothing) {
  const GenerationRef by_b = b_->issue({}).value();
  b_->clock().set(by_b->credential.certificate.validity().not_after + pki::Seconds(1), ClockMode::kFrozen);
  auto handshake = connect(by_b->credential, "localhost");
  handshake.run();

  ASSERT_THAT(b_->journal().entries(), SizeIs(1));
  EXPECT_EQ(reason_name(b_->journal().entries().front().reason), "expired");
  EXPECT_EQ(b_->journal().entries().front().clock, b_->clock().now());
  EXPECT_THAT(world_->default_sandbox().journal().entries(), IsEmpty());
}

TEST_P(Addressing, BelievesThePortBeforeTheName) {
  const GenerationRef by_a = a_->issue({}).value();
  auto handshake = connect(by_a->credential, "b.localhost", a_);
  handshake.run();

  ASSERT_THAT(a_->journal().entries(), SizeIs(1));
  EXPECT_EQ(reason_name(a_->journal().entries().front().reason), "ok");
  EXPECT_THAT(b_->journal().entries(), IsEmpty());
}

TEST_P(Addressing, TakesAPortOfTheDefaultSandboxForItsOwn) {
  const GenerationRef by_a = a_->issue({}).value();
  auto handshake = connect(by_a->credential, "a.localhost", world_->default_sandbox().shared_from_this());
  handshake.run();

  ASSERT_THAT(world_->default_sandbox().journal().entries(), SizeIs(1));
  EXPECT_EQ(reason_name(world_->default_sandbox().journal().entries().front().reason), "wrong_sandbox");
}

TEST_P(Addressing, RefusesTheCertificateOfAnotherSandboxAtAPort) {
  const GenerationRef by_a = a_->issue({}).value();
  auto handshake = connect(by_a->credential, "localhost", b_);
  handshake.run();

  ASSERT_THAT(b_->journal().entries(), SizeIs(1));
  EXPECT_EQ(reason_name(b_->journal().entries().front().reason), "wrong_sandbox");
}

TEST_P(Addressing, TakesTheCertificateOfARemovedSandboxForAStrangers) {
  const GenerationRef by_a = a_->issue({}).value();
  ASSERT_TRUE(world_->remove("a"));
  auto handshake = connect(by_a->credential, "localhost");
  handshake.run();

  ASSERT_THAT(world_->default_sandbox().journal().entries(), SizeIs(1));
  EXPECT_EQ(reason_name(world_->default_sandbox().journal().entries().front().reason), "unknown_ca");
  EXPECT_THAT(a_->journal().entries(), IsEmpty());
}

// A sandbox may have the id of one that was removed; sessions of the old one are not its own.
TEST_P(Addressing, ResumesNoSessionOfANamesake) {
  const auto resumes = [](Policy& policy) {
    policy.resumption = Resumption::kLenient;
    return pki::Result<void>();
  };
  ASSERT_TRUE(a_->change_policy(resumes));
  const GenerationRef by_a = a_->issue({}).value();
  auto first = connect(by_a->credential, "a.localhost");
  first.run();
  const SslSession session = first.client.session();
  ASSERT_TRUE(world_->remove("a"));
  const SandboxRef namesake = world_->add({.id = "a"}).value();
  ASSERT_TRUE(namesake->change_policy(resumes));

  Handshake second(
      *world_, context_,
      {.credential = &by_a->credential, .version = GetParam(), .server_name = "a.localhost", .session = session.get()});
  second.run();

  ASSERT_THAT(namesake->journal().entries(), SizeIs(1));
  EXPECT_EQ(reason_name(namesake->journal().entries().front().reason), "unknown_ca");
}

INSTANTIATE_TEST_SUITE_P(Tls, Addressing, testing::Values(TLS1_2_VERSION, TLS1_3_VERSION),
                         [](const auto& row) { return row.param == TLS1_2_VERSION ? "12" : "13"; });

}  // namespace
}  // namespace orcamo::mock
