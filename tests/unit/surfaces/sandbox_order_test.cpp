#include "surfaces/sandbox_order.hpp"

#include "surface_test_kit.hpp"

namespace orcamo::mock {

void PrintTo(const SandboxOrder& order, std::ostream* out) { *out << "an order of the sandbox " << order.plan.id; }

namespace {

using ::testing::AllOf;
using testing::FailsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr TimePoint kNow{std::chrono::sys_days(std::chrono::year(2030) / 5 / 17) + std::chrono::hours(3)};

pki::Result<SandboxOrder> read(std::string_view text) { return read_sandbox_order(parse_json(text).value(), kNow); }

TEST(SandboxOrder, IsAllDefaultsWhereNothingIsSaid) {
  const auto order = read("{}").value();

  EXPECT_EQ(order.plan.id, "");
  EXPECT_FALSE(order.plan.seed || order.plan.clock || order.plan.time_to_live || order.port);
  EXPECT_EQ(order.scenario, nullptr);
  EXPECT_THAT(order.certificates, IsEmpty());
}

TEST(SandboxOrder, ReadsEveryKey) {
  const auto order = read(R"({"id":"a1","seed":7,"clock":{"now":"2031-01-01T00:00:00Z","mode":"rate","rate":60},
      "policy":{"preset":"nginx-front","persona":"drop"},"time_to_live":"PT10M","port":8443,"scenario":"renewed",
      "facilities":[{"facility":"7"}]})")
                         .value();

  EXPECT_EQ(order.plan.id, "a1");
  EXPECT_EQ(order.plan.seed, 7U);
  ASSERT_TRUE(order.plan.clock);
  EXPECT_EQ(order.plan.clock->now, std::chrono::sys_days(std::chrono::year(2031) / 1 / 1));
  EXPECT_EQ(order.plan.clock->mode, ClockMode::kRate);
  EXPECT_EQ(order.plan.clock->rate, 60);
  EXPECT_EQ(order.plan.policy.persona, Persona::kDrop);
  EXPECT_EQ(order.plan.policy.resumption, Resumption::kLenient);
  EXPECT_EQ(order.plan.time_to_live, std::chrono::minutes(10));
  EXPECT_EQ(order.port, 8443);
  EXPECT_EQ(order.scenario, find_scenario("renewed"));
  ASSERT_THAT(order.certificates, SizeIs(1));
  EXPECT_EQ(order.certificates[0].identity, (Identity{"u00000007", "client001"}));
}

TEST(SandboxOrder, ReadsLengthsInTheShortForm) {
  EXPECT_EQ(read(R"({"time_to_live":"10m"})")->plan.time_to_live, std::chrono::minutes(10));
}

TEST(SandboxOrder, TakesTheTimesOfCertificatesByTheClockItIsToHave) {
  const auto order = read(R"({"clock":{"now":"2031-01-01T00:00:00Z"},
      "facilities":[{"clients":[{"not_after":"now+89d"}]}]})")
                         .value();

  EXPECT_EQ(order.certificates.at(0).not_after, std::chrono::sys_days(std::chrono::year(2031) / 1 / 1) + days(89));
  EXPECT_EQ(read(R"({"clock":{"mode":"system"},"facilities":[{"clients":[{"not_after":"now+1d"}]}]})")
                ->certificates.at(0)
                .not_after,
            kNow + days(1));
}

