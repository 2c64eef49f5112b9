#include "surface_test_kit.hpp"
#include "world/scenario.hpp"

namespace orcamo::mock {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class AdminSandboxesTest : public SurfaceTest {
 protected:
  Response post(const std::string& body) { return admin("POST", "/sandboxes", body); }
  json create(const std::string& body) {
    const auto response = post(body);
    EXPECT_THAT(response, HasStatus(201));
    return json::parse(response.body);
  }
  json get(const std::string& target) { return json::parse(admin("GET", target).body); }
  std::vector<std::string> ids() {
    std::vector<std::string> all;
    const auto listed = get("/sandboxes").at("sandboxes");
    for (const auto& each : listed) all.push_back(each.at("id"));
    return all;
  }
};

TEST_F(AdminSandboxesTest, MakesOneAsAsked) {
  const auto response =
      post(R"({"id":"a1","seed":7,"clock":{"now":"2031-01-01T00:00:00Z","mode":"frozen"},"time_to_live":"PT10M",
           "policy":{"persona":"http-403"}})");

  EXPECT_THAT(response, AllOf(HasStatus(201), HasHeader("Location", "/__admin/sandboxes/a1"),
                              HasHeader("Cache-Control", "no-store")));
  auto body = json::parse(response.body);
  EXPECT_EQ(body.at("ca_pem"), admin("GET", "/sandboxes/a1/ca.pem").body);
  body.erase("ca_pem");
  EXPECT_EQ(body, json::parse(R"({"id":"a1","https":"https://a1.localhost:8443","port":null,"seed":7,
      "clock":{"now":"2031-01-01T00:00:00Z","mode":"frozen","rate":0.0},"certificates":0,"handshakes":0,"requests":0,
      "ends_at":"2030-05-17T03:10:00Z","issued":[]})"));
  EXPECT_EQ(get("/sandboxes/a1/policy").at("persona"), "http-403");
}

TEST_F(AdminSandboxesTest, MakesOneOfWhichNothingIsSaid) {
  const auto body = create("");

  EXPECT_EQ(body.at("id"), "s1");
  EXPECT_EQ(body.at("clock"), json::parse(R"({"now":"2030-05-17T03:00:00Z","mode":"system","rate":1.0})"));
  EXPECT_TRUE(body.at("ends_at").is_null());
  EXPECT_EQ(create("{}").at("id"), "s2");
}

TEST_F(AdminSandboxesTest, HandsOutTheAuthoritiesOfTheSandboxItself) {
  const auto body = create(R"({"id":"a1"})");

  const auto a1 = world->find("a1");
  EXPECT_THAT(pki::Certificate::all_from_pem(body.at("ca_pem").get<std::string>()).value(),
              ElementsAre(world->server_authority().root(), world->server_authority().issuing(), a1->authority().root(),
                          a1->authority().issuing()));
}

TEST_F(AdminSandboxesTest, IssuesWhatIsAskedFor) {
  const auto body = create(R"({"id":"a1","facilities":[
      {"facility":"1","clients":[{"client":"1","not_after":"now+89d"},{"client":"2","password":"secret"}]},
      {"facility":"2"}]})");

  const auto& issued = body.at("issued");
  ASSERT_THAT(issued, SizeIs(3));
  EXPECT_EQ(issued[0].at("client"), "client001");
  EXPECT_EQ(issued[0].at("not_after"), "2030-08-14T03:00:00Z");
  EXPECT_EQ(issued[1].at("client"), "client002");
  EXPECT_EQ(issued[1].at("password"), "secret");
  EXPECT_EQ(issued[2].at("facility"), "u00000002");
  for (const auto& each : issued) {
    const auto p12 = each.at("p12").get<std::string>();
    EXPECT_EQ(p12, "/__admin/sandboxes/a1/certificates/" + each.at("serial").get<std::string>() + ".p12");
    EXPECT_THAT(admin("GET", p12.substr(std::string("/__admin").size())), HasStatus(200));
  }
  EXPECT_EQ(body.at("certificates"), 3);
  EXPECT_THAT(sandbox.certificates(), SizeIs(0)) << "in the default sandbox";
}

