#include "surface_test_kit.hpp"

namespace orcamo::mock {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::SizeIs;

class AdminSnapshotsTest : public SurfaceTest {
 protected:
  std::uint64_t take() { return json::parse(admin("POST", kPath + "/snapshots").body).at("id"); }
  Response restore(std::uint64_t id) {
    return admin("POST", kPath + "/restore", R"({"snapshot":)" + std::to_string(id) + "}");
  }

  const std::string kPath = "/sandboxes/default";
  const GenerationRef old = issue_with(days(30));
};

TEST_F(AdminSnapshotsTest, BringsBackAllButTheJournal) {
  sandbox.clock().set(real.now(), ClockMode::kFrozen).value();
  const auto link = sandbox.request_renewal(old->credential.certificate).value();
  const auto session = sandbox.log_in("ormaster", "ormaster", old->credential.certificate).value();
  const auto id = take();
  const auto before = sandbox.trace();

  sandbox.journal().record(HandshakeEntry{});
  sandbox.clock().set(real.now() + days(40), ClockMode::kOffset).value();
  sandbox.end_session(session).value();
  sandbox.revoke(old->credential.certificate.serial()).value();
  issue_with(days(1));
  admin("PATCH", kPath + "/policy", R"({"persona":"drop"})");

  EXPECT_EQ(json::parse(restore(id).body), json::parse(R"({"status":"restored"})"));
  EXPECT_EQ(sandbox.clock().read().mode, ClockMode::kFrozen);
  EXPECT_EQ(sandbox.clock().now(), real.now());
  EXPECT_EQ(sandbox.policy()->persona, Persona::kAlert);
  EXPECT_EQ(sandbox.trace().size(), before.size());
  EXPECT_EQ(sandbox.rule_on(old->credential.certificate).reason, Reason::kOk);
  EXPECT_TRUE(sandbox.has_session(session, old->credential.certificate));
  EXPECT_EQ(sandbox.request_renewal(old->credential.certificate).value().token, link.token);
  EXPECT_THAT(sandbox.journal().entries(), SizeIs(1));
}

TEST_F(AdminSnapshotsTest, CanBeReturnedToAgain) {
  const auto id = take();
  for (int round = 0; round < 2; ++round) {
    issue_with(days(1));
    ASSERT_THAT(restore(id), HasStatus(200));
    EXPECT_THAT(sandbox.certificates(), SizeIs(1)) << round;
  }
}

TEST_F(AdminSnapshotsTest, AreListedWithTimeAndCertificates) {
  sandbox.clock().set(std::chrono::sys_days(std::chrono::year(2031) / 2 / 3), ClockMode::kFrozen).value();
  take();
  issue_with(days(1));
  take();

  EXPECT_EQ(json::parse(admin("GET", kPath + "/snapshots").body),
            json::parse(R"({"snapshots":[{"id":1,"clock":"2031-02-03T00:00:00Z","certificates":1},
                                         {"id":2,"clock":"2031-02-03T00:00:00Z","certificates":2}]})"));
}

TEST_F(AdminSnapshotsTest, SurviveAReset) {
  const auto id = take();
  admin("POST", kPath + "/reset");

  ASSERT_THAT(restore(id), HasStatus(200));
  EXPECT_THAT(sandbox.certificates(), ElementsAre(old));
}

TEST_F(AdminSnapshotsTest, AreNoMoreThanAHundred) {
  for (int i = 0; i < 100; ++i) take();

  EXPECT_THAT(admin("POST", kPath + "/snapshots"), IsProblem(409, "sandbox.limit"));
  EXPECT_THAT(admin("DELETE", kPath + "/snapshots/1"), HasStatus(204));
  EXPECT_THAT(admin("POST", kPath + "/snapshots"),
              AllOf(HasStatus(201), HasHeader("Location", "/__admin/sandboxes/default/snapshots/101")));
}

TEST_F(AdminSnapshotsTest, AreNamedInErrors) {
  EXPECT_THAT(restore(7), IsProblem(404, "sandbox.snapshot_unknown"));
  EXPECT_THAT(admin("POST", kPath + "/restore"), IsProblem(400, "request.bad_value"));
  EXPECT_THAT(admin("POST", kPath + "/restore", R"({"snapshot":"first"})"), IsProblem(400, "request.bad_value"));
  EXPECT_THAT(admin("DELETE", kPath + "/snapshots/7"), IsProblem(404, "sandbox.snapshot_unknown"));
  EXPECT_THAT(admin("DELETE", kPath + "/snapshots/first"), IsProblem(400, "request.bad_value"));
}

}  // namespace
}  // namespace orcamo::mock