TEST(SandboxOrder, ReadsSeveralClientsOfSeveralFacilities) {
  const auto order = read(R"({"facilities":[{"facility":"1","clients":[{"client":"1"},{"client":"2","key":"rsa-2048",
      "p12_profile":"LegacyDES","password":"abc","shape":"no-eku"}]},{"facility":"2","clients":[]},{"facility":"3"}]})")
                         .value();

  ASSERT_THAT(order.certificates, SizeIs(3));
  EXPECT_EQ(order.certificates[0].identity, (Identity{"u00000001", "client001"}));
  EXPECT_EQ(order.certificates[1].identity, (Identity{"u00000001", "client002"}));
  EXPECT_EQ(order.certificates[1].key, pki::KeyType::kRsa2048);
  EXPECT_EQ(order.certificates[1].profile, P12Profile::kLegacyDes);
  EXPECT_EQ(order.certificates[1].password->reveal(), "abc");
  EXPECT_EQ(order.certificates[1].shape, find_certificate_shape("no-eku"));
  EXPECT_EQ(order.certificates[0].shape, nullptr);
  EXPECT_EQ(order.certificates[2].identity, (Identity{"u00000003", "client001"}));
}

TEST(SandboxOrder, LetsTheClockOfAScenarioStandStill) {
  const auto order = read(R"({"scenario":"last_second"})").value();

  ASSERT_TRUE(order.plan.clock);
  EXPECT_EQ(order.plan.clock->mode, ClockMode::kFrozen);
  EXPECT_EQ(order.plan.clock->now, kNow);
  EXPECT_EQ(read(R"({"scenario":"fresh","clock":{"mode":"system"}})")->plan.clock->mode, ClockMode::kSystem);
}

struct PortRow {
  const char* name;
  const char* body;
  std::optional<std::uint16_t> port;
};
void PrintTo(const PortRow& row, std::ostream* out) { *out << row.body; }

class PortOrder : public ::testing::TestWithParam<PortRow> {};

TEST_P(PortOrder, IsRead) { EXPECT_EQ(read(GetParam().body)->port, GetParam().port); }

INSTANTIATE_TEST_SUITE_P(Body, PortOrder,
                         ::testing::Values(PortRow{"None", "{}", std::nullopt},
                                           PortRow{"No", R"({"port":false})", std::nullopt},
                                           PortRow{"Any", R"({"port":true})", 0}, PortRow{"Nought", R"({"port":0})", 0},
                                           PortRow{"Highest", R"({"port":65535})", 65535}),
                         [](const auto& row) { return std::string(row.param.name); });

struct MistakeRow {
  const char* name;
  const char* body;
  pki::Errc code;
  const char* says;
  const char* hints;
};
void PrintTo(const MistakeRow& row, std::ostream* out) { *out << row.body; }

class Mistake : public ::testing::TestWithParam<MistakeRow> {};

TEST_P(Mistake, IsNamed) {
  const auto order = read(GetParam().body);

  ASSERT_THAT(order, FailsWith(GetParam().code));
  EXPECT_THAT(order.error().message(), HasSubstr(GetParam().says));
  EXPECT_THAT(order.error().hint(), HasSubstr(GetParam().hints));
}