TEST_F(AdminSandboxesTest, ArrangesAScenario) {
  const auto body = create(R"({"id":"a1","scenario":"renewed","facilities":[{"facility":"9"}]})");

  ASSERT_THAT(body.at("issued"), SizeIs(3));
  EXPECT_EQ(body.at("issued")[1].at("replaces"), body.at("issued")[0].at("serial"));
  EXPECT_EQ(body.at("issued")[2].at("facility"), "u00000009");
  EXPECT_EQ(body.at("clock").at("mode"), "frozen");
}

TEST_F(AdminSandboxesTest, ListsTheScenarios) {
  const auto listed = get("/scenarios").at("scenarios");

  ASSERT_THAT(listed, SizeIs(scenarios().size()));
  for (const auto& each : listed) {
    EXPECT_FALSE(each.at("meaning").get<std::string>().empty());
    create(R"({"scenario":")" + each.at("name").get<std::string>() + "\"}");
  }
}

TEST_F(AdminSandboxesTest, ListsAllInTheOrderOfTheirIds) {
  create(R"({"id":"b"})");
  create(R"({"id":"a"})");

  EXPECT_THAT(ids(), ElementsAre("a", "b", "default"));
  auto one = get("/sandboxes/a");
  one.erase("ca_pem");
  EXPECT_EQ(get("/sandboxes").at("sandboxes")[0], one);
}

TEST_F(AdminSandboxesTest, CountsWhatIsInIt) {
  issue_with(days(1));
  sandbox.journal().record(HandshakeEntry{});
  sandbox.journal().record(HandshakeEntry{});
  sandbox.journal().record(RequestEntry{});

  const auto body = get("/sandboxes/default");

  EXPECT_EQ(body.at("certificates"), 1);
  EXPECT_EQ(body.at("handshakes"), 2);
  EXPECT_EQ(body.at("requests"), 1);
}

TEST_F(AdminSandboxesTest, Deletes) {
  create(R"({"id":"a1","port":true})");
  EXPECT_EQ(ports.count(), 1U);

  const auto response = admin("DELETE", "/sandboxes/a1");

  EXPECT_THAT(response, HasStatus(204));
  EXPECT_EQ(response.body, "");
  EXPECT_EQ(ports.count(), 0U);
  EXPECT_THAT(ids(), ElementsAre("default"));
  EXPECT_THAT(admin("GET", "/sandboxes/a1"), IsProblem(404, "sandbox.unknown"));
  EXPECT_THAT(admin("DELETE", "/sandboxes/a1"), IsProblem(404, "sandbox.unknown"));
}

TEST_F(AdminSandboxesTest, KeepsTheDefaultOne) {
  EXPECT_THAT(admin("DELETE", "/sandboxes/default"), IsProblem(409, "sandbox.permanent"));
  EXPECT_THAT(ids(), ElementsAre("default"));
}

TEST_F(AdminSandboxesTest, ForgetsOneWhoseTimeIsOver) {
  create(R"({"id":"a1","time_to_live":"10m","port":0})");
  real.advance(std::chrono::minutes(10) - Seconds(1));
  EXPECT_THAT(ids(), ElementsAre("a1", "default"));

  real.advance(Seconds(1));

  EXPECT_THAT(ids(), ElementsAre("default"));
  EXPECT_THAT(admin("GET", "/sandboxes/a1/clock"), IsProblem(404, "sandbox.unknown"));
  create(R"({"id":"a1"})");
  EXPECT_EQ(ports.count(), 0U) << "the next creation closes what is not used any more";
}

TEST_F(AdminSandboxesTest, EndsByTheRealClockWhateverItsOwnShows) {
  create(R"({"id":"a1","time_to_live":"10m","clock":{"now":"2040-01-01T00:00:00Z"}})");
  EXPECT_THAT(ids(), ElementsAre("a1", "default"));
}

TEST_F(AdminSandboxesTest, OpensAPort) {
  EXPECT_EQ(create(R"({"id":"a1","port":50123})").at("port"), 50123);
  EXPECT_EQ(create(R"({"id":"a2","port":0})").at("port"), 50000);
  EXPECT_EQ(get("/sandboxes/a1").at("port"), 50123);
  EXPECT_TRUE(get("/sandboxes/default").at("port").is_null());
}

