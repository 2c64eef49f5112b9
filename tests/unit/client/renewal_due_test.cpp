#include <gmock/gmock.h>

#include <functional>
#include <string>

#include "renewal_workflow.hpp"

namespace orcamo::testing {
namespace {

using client::Insistence;
using client::Outcome;
using client::RenewalReport;
using client::Step;
using pki::Errc;
using ::testing::IsEmpty;
using ::testing::Return;

class RenewalDue : public RenewalWorkflow {};

TEST_F(RenewalDue, DoesNothingBeforeItsTime) {
  old_ = issue({.validity = {kNow - pki::days(1), kNow + pki::days(90) + pki::Seconds(1)}});
  EXPECT_CALL(transport_, exchange).Times(0);

  const RenewalReport report = run();

  EXPECT_EQ(report.outcome, Outcome::kNotDue);
  EXPECT_FALSE(report.error.has_value());
  EXPECT_FALSE(report.after.has_value());
}

TEST_F(RenewalDue, RenewsBeforeItsTimeOnRequest) {
  old_ = issue({.validity = {kNow - pki::days(1), kNow + pki::days(365)}});
  EXPECT_CALL(store_, add(Named(kNewName)));

  EXPECT_EQ(run(Insistence::kAlways).outcome, Outcome::kRenewed);
}

TEST_F(RenewalDue, SaysThatAnExpiredCertificateCannotRenewItself) {
  ON_CALL(clock_, now).WillByDefault(Return(old_.certificate.validity().not_after + pki::Seconds(1)));
  EXPECT_CALL(transport_, exchange).Times(0);

  const RenewalReport report = run(Insistence::kAlways);

  ASSERT_EQ(report.outcome, Outcome::kFailed);
  EXPECT_THAT(*report.error, IsError(Errc::kCertificateExpired));
  EXPECT_EQ(report.failed_at, Step::kCheck);
}

TEST_F(RenewalDue, SaysThatACertificateIsNotValidYet) {
  ON_CALL(clock_, now).WillByDefault(Return(old_.certificate.validity().not_before - pki::Seconds(1)));
  EXPECT_CALL(transport_, exchange).Times(0);

  EXPECT_THAT(*run().error, IsError(Errc::kIdentityNotYetValid));
}

// What the store has besides, of whom, and until when.
struct Neighbour {
  const char* name;
  std::function<IdentityWish()> wish;
  Insistence insistence;
  Outcome outcome;
};
void PrintTo(const Neighbour& neighbour, std::ostream* out) { *out << neighbour.name; }

class RenewedAlready : public RenewalWorkflow, public ::testing::WithParamInterface<Neighbour> {};

TEST_P(RenewedAlready, IsSeenInTheStore) {
  stored_ = {{"there.p12", issue(GetParam().wish())}};
  EXPECT_CALL(store_, add(Named(kNewName))).Times(GetParam().outcome == Outcome::kRenewed ? 1 : 0);

  const RenewalReport report = run(GetParam().insistence);

  ASSERT_EQ(report.outcome, GetParam().outcome);
  if (report.outcome == Outcome::kNotDue) {
    EXPECT_THAT(server_.log, IsEmpty());
    ASSERT_TRUE(report.after.has_value());
    EXPECT_EQ(report.after->file_name, "there.p12");
    EXPECT_EQ(report.after->certificate, stored_.front().credential.certificate);
  }
}

IdentityWish ending(pki::Seconds later, const char* facility = "u00000001", Issuer issuer = Issuer::kUsual) {
  return {.validity = {kNow - pki::days(1), kNow + later}, .facility = facility, .issuer = issuer, .serial = "345678"};
}

INSTANTIATE_TEST_SUITE_P(
    Neighbours, RenewedAlready,
    ::testing::Values(Neighbour{"Successor", renewed, Insistence::kWhenDue, Outcome::kNotDue},
                      Neighbour{"SuccessorAndForce", renewed, Insistence::kAlways, Outcome::kRenewed},
                      Neighbour{"DueItself", [] { return ending(pki::days(90)); }, Insistence::kWhenDue,
                                Outcome::kRenewed},
                      Neighbour{"JustNotDue", [] { return ending(pki::days(90) + pki::Seconds(1)); },
                                Insistence::kWhenDue, Outcome::kNotDue},
                      Neighbour{"OfAnotherHolder", [] { return ending(pki::days(999), "u00000009"); },
                                Insistence::kWhenDue, Outcome::kRenewed},
                      Neighbour{"OfAnotherIssuer", [] { return ending(pki::days(999), "u00000001", Issuer::kOther); },
                                Insistence::kWhenDue, Outcome::kRenewed}),
    [](const auto& row) { return row.param.name; });

TEST_F(RenewalDue, IsDoneForGoodOnceItIsRenewed) {
  stored_ = {{"there.p12", issue(renewed())}};
  ON_CALL(clock_, now).WillByDefault(Return(old_.certificate.validity().not_after + pki::Seconds(1)));

  EXPECT_EQ(run().outcome, Outcome::kNotDue);
}

TEST_F(RenewalDue, AsksForNothingWhileTheStoreCannotBeRead) {
  EXPECT_CALL(store_, list).WillOnce(Return(pki::Error(Errc::kP12WrongPassword, "one of them does not open")));
  EXPECT_CALL(transport_, exchange).Times(0);

  EXPECT_THAT(*run().error, IsError(Errc::kP12WrongPassword));
}

}  // namespace
}  // namespace orcamo::testing
