#include "surface_test_kit.hpp"

namespace orcamo::mock {
namespace {

class AdminClockTest : public SurfaceTest {
 protected:
  Response put(const std::string& body) { return admin("PUT", "/sandboxes/default/clock", body); }
  Response advance(const std::string& body) { return admin("POST", "/sandboxes/default/clock/advance", body); }
  static json shows(const char* now, const char* mode, double rate) {
    return {{"now", now}, {"mode", mode}, {"rate", rate}};
  }
};

TEST_F(AdminClockTest, TellsTheTime) {
  EXPECT_EQ(json::parse(admin("GET", "/sandboxes/default/clock").body), shows("2030-05-17T03:00:00Z", "system", 1));
}

TEST_F(AdminClockTest, StandsStillWhereItIsSet) {
  EXPECT_EQ(json::parse(put(R"({"now":"2031-01-02T03:04:05Z"})").body), shows("2031-01-02T03:04:05Z", "frozen", 0));
}

TEST_F(AdminClockTest, IsSetByTheCertificateIssuedLast) {
  issue_with(days(7));

  EXPECT_EQ(json::parse(put(R"({"now":"cert:notAfter+1s"})").body), shows("2030-05-24T03:00:01Z", "frozen", 0));
}

TEST_F(AdminClockTest, RunsOnWhereTold) {
  EXPECT_EQ(json::parse(put(R"({"now":"now+1d","mode":"offset"})").body), shows("2030-05-18T03:00:00Z", "offset", 1));
  EXPECT_EQ(json::parse(put(R"({"mode":"rate","rate":60})").body), shows("2030-05-18T03:00:00Z", "rate", 60));
  EXPECT_EQ(json::parse(put(R"({"mode":"frozen"})").body), shows("2030-05-18T03:00:00Z", "frozen", 0));
  EXPECT_EQ(json::parse(put(R"({"mode":"system"})").body), shows("2030-05-17T03:00:00Z", "system", 1));
}

TEST_F(AdminClockTest, Advances) {
  EXPECT_EQ(json::parse(advance(R"({"by":"P1D"})").body), shows("2030-05-18T03:00:00Z", "offset", 1));
  EXPECT_EQ(json::parse(advance(R"({"by":"-P1DT1S"})").body), shows("2030-05-17T02:59:59Z", "offset", 1));
}

struct BadOrder {
  const char* name;
  const char* body;
  const char* code;
};

void PrintTo(const BadOrder& order, std::ostream* out) { *out << order.body; }

class BadClockOrder : public AdminClockTest, public ::testing::WithParamInterface<BadOrder> {};

TEST_P(BadClockOrder, IsRefusedAndChangesNothing) {
  EXPECT_THAT(put(GetParam().body), IsProblem(400, GetParam().code));
  EXPECT_EQ(sandbox.clock().mode(), ClockMode::kSystem);
}

INSTANTIATE_TEST_SUITE_P(
    Body, BadClockOrder,
    ::testing::Values(BadOrder{"Empty", "", "request.bad_value"}, BadOrder{"EmptyObject", "{}", "request.bad_value"},
                      BadOrder{"NotJson", "now", "request.malformed"}, BadOrder{"Array", "[]", "request.bad_value"},
                      BadOrder{"UnknownKey", R"({"nwo":"now"})", "request.unknown_key"},
                      BadOrder{"NowAsNumber", R"({"now":5})", "request.bad_value"},
                      BadOrder{"NowAsNull", R"({"now":null})", "request.bad_value"},
                      BadOrder{"NotATime", R"({"now":"tomorrow"})", "time.malformed"},
                      BadOrder{"NoCertificate", R"({"now":"cert:notAfter"})", "time.no_certificate"},
                      BadOrder{"AfterTheCalendar", R"({"now":"now+9000y"})", "time.out_of_range"},
                      BadOrder{"UnknownMode", R"({"mode":"stopped"})", "request.bad_value"},
                      BadOrder{"SystemWithNow", R"({"mode":"system","now":"now"})", "request.bad_value"},
                      BadOrder{"RateWithoutMode", R"({"now":"now","rate":2})", "request.bad_value"},
                      BadOrder{"ModeWithoutRate", R"({"mode":"rate"})", "request.bad_value"},
                      BadOrder{"RateOfZero", R"({"mode":"rate","rate":0})", "request.bad_value"},
                      BadOrder{"RateTooFast", R"({"mode":"rate","rate":1e300})", "request.bad_value"},
                      BadOrder{"RateAsText", R"({"mode":"rate","rate":"2"})", "request.bad_value"}),
    [](const auto& row) { return std::string(row.param.name); });

class BadAdvance : public AdminClockTest, public ::testing::WithParamInterface<BadOrder> {};

TEST_P(BadAdvance, IsRefusedAndChangesNothing) {
  EXPECT_THAT(advance(GetParam().body), IsProblem(400, GetParam().code));
  EXPECT_EQ(sandbox.clock().mode(), ClockMode::kSystem);
}

INSTANTIATE_TEST_SUITE_P(Body, BadAdvance,
                         ::testing::Values(BadOrder{"Empty", "{}", "time.malformed"},
                                           BadOrder{"NotAPeriod", R"({"by":"1 day"})", "time.malformed"},
                                           BadOrder{"Number", R"({"by":86400})", "request.bad_value"},
                                           BadOrder{"UnknownKey", R"({"by":"P1D","now":"now"})", "request.unknown_key"},
                                           BadOrder{"AfterTheCalendar", R"({"by":"P9999Y"})", "time.out_of_range"}),
                         [](const auto& row) { return std::string(row.param.name); });

TEST_F(AdminClockTest, NamesTheNearestKey) {
  EXPECT_THAT(json::parse(put(R"({"nwo":"now"})").body).at("hint").get<std::string>(),
              ::testing::StartsWith("did you mean \"now\"?"));
}

}  // namespace
}  // namespace orcamo::mock
