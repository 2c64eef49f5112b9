#include "../world/memory_ledger.hpp"
#include "surface_test_kit.hpp"
#include "world/policy_names.hpp"

namespace orcamo::mock {
namespace {

constexpr const char* kAccount = "Basic b3JtYXN0ZXI6b3JtYXN0ZXI=";  // ormaster:ormaster

// A sandbox that has a renewal waiting and somebody logged in, and whose ledger has no room from then on.
class UnwritableTest : public SurfaceTest {
 protected:
  UnwritableTest() {
    const auto once = [](Policy& policy) { return read_policy(policy, "notice_rule", "90d, once-a-day"); };
    sandbox.change_policy(once).value();
    token = sandbox.request_renewal(old->credential.certificate).value().token;
    session = sandbox.log_in("ormaster", "ormaster", old->credential.certificate).value();
    cookie = "orcamo_session=" + session;
    sandbox.keep_in(std::make_unique<MemoryLedger>(page));
  }

  Response rpc(const std::string& method, const json& meta) {
    const json call{{"jsonrpc", "2.0"}, {"id", 1}, {"method", method}, {"params", {{"meta", meta}}}};
    return https("POST", "/rpc/", old, call.dump(), {{"Authorization", kAccount}});
  }

  Response form(const std::string& target, const std::string& body) {
    return https("POST", target, old, body, {{"Content-Type", "application/x-www-form-urlencoded"}});
  }

  GenerationRef old = issue_with(days(10));
  std::string token;
  std::string session;
  std::string cookie;
  Page page{.image = sandbox.image(), .room = 0};
};

MATCHER(SaysThatItCouldNotBeKept, "is the problem state.unwritable") {
  return ExplainMatchResult(IsProblem(500, "state.unwritable"), arg, result_listener);
}

TEST_F(UnwritableTest, RenewalApi) {
  EXPECT_THAT(https("POST", "/api/cert", old), SaysThatItCouldNotBeKept());
  EXPECT_THAT(https("GET", "/api/cert/" + token, old), SaysThatItCouldNotBeKept());
}

TEST_F(UnwritableTest, Login) {
  EXPECT_THAT(rpc("start_session", {{"client_version", "2.0"}}), SaysThatItCouldNotBeKept());
  EXPECT_THAT(rpc("end_session", {{"session_id", session}}), SaysThatItCouldNotBeKept());
}

TEST_F(UnwritableTest, NoticeOfALogin) {
  page.room = 1;  // for the log-in itself

  EXPECT_THAT(rpc("start_session", {{"client_version", "2.0"}}), SaysThatItCouldNotBeKept());
}

TEST_F(UnwritableTest, Pages) {
  EXPECT_THAT(form("/login", "user=ormaster&password=ormaster"), SaysThatItCouldNotBeKept());
  EXPECT_THAT(https("GET", "/main", old, "", {{"Cookie", cookie}}), SaysThatItCouldNotBeKept());
  EXPECT_THAT(https("POST", "/logout", old, "", {{"Cookie", cookie}}), SaysThatItCouldNotBeKept());
}

TEST_F(UnwritableTest, Console) {
  EXPECT_THAT(https("GET", "/orcamo/certificate.p12", old), SaysThatItCouldNotBeKept());
  EXPECT_THAT(https("POST", "/orcamo/password", old), SaysThatItCouldNotBeKept());
}

TEST_F(UnwritableTest, Admin) {
  const std::string root = "/sandboxes/default";
  const auto serial = old->credential.certificate.serial();

  EXPECT_THAT(admin("POST", root + "/certificates", "{}"), SaysThatItCouldNotBeKept());
  EXPECT_THAT(admin("POST", root + "/certificates/" + serial + "/revoke"), SaysThatItCouldNotBeKept());
  EXPECT_THAT(admin("PUT", root + "/clock", R"({"now":"now+1d"})"), SaysThatItCouldNotBeKept());
  EXPECT_THAT(admin("POST", root + "/clock/advance", R"({"by":"1d"})"), SaysThatItCouldNotBeKept());
  EXPECT_THAT(admin("PATCH", root + "/policy", R"({"persona":"drop"})"), SaysThatItCouldNotBeKept());
  EXPECT_THAT(admin("POST", root + "/reset"), SaysThatItCouldNotBeKept());
}

}  // namespace
}  // namespace orcamo::mock
