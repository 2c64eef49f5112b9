#include "world/reason.hpp"

#include <set>

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
  EXPECT_EQ(reason_name(Reason::kRevoked), "revoked");
  EXPECT_EQ(reason_name(Reason::kSuperseded), "superseded");
  EXPECT_EQ(reason_name(Reason::kUnknownCa), "unknown_ca");
  EXPECT_EQ(reason_name(Reason::kUnsuitable), "unsuitable");
  EXPECT_EQ(reason_name(Reason::kNotTls), "not_tls");
  EXPECT_EQ(reason_name(Reason::kAborted), "aborted");
}

TEST(ReasonTest, HasANameAndAMeaningForEach) {
  std::set<std::string_view> names;
  for (int i = 0; i <= static_cast<int>(Reason::kAborted); ++i) {
    const auto reason = static_cast<Reason>(i);
    names.insert(reason_name(reason));
    EXPECT_FALSE(reason_meaning(reason).empty()) << reason_name(reason);
    EXPECT_EQ(parse_reason(reason_name(reason)).value(), reason);
  }
  EXPECT_EQ(names.size(), static_cast<std::size_t>(Reason::kAborted) + 1);
}

TEST(ReasonTest, RefusesWordsThatAreNone) {
  EXPECT_EQ(parse_verdict("refused").value(), Verdict::kRefused);
  EXPECT_THAT(parse_verdict("refuse"), FailsWith(pki::Errc::kRequestBadValue));
  EXPECT_THAT(parse_reason("Expired"), FailsWith(pki::Errc::kRequestBadValue));
  EXPECT_THAT(parse_reason(""), FailsWith(pki::Errc::kRequestBadValue));
}

TEST(ReasonTest, KnowsWhichAreAboutTheCertificate) {
  for (const Reason reason :
       {Reason::kNoCertificate, Reason::kExpired, Reason::kRevoked, Reason::kSuperseded, Reason::kUnknownCa,
        Reason::kUnsuitable, Reason::kKeyNotProven, Reason::kMessageTooLarge}) {
    EXPECT_TRUE(is_about_certificate(reason)) << reason_name(reason);
  }
  for (const Reason reason : {Reason::kOk, Reason::kPlainHttp, Reason::kTlsVersionUnsupported,
                              Reason::kServerNotTrusted, Reason::kTimedOut, Reason::kAborted}) {
    EXPECT_FALSE(is_about_certificate(reason)) << reason_name(reason);
  }
}

TEST(ReasonTest, FollowsTheVersionInWhatAClientReports) {
  EXPECT_EQ(likely_report(Reason::kExpired, "TLSv1.2"), "curl 60: reads like a fault of the server's certificate");
  EXPECT_EQ(likely_report(Reason::kExpired, "TLSv1.3"),
            "curl 56: receiving failed, after a handshake that looked fine");
  EXPECT_EQ(likely_report(Reason::kNoCertificate, "TLSv1.2"), "curl 35: the TLS handshake failed");
  EXPECT_EQ(likely_report(Reason::kOk, "TLSv1.3"), "");
}

}  // namespace
}  // namespace orcamo::mock
