#include <string>
#include <tuple>

#include "world_test_kit.hpp"

namespace orcamo::mock {
namespace {

TimePoint at(const char* text) { return pki::parse_rfc3339(text).value(); }

// Edge is the second at which something becomes true: false one second before, true from it on.
struct Edge {
  const char* name;
  const char* rule;      // of the notice; of the expiry boundary in the second table
  const char* boundary;  // of the notice
  const char* not_after;
  const char* edge;
};

void PrintTo(const Edge& edge, std::ostream* out) { *out << edge.rule << " " << edge.boundary << " " << edge.edge; }

using Case = std::tuple<Edge, int>;

std::string name_of(const ::testing::TestParamInfo<Case>& row) {
  const int offset = std::get<1>(row.param);
  return std::string(std::get<0>(row.param).name) + (offset < 0 ? "Minus1s" : offset == 0 ? "" : "Plus1s");
}

class AtTheEdge : public SandboxTest, public ::testing::WithParamInterface<Case> {
 protected:
  const Edge& edge() const { return std::get<0>(GetParam()); }
  bool is_past() const { return std::get<1>(GetParam()) >= 0; }

  // A certificate of five years that ends as the row says, at the row's moment.
  GenerationRef given() {
    IssueRequest order;
    order.not_after = at(edge().not_after);
    order.not_before = *order.not_after - days(5 * 365);
    const auto generation = issue(std::move(order));
    sandbox.clock().set(at(edge().edge) + Seconds(std::get<1>(GetParam())), ClockMode::kFrozen);
    return generation;
  }
};

class NoticeBegins : public AtTheEdge {};

TEST_P(NoticeBegins, ToTheSecond) {
  set("notice_rule", edge().rule);
  set("notice_boundary", edge().boundary);

  EXPECT_EQ(sandbox.shows_notice(certificate(given())), is_past());
}

INSTANTIATE_TEST_SUITE_P(
    Edge, NoticeBegins,
    ::testing::Combine(
        ::testing::Values(
            Edge{"NinetyDays", "90d", "inclusive", "2031-06-30T03:00:00Z", "2031-04-01T03:00:00Z"},
            Edge{"NinetyDaysExclusive", "90d", "exclusive", "2031-06-30T03:00:00Z", "2031-04-01T03:00:01Z"},
            Edge{"NinetyJstDays", "90d", "jst-days", "2031-06-30T03:00:00Z", "2031-03-31T15:00:00Z"},
            Edge{"LastSecondOfAJstDay", "90d", "jst-days", "2031-06-30T14:59:59Z", "2031-03-31T15:00:00Z"},
            Edge{"JstMidnight", "90d", "jst-days", "2031-06-30T15:00:00Z", "2031-04-01T15:00:00Z"},
            Edge{"OnLeapDay", "90d", "inclusive", "2032-05-29T00:00:00Z", "2032-02-29T00:00:00Z"},
            Edge{"Before2038", "90d", "inclusive", "2038-01-19T03:14:08Z", "2037-10-21T03:14:08Z"},
            Edge{"In2038", "1d", "exclusive", "2038-01-20T03:14:07Z", "2038-01-19T03:14:08Z"},
            Edge{"Before2050", "90d", "inclusive", "2050-01-01T00:00:00Z", "2049-10-03T00:00:00Z"},
            Edge{"EndOf2049IsJst2050", "90d", "jst-days", "2049-12-31T23:59:59Z", "2049-10-02T15:00:00Z"},
            Edge{"ThreeMonths", "P3M JST", "inclusive", "2031-06-30T03:00:00Z", "2031-03-30T03:00:00Z"},
            Edge{"TwoMonthsToTheEndOfApril", "P2M JST", "exclusive", "2031-04-30T06:00:00Z", "2031-02-28T15:00:00Z"},
            Edge{"MonthsInJapan", "P3M JST", "inclusive", "2031-05-31T15:30:00Z", "2031-02-28T15:30:00Z"},
            Edge{"MonthsInUtc", "P3M UTC", "inclusive", "2031-05-31T15:30:00Z", "2031-03-01T00:00:00Z"},
            Edge{"MonthToLeapDay", "P1M UTC", "inclusive", "2032-02-29T00:00:00Z", "2032-01-29T00:00:00Z"},
            Edge{"MonthsByJstDays", "P3M JST", "jst-days", "2031-06-30T03:00:00Z", "2031-03-29T15:00:00Z"},
            Edge{"ThreeTimesThirtyDays", "3x30d", "inclusive", "2031-06-30T03:00:00Z", "2031-04-01T03:00:00Z"},
            Edge{"TwiceThirtyDays", "2x30d", "exclusive", "2031-06-30T03:00:00Z", "2031-05-01T03:00:01Z"},
            Edge{"ListedDay90", "on 90/15d, daily 7d", "inclusive", "2031-06-30T03:00:00Z", "2031-04-01T03:00:00Z"},
            Edge{"ListedDay15", "on 90/15d, daily 7d", "exclusive", "2031-06-30T03:00:00Z", "2031-06-15T03:00:01Z"},
            Edge{"ListedJstDay15", "on 90/15d, daily 7d", "jst-days", "2031-06-30T03:00:00Z", "2031-06-14T15:00:00Z"},
            Edge{"LastListedDay", "on 90/15d", "jst-days", "2031-06-30T03:00:00Z", "2031-06-14T15:00:00Z"},
            Edge{"DailyFrom7", "on 90/15d, daily 7d", "inclusive", "2031-06-30T03:00:00Z", "2031-06-23T03:00:00Z"}),
        ::testing::Values(-1, 0, 1)),
    name_of);

class NoticeEnds : public AtTheEdge {};

TEST_P(NoticeEnds, ToTheSecond) {
  set("notice_rule", edge().rule);
  set("notice_boundary", edge().boundary);

  EXPECT_EQ(sandbox.shows_notice(certificate(given())), !is_past());
}

INSTANTIATE_TEST_SUITE_P(Edge, NoticeEnds,
                         ::testing::Combine(::testing::Values(Edge{"WithTheCertificate", "90d", "inclusive",
                                                                   "2031-06-30T03:00:00Z", "2031-06-30T03:00:01Z"},
                                                              Edge{"AfterTheListedDay", "on 90/15d", "inclusive",
                                                                   "2031-06-30T03:00:00Z", "2031-04-02T03:00:00Z"},
                                                              Edge{"AfterTheListedJstDay", "on 90/15d", "jst-days",
                                                                   "2031-06-30T03:00:00Z", "2031-06-15T15:00:00Z"}),
                                            ::testing::Values(-1, 0, 1)),
                         name_of);

class Expiry : public AtTheEdge {};

TEST_P(Expiry, IsJudgedToTheSecond) {
  set("expiry_boundary", edge().rule);

  EXPECT_EQ(reason_name(sandbox.rule_on(certificate(given())).reason), is_past() ? "expired" : "ok");
}

INSTANTIATE_TEST_SUITE_P(
    Edge, Expiry,
    ::testing::Combine(
        ::testing::Values(Edge{"Inclusive", "inclusive", "", "2031-06-30T03:00:00Z", "2031-06-30T03:00:01Z"},
                          Edge{"Openssl", "openssl", "", "2031-06-30T03:00:00Z", "2031-06-30T03:00:00Z"},
                          Edge{"MonthEnd", "inclusive", "", "2031-02-28T23:59:59Z", "2031-03-01T00:00:00Z"},
                          Edge{"LeapDay", "inclusive", "", "2032-02-28T23:59:59Z", "2032-02-29T00:00:00Z"},
                          Edge{"AfterLeapDay", "openssl", "", "2032-03-01T00:00:00Z", "2032-03-01T00:00:00Z"},
                          Edge{"JstMidnight", "inclusive", "", "2031-06-30T14:59:59Z", "2031-06-30T15:00:00Z"},
                          Edge{"LastOf32Bits", "inclusive", "", "2038-01-19T03:14:07Z", "2038-01-19T03:14:08Z"},
                          Edge{"LastUtcTime", "inclusive", "", "2049-12-31T23:59:59Z", "2050-01-01T00:00:00Z"},
                          Edge{"FirstGeneralizedTime", "openssl", "", "2050-01-01T00:00:00Z", "2050-01-01T00:00:00Z"}),
        ::testing::Values(-1, 0, 1)),
    name_of);

}  // namespace
}  // namespace orcamo::mock
