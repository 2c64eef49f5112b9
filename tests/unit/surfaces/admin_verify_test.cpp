#include "surface_test_kit.hpp"

namespace orcamo::mock {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class AdminVerifyTest : public SurfaceTest {
 protected:
  AdminVerifyTest() {
    HandshakeEntry handshake;
    handshake.verdict = Verdict::kAccepted;
    handshake.reason = Reason::kOk;
    handshake.serial = "482913";
    handshake.tls_version = "TLSv1.3";
    sandbox.journal().record(handshake);
    RequestEntry login;
    login.handshake = 1;
    login.deed = {.event = Event::kLoginAccepted, .user = "ormaster"};
    login.serial = "482913";
    login.status = 200;
    sandbox.journal().record(login);
  }

  Response verify(const std::string& body) { return admin("POST", "/sandboxes/default/verify", body); }
  Response verify_one(const std::string& expectation) { return verify(R"({"expect":[)" + expectation + "]}"); }
};

TEST_F(AdminVerifyTest, SaysThatEveryExpectationIsMet) {
  const auto response = verify(R"({"expect":[
      {"event":"login_accepted","serial":"482913","user":"ormaster","status":200,"notice":false,"count":1},
      {"verdict":"accepted","reason":"ok","tls_version":"TLSv1.3"},
      {"verdict":"refused","count":0,"after":{"event":"login_accepted"}}]})");

  EXPECT_THAT(response, HasStatus(200));
  const auto body = json::parse(response.body);
  EXPECT_EQ(body.at("ok"), true);
  EXPECT_EQ(body.at("findings").size(), 3U);
  EXPECT_EQ(body.at("findings").at(0), json::parse(R"({"ok":true,"expected":{"event":"login_accepted",
      "serial":"482913","user":"ormaster","status":200,"notice":false,"count":1},"found":1,
      "detail":"1 entry like that, expected 1","nearest":[]})"));
}

TEST_F(AdminVerifyTest, ShowsTheNearestEntriesOfOneThatIsNot) {
  const auto response = verify(R"({"expect":[{"event":"login_accepted"},{"event":"login_refused","serial":"482913"},
                                             {"verdict":"refused","serial":"482913"}]})");

  EXPECT_THAT(response, HasStatus(409));
  const auto body = json::parse(response.body);
  EXPECT_EQ(body.at("ok"), false);
  EXPECT_EQ(body.at("findings").at(0).at("ok"), true);
  EXPECT_EQ(body.at("findings").at(1).at("ok"), false);
  EXPECT_EQ(body.at("findings").at(1).at("nearest").at(0).at("event"), "login_accepted");
  EXPECT_EQ(body.at("findings").at(2).at("nearest").at(0).at("verdict"), "accepted");
}

struct Mistake {
  const char* name;
  const char* body;
  const char* code;
  const char* text;
};
void PrintTo(const Mistake& row, std::ostream* out) { *out << row.body; }

class Misunderstands : public AdminVerifyTest, public ::testing::WithParamInterface<Mistake> {};

TEST_P(Misunderstands, NoExpectation) {
  EXPECT_THAT(verify(GetParam().body),
              AllOf(IsProblem(400, GetParam().code), ::testing::Field(&Response::body, HasSubstr(GetParam().text))));
}

INSTANTIATE_TEST_SUITE_P(
    Table, Misunderstands,
    ::testing::Values(
        Mistake{"NoBody", "", "request.bad_value", "expect"}, Mistake{"NoJson", "{", "request.malformed", "JSON"},
        Mistake{"NoList", R"({"expect":{}})", "request.bad_value", "list"},
        Mistake{"Empty", R"({"expect":[]})", "request.bad_value", "list"},
        Mistake{"NoObject", R"({"expect":[1]})", "request.bad_value", "expectation 1"},
        Mistake{"Key", R"({"expect":[{"event":"page","cuont":1}]})", "request.unknown_key", "count"},
        Mistake{"Event", R"({"expect":[{"event":"page"},{"event":"pages"}]})", "request.bad_value", "expectation 2"},
        Mistake{"Both", R"({"expect":[{"event":"page","reason":"ok"}]})", "request.bad_value", "both"},
        Mistake{"Neither", R"({"expect":[{"serial":"1"}]})", "request.bad_value", "nothing"},
        Mistake{"Count", R"({"expect":[{"event":"page","count":-1}]})", "request.bad_value", "count"},
        Mistake{"Half", R"({"expect":[{"event":"page","count":1.5}]})", "request.bad_value", "count"},
        Mistake{"Notice", R"({"expect":[{"event":"page","notice":"yes"}]})", "request.bad_value", "notice"},
        Mistake{"After", R"({"expect":[{"event":"page","after":{"count":1}}]})", "request.unknown_key", "after"},
        Mistake{"AfterEvent", R"({"expect":[{"event":"page","after":{"event":"x"}}]})", "request.bad_value", "after"}),
    [](const auto& row) { return row.param.name; });

TEST_F(AdminVerifyTest, TakesAHundredExpectationsAndNoMore) {
  std::string many = R"({"event":"login_accepted"})";
  for (int i = 1; i < 100; ++i) many += R"(,{"event":"login_accepted"})";

  EXPECT_THAT(verify_one(many), HasStatus(200));
  EXPECT_THAT(verify_one(many + R"(,{"event":"login_accepted"})"), IsProblem(400, "request.bad_value"));
}

}  // namespace
}  // namespace orcamo::mock
