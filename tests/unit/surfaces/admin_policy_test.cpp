#include "surface_test_kit.hpp"

namespace orcamo::mock {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class AdminPolicyTest : public SurfaceTest {
 protected:
  json read() { return json::parse(admin("GET", "/sandboxes/default/policy").body); }
  Response patch(const std::string& body) { return admin("PATCH", "/sandboxes/default/policy", body); }
  std::string hint(const std::string& body) { return json::parse(patch(body).body).at("hint").get<std::string>(); }
};

TEST_F(AdminPolicyTest, IsThatOfWeborcaAtFirst) {
  EXPECT_EQ(read(), json::parse(R"({
    "notice_rule":"90d", "notice_boundary":"inclusive", "expiry_boundary":"inclusive",
    "overlap":"both-until-expiry", "grace":"7d", "renewal_window":"any-time", "renew_after_expiry":"never",
    "idempotency":"same-token", "link_lifetime":"1d", "link_uses":"unlimited", "password_reveals":"unlimited",
    "validity":"P3Y", "key":"as-before", "p12_profile":"as-before", "file_name_form":"double-underscore",
    "persona":"alert", "ca_list":"root-and-issuing", "resumption":"off", "tls_versions":"both", "require_body":false})"));
}

TEST_F(AdminPolicyTest, ChangesWhatIsNamedAndAnswersTheWhole) {
  const auto response = patch(R"({"persona":"http-403","link_uses":1,"require_body":true})");

  EXPECT_THAT(response, AllOf(HasStatus(200), HasHeader("Content-Type", "application/json")));
  auto expected = json::parse(R"({"persona":"http-403","link_uses":1,"require_body":true})");
  auto whole = json::parse(response.body);
  EXPECT_EQ(whole, read());
  for (const auto& [key, value] : expected.items()) EXPECT_EQ(whole.at(key), value) << key;
  EXPECT_EQ(whole.at("overlap"), "both-until-expiry");
}

TEST_F(AdminPolicyTest, TakesBackWhatItAnswers) {
  patch(R"({"preset":"nginx-front","password_reveals":3,"require_body":true})");
  const auto written = read();
  patch(R"({"preset":"weborca"})");

  EXPECT_THAT(patch(written.dump()), HasStatus(200));
  EXPECT_EQ(read(), written);
}

TEST_F(AdminPolicyTest, TakesAPresetWithExceptions) {
  patch(R"({"persona":"drop","grace":"1d"})");

  patch(R"({"overlap":"grace","preset":"nginx-front"})");

  EXPECT_EQ(read().at("persona"), "http-400");
  EXPECT_EQ(read().at("resumption"), "lenient");
  EXPECT_EQ(read().at("overlap"), "grace");
  EXPECT_EQ(read().at("grace"), "7d");
}

TEST_F(AdminPolicyTest, NamesTheNearestKey) {
  EXPECT_THAT(patch(R"({"personna":"drop"})"), IsProblem(400, "request.unknown_key"));
  EXPECT_THAT(hint(R"({"personna":"drop"})"), StartsWith("did you mean \"persona\"?"));
}

TEST_F(AdminPolicyTest, NamesTheValuesAllowed) {
  EXPECT_THAT(hint(R"({"persona":"rude"})"), HasSubstr("alert, http-400, http-403 or drop"));
  EXPECT_THAT(hint(R"({"preset":"apache"})"), HasSubstr("weborca, online-claims, nginx-front"));
}

struct BadChange {
  const char* name;
  const char* body;
  const char* code;
};

void PrintTo(const BadChange& row, std::ostream* out) { *out << row.body; }

class BadPolicyChange : public AdminPolicyTest, public ::testing::WithParamInterface<BadChange> {};

TEST_P(BadPolicyChange, IsRefusedAndChangesNothing) {
  const auto before = read();

  EXPECT_THAT(patch(GetParam().body), IsProblem(400, GetParam().code));
  EXPECT_EQ(read(), before);
}

INSTANTIATE_TEST_SUITE_P(
    Body, BadPolicyChange,
    ::testing::Values(BadChange{"NotJson", "persona=drop", "request.malformed"},
                      BadChange{"Array", "[]", "request.bad_value"},
                      BadChange{"UnknownKey", R"({"persona":"drop","x":1})", "request.unknown_key"},
                      BadChange{"SecondIsBad", R"({"persona":"drop","overlap":"none"})", "request.bad_value"},
                      BadChange{"Null", R"({"persona":null})", "request.bad_value"},
                      BadChange{"Object", R"({"validity":{"years":3}})", "request.bad_value"},
                      BadChange{"Fraction", R"({"link_uses":1.5})", "request.bad_value"},
                      BadChange{"NegativeNumber", R"({"link_uses":-1})", "request.bad_value"},
                      BadChange{"NumberForName", R"({"persona":403})", "request.bad_value"},
                      BadChange{"PresetAsNumber", R"({"preset":1})", "request.bad_value"}),
    [](const auto& row) { return std::string(row.param.name); });

TEST_F(AdminPolicyTest, IsObeyedByTheNextRequest) {
  const auto old = issue_with(days(89));
  EXPECT_THAT(https("POST", "/api/cert", old), HasStatus(200));

  patch(R"({"require_body":true})");

  EXPECT_THAT(https("POST", "/api/cert", old), IsProblem(400, "request.malformed"));
  EXPECT_THAT(https("POST", "/api/cert", old, "{}"), HasStatus(200));
}

}  // namespace
}  // namespace orcamo::mock