using pki::Errc;
INSTANTIATE_TEST_SUITE_P(
    Body, Mistake,
    ::testing::Values(
        MistakeRow{"List", "[]", Errc::kRequestBadValue, "a JSON object is due here, not array", ""},
        MistakeRow{"UnknownKey", R"({"clok":{}})", Errc::kRequestUnknownKey, "clok", "did you mean \"clock\"?"},
        MistakeRow{"EmptyId", R"({"id":""})", Errc::kRequestBadValue, "\"id\" is empty", "leave it out"},
        MistakeRow{"IdIsANumber", R"({"id":1})", Errc::kRequestBadValue, "\"id\" must be a string", ""},
        MistakeRow{"SeedBelowNought", R"({"seed":-1})", Errc::kRequestBadValue, "\"seed\" must be", ""},
        MistakeRow{"SeedWithFraction", R"({"seed":1.5})", Errc::kRequestBadValue, "\"seed\" must be", ""},
        MistakeRow{"ClockIsText", R"({"clock":"now"})", Errc::kRequestBadValue, "\"clock\" must be", ""},
        MistakeRow{"ClockUnknownKey", R"({"clock":{"nwo":"now"}})", Errc::kRequestUnknownKey, "reading \"clock\"",
                   "did you mean \"now\"?"},
        MistakeRow{"ClockOfNoCertificate", R"({"clock":{"now":"cert:notAfter"}})", Errc::kTimeNoCertificate,
                   "reading \"clock\"", ""},
        MistakeRow{"PolicyIsText", R"({"policy":"weborca"})", Errc::kRequestBadValue, "reading \"policy\"", ""},
        MistakeRow{"PolicyUnknownKey", R"({"policy":{"overlpa":"grace"}})", Errc::kRequestUnknownKey,
                   "reading \"policy\"", "did you mean \"overlap\"?"},
        MistakeRow{"PolicyBadValue", R"({"policy":{"overlap":"none"}})", Errc::kRequestBadValue, "reading \"policy\"",
                   "old-dies-at-issue"},
        MistakeRow{"NoTimeToLive", R"({"time_to_live":"PT0S"})", Errc::kRequestBadValue, "reading \"time_to_live\"",
                   "PT10M"},
        MistakeRow{"TimeToLiveBackwards", R"({"time_to_live":"-1m"})", Errc::kRequestBadValue, "-1m", "PT10M"},
        MistakeRow{"TimeToLiveNoPeriod", R"({"time_to_live":"soon"})", Errc::kTimeMalformed, "soon", ""},
        MistakeRow{"TimeToLiveANumber", R"({"time_to_live":600})", Errc::kRequestBadValue, "must be a string", ""},
        MistakeRow{"PortTooHigh", R"({"port":65536})", Errc::kRequestBadValue, "65536 is no port", "65535"},
        MistakeRow{"PortIsText", R"({"port":"8443"})", Errc::kRequestBadValue, "\"8443\" is no port", "true"},
        MistakeRow{"UnknownScenario", R"({"scenario":"notice-due"})", Errc::kRequestBadValue, "\"notice-due\"",
                   "did you mean \"notice_due\"?"},
        MistakeRow{"FacilitiesIsAnObject", R"({"facilities":{}})", Errc::kRequestBadValue,
                   "\"facilities\" must be a list", ""},
        MistakeRow{"FacilityIsText", R"({"facilities":["1"]})", Errc::kRequestBadValue, "reading facility 1", ""},
        MistakeRow{"FacilityUnknownKey", R"({"facilities":[{},{"client":"1"}]})", Errc::kRequestUnknownKey,
                   "reading facility 2", "did you mean \"clients\"?"},
        MistakeRow{"FacilityMalformed", R"({"facilities":[{"facility":"x"}]})", Errc::kIssueFacilityMalformed,
                   "reading facility 1", ""},
        MistakeRow{"ClientsIsText", R"({"facilities":[{"clients":"1"}]})", Errc::kRequestBadValue,
                   "\"clients\" must be a list", ""},
        MistakeRow{"ClientUnknownKey", R"({"facilities":[{"clients":[{},{"facility":"1"}]}]})",
                   Errc::kRequestUnknownKey, "reading client 2", ""},
        MistakeRow{"ClientMalformed", R"({"facilities":[{"clients":[{"client":"x"}]}]})", Errc::kIssueFacilityMalformed,
                   "reading client 1", ""},
        MistakeRow{"ClientTimeMalformed", R"({"facilities":[{"clients":[{"not_after":"later"}]}]})",
                   Errc::kTimeMalformed, "reading client 1: reading \"not_after\"", ""}),
    [](const auto& row) { return std::string(row.param.name); });

TEST(SandboxOrder, HasAnEndToWhatIsIssuedAtOnce) {
  auto order = Json::object({{"facilities", Json::array()}});
  for (int i = 0; i < 1'000; ++i) order["facilities"].push_back({{"facility", "1"}});
  EXPECT_THAT(read_sandbox_order(order, kNow)->certificates, SizeIs(1'000));

  order["facilities"].push_back({{"facility", "1"}});

  EXPECT_THAT(read_sandbox_order(order, kNow), FailsWith(Errc::kRequestBadValue));
}

}  // namespace
}  // namespace orcamo::mock