struct FailureRow {
  const char* name;
  const char* body;
  int status;
  const char* code;
};
void PrintTo(const FailureRow& row, std::ostream* out) { *out << row.body; }

class FailedCreation : public AdminSandboxesTest, public ::testing::WithParamInterface<FailureRow> {};

TEST_P(FailedCreation, LeavesNothingBehind) {
  create(R"({"id":"there","port":50123})");

  EXPECT_THAT(post(GetParam().body), IsProblem(GetParam().status, GetParam().code));

  EXPECT_THAT(ids(), ElementsAre("default", "there"));
  EXPECT_EQ(ports.count(), 1U);
}

INSTANTIATE_TEST_SUITE_P(
    Body, FailedCreation,
    ::testing::Values(
        FailureRow{"NotJson", "a1", 400, "request.malformed"}, FailureRow{"List", "[]", 400, "request.bad_value"},
        FailureRow{"UnknownKey", R"({"ide":"a1"})", 400, "request.unknown_key"},
        FailureRow{"NoLabel", R"({"id":"A1"})", 400, "request.bad_value"},
        FailureRow{"IsThere", R"({"id":"there"})", 409, "sandbox.exists"},
        FailureRow{"IsDefault", R"({"id":"default"})", 409, "sandbox.exists"},
        FailureRow{"PortInUse", R"({"id":"a1","port":50123})", 409, "process.port_in_use"},
        FailureRow{"BadClock", R"({"id":"a1","clock":{"now":"soon"}})", 400, "time.malformed"},
        FailureRow{"BadPolicy", R"({"id":"a1","policy":{"preset":"none"}})", 400, "request.bad_value"},
        FailureRow{"UnknownScenario", R"({"id":"a1","scenario":"new"})", 400, "request.bad_value"},
        FailureRow{"ScenarioNotPossible",
                   R"({"id":"a1","port":0,"scenario":"renewed","policy":{"renewal_window":"30d"}})", 409,
                   "renewal.no_replacement"},
        FailureRow{"EmptyValidity",
                   R"({"id":"a1","port":0,"facilities":[{},{"clients":[{"not_before":"now","not_after":"now-1d"}]}]})",
                   400, "issue.validity_empty"},
        FailureRow{"UnusablePassword", R"({"id":"a1","facilities":[{"clients":[{"password":"a\u0000b"}]}]})", 400,
                   "request.bad_value"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST_F(AdminSandboxesTest, NamesWhatIsWrongAndTheNearestScenario) {
  const auto problem = json::parse(post(R"({"scenario":"renewd"})").body);

  EXPECT_EQ(problem.at("detail"), "reading \"scenario\": there is no scenario \"renewd\"");
  EXPECT_THAT(problem.at("hint").get<std::string>(),
              ::testing::StartsWith("did you mean \"renewed\"? known scenarios:"));
}

// What is done to one sandbox is not seen in another.
TEST_F(AdminSandboxesTest, KeepsSandboxesApart) {
  create(R"({"id":"a","facilities":[{}]})");
  create(R"({"id":"b","facilities":[{}]})");
  const auto other = world->find("b");
  const auto identity = other->certificates().at(0);
  const auto& certificate = identity->credential.certificate;
  const auto session = other->log_in("ormaster", "ormaster", certificate).value();
  const auto link = other->request_renewal(certificate).value();
  other->journal().record(HandshakeEntry{});
  const auto before = get("/sandboxes/b");

  admin("PUT", "/sandboxes/a/clock", R"({"now":"2040-01-01T00:00:00Z"})");
  admin("PATCH", "/sandboxes/a/policy", R"({"persona":"drop"})");
  admin("POST", "/sandboxes/a/reset");
  admin("POST", "/sandboxes/default/reset");
  admin("DELETE", "/sandboxes/a");

  EXPECT_EQ(get("/sandboxes/b"), before);
  EXPECT_EQ(other->policy()->persona, Persona::kAlert);
  EXPECT_TRUE(other->has_session(session, certificate));
  EXPECT_TRUE(other->fetch(link.token, certificate));
}

}  // namespace
}  // namespace orcamo::mock
