#include "world/reason.hpp"

#include "world_test_kit.hpp"

namespace orcamo::mock {
namespace {

using testing::FailsWith;

TEST(ReasonTest, NamesVerdictsAndReasonsAsOthersReadThem) {
  EXPECT_EQ(verdict_name(Verdict::kAccepted), "accepted");
  EXPECT_EQ(verdict_name(Verdict::kRefused), "refused");
  EXPECT_EQ(reason_name(Reason::kOk), "ok");
  EXPECT_EQ(reason_name(Reason::kNoCertificate), "no_certificate");
  EXPECT_EQ(reason_name(Reason::kExpired), "expired");
  EXPECT_EQ(reason_name(Reason::kNotYetValid), "not_yet_valid");
  EXPECT_EQ(reason_name(Reason::kUnknownCa), "unknown_ca");
  EXPECT_EQ(reason_name(Reason::kNotTls), "not_tls");
  EXPECT_EQ(reason_name(Reason::kAborted), "aborted");
}

TEST(ReasonTest, ReadsTheNamesBack) {
  EXPECT_EQ(parse_verdict("refused").value(), Verdict::kRefused);
  EXPECT_EQ(parse_reason("not_yet_valid").value(), Reason::kNotYetValid);
  EXPECT_THAT(parse_verdict("refuse"), FailsWith(pki::Errc::kRequestBadValue));
  EXPECT_THAT(parse_reason("Expired"), FailsWith(pki::Errc::kRequestBadValue));
}

}  // namespace
}  // namespace orcamo::mock
