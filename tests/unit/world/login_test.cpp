#include "world/sessions.hpp"
#include "world_test_kit.hpp"

namespace orcamo::mock {
namespace {

class LoginTest : public SandboxTest {
 protected:
  pki::Result<std::string> log_in(const GenerationRef& generation) {
    return sandbox.log_in("ormaster", "ormaster", certificate(generation));
  }
  bool has_session(const std::string& session, const GenerationRef& generation) {
    return sandbox.has_session(session, certificate(generation));
  }

  const GenerationRef mine = issue();
};

TEST_F(LoginTest, BeginsASession) { EXPECT_TRUE(has_session(log_in(mine).value(), mine)); }

TEST_F(LoginTest, RefusesAWrongPassword) {
  EXPECT_THAT(sandbox.log_in("ormaster", "Ormaster", certificate(mine)), FailsWith(Errc::kLoginRefused));
  EXPECT_THAT(sandbox.log_in("ormaster", "", certificate(mine)), FailsWith(Errc::kLoginRefused));
}

TEST_F(LoginTest, RefusesAnotherUser) {
  EXPECT_THAT(sandbox.log_in("other", "ormaster", certificate(mine)), FailsWith(Errc::kLoginRefused));
}

TEST_F(LoginTest, RefusesACertificateThatWasNotIssuedHere) {
  const auto stranger = Sandbox::create({.id = "other"}, real).value()->issue({}).value();

  EXPECT_THAT(log_in(stranger), FailsWith(Errc::kCertificateNotAccepted));
  EXPECT_THAT(sandbox.identity_of(certificate(stranger)), FailsWith(Errc::kCertificateNotAccepted));
}

TEST_F(LoginTest, KnowsWhoPresentsACertificate) {
  EXPECT_THAT(sandbox.identity_of(certificate(mine)), IsOkAnd(mine->identity));
}

TEST_F(LoginTest, LastsAcrossARenewal) {
  const auto session = log_in(mine).value();
  const auto renewed = sandbox.request_renewal(certificate(mine)).value().generation;

  EXPECT_TRUE(has_session(session, renewed));
}

TEST_F(LoginTest, IsNotForAnotherClient) {
  IssueRequest order;
  order.identity.client = "client002";
  const auto other = issue(std::move(order));

  EXPECT_FALSE(has_session(log_in(mine).value(), other));
}

TEST_F(LoginTest, LastsTwelveHoursToTheSecond) {
  const auto session = log_in(mine).value();

  real.advance(std::chrono::hours(12) - Seconds(1));
  EXPECT_TRUE(has_session(session, mine));

  real.advance(Seconds(1));
  EXPECT_FALSE(has_session(session, mine));
}

TEST_F(LoginTest, EndsOnce) {
  const auto session = log_in(mine).value();

  EXPECT_THAT(sandbox.end_session(session), IsOk());
  EXPECT_FALSE(has_session(session, mine));
  EXPECT_THAT(sandbox.end_session(session), FailsWith(Errc::kSessionUnknown));
}

TEST_F(LoginTest, ShowsTheNoticeForThePresentedCertificateOnly) {
  const auto old = issue_with(days(90));
  const auto renewed = sandbox.request_renewal(certificate(old)).value().generation;

  EXPECT_TRUE(sandbox.shows_notice(certificate(old)));
  EXPECT_FALSE(sandbox.shows_notice(certificate(renewed)));
}

TEST_F(LoginTest, MakesRoomAtTheExpenseOfTheOldest) {
  Sessions sessions(std::chrono::hours(12), 2);
  const auto now = sandbox.clock().now();
  const auto first = sessions.begin("first", {}, now);
  const auto second = sessions.begin("second", {}, now);
  const auto third = sessions.begin("third", {}, now);

  EXPECT_FALSE(sessions.has(first, {}, now));
  EXPECT_TRUE(sessions.has(second, {}, now));
  EXPECT_TRUE(sessions.has(third, {}, now));
}

}  // namespace
}  // namespace orcamo::mock
