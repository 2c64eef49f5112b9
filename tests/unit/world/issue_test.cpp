#include <set>

#include "world_test_kit.hpp"

namespace orcamo::mock {
namespace {

using ::testing::ElementsAre;
using ::testing::MatchesRegex;

using IssueTest = SandboxTest;

TEST_F(IssueTest, LastsThreeCalendarYearsFromOneMinuteAgo) {
  const auto now = sandbox.clock().now();

  const auto generation = issue();

  EXPECT_EQ(validity(generation).not_before, now - Seconds(60));
  EXPECT_EQ(validity(generation).not_after, pki::add_months(now, std::chrono::months(36), pki::kUtc));
}

TEST_F(IssueTest, TakesTheDatesAsTold) {
  IssueRequest request;
  request.not_before = sandbox.clock().now() + days(1);
  request.not_after = sandbox.clock().now() + days(2);

  const auto generation = issue(std::move(request));

  EXPECT_EQ(validity(generation).not_before, sandbox.clock().now() + days(1));
  EXPECT_EQ(validity(generation).not_after, sandbox.clock().now() + days(2));
}

TEST_F(IssueTest, CountsTheWholeLifeFromAGivenBeginning) {
  const auto begin = sandbox.clock().now() + days(2000);
  IssueRequest request;
  request.not_before = begin;

  EXPECT_EQ(validity(issue(std::move(request))).not_after, pki::add_months(begin, std::chrono::months(36), pki::kUtc));
}

TEST_F(IssueTest, HasLivedItsLifeWhenItEndsSoon) {
  const auto end = sandbox.clock().now() + days(89);

  EXPECT_EQ(validity(issue_with(days(89))).not_before, pki::add_months(end, -std::chrono::months(36), pki::kUtc));
}

TEST_F(IssueTest, MakesCertificatesThatHaveExpired) {
  const auto generation = issue_with(Seconds(-1));

  EXPECT_EQ(stands(validity(generation), sandbox.clock().now()), Standing::kExpired);
}

TEST_F(IssueTest, BeginsNoEarlierThanItsIssuer) {
  sandbox.clock().set(TimePoint(days(10)), ClockMode::kFrozen);

  EXPECT_EQ(validity(issue_with(days(1))).not_before, TimePoint{});
}

TEST_F(IssueTest, RefusesAnEmptyLife) {
  IssueRequest request;
  request.not_before = sandbox.clock().now();
  request.not_after = sandbox.clock().now() - Seconds(1);

  EXPECT_THAT(sandbox.issue(std::move(request)), FailsWith(Errc::kIssueValidityEmpty));
}

TEST_F(IssueTest, NamesTheIdentityInSubjectAndFile) {
  IssueRequest request;
  request.identity = {.facility = "u00000123", .client = "client0456"};

  const auto generation = issue(std::move(request));

  EXPECT_EQ(certificate(generation).organization(), "u00000123");
  EXPECT_EQ(certificate(generation).common_name(), "client0456");
  EXPECT_EQ(generation->file_name, certificate(generation).serial() + "__JP_u00000123_client0456.p12");
  EXPECT_THAT(generation->file_name, MatchesRegex("[0-9]{6}__JP_u[0-9]{8}_client[0-9]{3,4}[.]p12"));
}

TEST_F(IssueTest, DrawsAPasswordOfTenLettersAndDigits) {
  EXPECT_TRUE(std::string(issue()->password.reveal())
                  .find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789") ==
              std::string::npos);
  EXPECT_EQ(issue()->password.reveal().size(), 10U);
  EXPECT_NE(issue()->password.reveal(), issue()->password.reveal());
}

TEST_F(IssueTest, TakesThePasswordAsTold) {
  IssueRequest request;
  request.password = pki::Secret::copy_of("a \"b\" $c");

  EXPECT_EQ(issue(std::move(request))->password.reveal(), "a \"b\" $c");
}

TEST_F(IssueTest, RefusesAPasswordThatNobodyCanType) {
  IssueRequest request;
  request.password = pki::Secret::copy_of(std::string_view("ab\0cd", 5));

  EXPECT_THAT(sandbox.issue(std::move(request)), FailsWith(Errc::kRequestBadValue));
}

TEST_F(IssueTest, NeverRepeatsASerial) {
  std::set<std::string> serials;
  for (int i = 0; i < 50; ++i) serials.insert(certificate(issue()).serial());

  EXPECT_EQ(serials.size(), 50U);
}

TEST_F(IssueTest, ListsInTheOrderOfIssue) {
  const auto first = issue();
  const auto second = issue();

  EXPECT_THAT(sandbox.certificates(), ElementsAre(first, second));
}

TEST_F(IssueTest, FindsBySerial) {
  const auto generation = issue();

  EXPECT_THAT(sandbox.certificate(certificate(generation).serial()), IsOkAnd(generation));
  EXPECT_THAT(sandbox.certificate("000000"), FailsWith(Errc::kSerialUnknown));
}

TEST_F(IssueTest, AnchorsTimeExpressions) {
  const auto first = issue_with(days(10));
  const auto last = issue_with(days(20));
  const auto at = [&](const std::string& expression) { return pki::evaluate_time(expression, sandbox.anchors()); };

  EXPECT_THAT(at("cert:notAfter+1s"), IsOkAnd(validity(last).not_after + Seconds(1)));
  EXPECT_THAT(at("cert:" + certificate(first).serial() + ":notAfter"), IsOkAnd(validity(first).not_after));
  EXPECT_THAT(at("cert:000000:notAfter"), FailsWith(Errc::kTimeNoCertificate));
  EXPECT_THAT(at("now"), IsOkAnd(sandbox.clock().now()));
}

TEST_F(IssueTest, HasNoAnchorBeforeTheFirstCertificate) {
  EXPECT_THAT(pki::evaluate_time("cert:notAfter", sandbox.anchors()), FailsWith(Errc::kTimeNoCertificate));
}

}  // namespace
}  // namespace orcamo::mock
