#include <ostream>

#include "surface_test_kit.hpp"

namespace orcamo::mock {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class MisbehaviourTest : public SurfaceTest {
 protected:
  std::uint64_t place(const std::string& order) {
    const auto response = admin("POST", "/sandboxes/default/faults", order);
    EXPECT_THAT(response, HasStatus(201));
    return json::parse(response.body).value("id", 0U);
  }

  Reply ask(const std::string& method, const std::string& target, const std::string& body = {}) {
    auto request = make(method, target, body, {});
    request.sandbox = sandbox.shared_from_this();
    request.presented = old->credential.certificate;
    return https_routes.dispatch(request);
  }

  Response renew() { return std::get<Response>(ask("POST", "/api/cert", "{}")); }
  Reply fetch() { return ask("GET", "/api/cert/" + sandbox.request_renewal(old->credential.certificate)->token); }
  bool has_renewed() const { return sandbox.certificates().size() > 1; }

  const GenerationRef old = issue_with(days(30));
};

TEST_F(MisbehaviourTest, AnswersInThePlaceOfTheWorld) {
  const auto id = place(R"({"where":"renewal","times":1,"kind":"answer","status":429,"body":"later",
                            "headers":{"Retry-After":"2","Content-Type":"text/html"}})");

  const auto response = renew();

  EXPECT_THAT(response, AllOf(HasStatus(429), HasHeader("Retry-After", "2"), HasHeader("Content-Type", "text/html")));
  EXPECT_EQ(response.body, "later");
  EXPECT_EQ(response.deed.event, Event::kFault);
  EXPECT_EQ(response.deed.fault.value().id, id);
  EXPECT_FALSE(has_renewed());
  EXPECT_THAT(renew(), HasStatus(200));
}

TEST_F(MisbehaviourTest, LeavesWhomItIsNotAboutAlone) {
  place(R"({"where":"renewal","facility":"2","kind":"drop"})");
  place(R"({"where":"renewal","serial":"1","kind":"drop"})");
  place(R"({"where":"download","kind":"drop"})");

  EXPECT_THAT(renew(), HasStatus(200));
  EXPECT_EQ(renew().deed.fault.has_value(), false);
}

TEST_F(MisbehaviourTest, LosesTheAnswerToWhatIsDone) {
  const auto id = place(R"({"where":"renewal","kind":"lose-answer"})");

  const auto reply = ask("POST", "/api/cert", "{}");

  const auto& lost = std::get<Drop>(reply);
  EXPECT_EQ(lost.deed.event, Event::kRenewalRequested);
  EXPECT_EQ(lost.deed.fault.value().id, id);
  EXPECT_TRUE(has_renewed());
}

TEST_F(MisbehaviourTest, DropsWhatTheWorldDoesNotSee) {
  place(R"({"where":"renewal","kind":"drop"})");

  EXPECT_TRUE(std::holds_alternative<Drop>(ask("POST", "/api/cert", "{}")));
  EXPECT_FALSE(has_renewed());
}

TEST_F(MisbehaviourTest, Hangs) {
  place(R"({"where":"renewal","kind":"hang"})");

  EXPECT_TRUE(std::holds_alternative<Hang>(ask("POST", "/api/cert", "{}")));
  EXPECT_FALSE(has_renewed());
}

TEST_F(MisbehaviourTest, Delays) {
  place(R"({"where":"renewal","kind":"delay","delay":"30s"})");

  const auto reply = ask("POST", "/api/cert", "{}");

  const auto& delayed = std::get<Delayed>(reply);
  EXPECT_EQ(delayed.by, std::chrono::seconds(30));
  EXPECT_THAT(std::get<Response>(delayed.late), HasStatus(200));
}

TEST_F(MisbehaviourTest, DelaysWhatItDoesBesides) {
  place(R"({"where":"renewal","kind":"drop","delay":"250ms"})");

  const auto reply = ask("POST", "/api/cert", "{}");

  EXPECT_EQ(std::get<Delayed>(reply).by, std::chrono::milliseconds(250));
  EXPECT_TRUE(std::holds_alternative<Drop>(std::get<Delayed>(reply).late));
}

TEST_F(MisbehaviourTest, HitsOneMethodOfTheRpc) {
  place(R"({"where":"rpc","method":"get_window","kind":"answer","status":503})");
  const auto call = [&](const std::string& method) {
    return std::get<Response>(ask("POST", "/rpc/", R"({"jsonrpc":"2.0","id":1,"method":")" + method + R"("})"));
  };

  EXPECT_THAT(call("get_window"), HasStatus(503));
  EXPECT_THAT(call("list_downloads"), HasStatus(200));
  EXPECT_THAT(std::get<Response>(ask("POST", "/rpc/", "[")), HasStatus(200));
}

TEST_F(MisbehaviourTest, SealsTheRenewalWithThePasswordThatItAnswers) {
  place(R"({"where":"renewal","kind":"password","value":"架空病院"})");

  EXPECT_EQ(json::parse(renew().body).at("pass"), "架空病院");
  EXPECT_TRUE(sandbox.certificates().back()->password.equals("架空病院"));
}

TEST_F(MisbehaviourTest, HandsOutAnotherCertificateAndThenTheRightOne) {
  place(R"({"where":"download","times":1,"kind":"replacement","value":"same-key"})");

  const auto wrong = std::get<Response>(fetch());
  const auto right = std::get<Response>(fetch());

  EXPECT_THAT(wrong, AllOf(HasStatus(200), HasHeader("Content-Type", "application/x-pkcs12")));
  EXPECT_NE(wrong.body, right.body);
  EXPECT_EQ(right.body, pki::as_text(sandbox.certificates().back()->p12));
}

TEST_F(MisbehaviourTest, SpoilsTheConsolesDownloadToo) {
  place(R"({"where":"download","kind":"answer","status":404})");

  EXPECT_THAT(std::get<Response>(ask("GET", "/orcamo/certificate.p12")), HasStatus(404));
  EXPECT_THAT(std::get<Response>(ask("GET", "/orcamo/")), HasStatus(200));
}

TEST_F(MisbehaviourTest, LeavesHeadAlone) {
  place(R"({"where":"download","times":1,"kind":"answer","status":404})");
  const auto path = "/api/cert/" + sandbox.request_renewal(old->credential.certificate)->token;

  EXPECT_THAT(std::get<Response>(ask("HEAD", path)), HasStatus(200));
  EXPECT_THAT(std::get<Response>(ask("GET", path)), HasStatus(404));
}

struct Somewhere {
  const char* place;
  const char* method;
  const char* target;
};
void PrintTo(const Somewhere& row, std::ostream* out) { *out << row.place; }

class EveryPlace : public MisbehaviourTest, public ::testing::WithParamInterface<Somewhere> {};

TEST_P(EveryPlace, CanMisbehave) {
  const auto& [name, method, target] = GetParam();
  place(R"({"where":")" + std::string(name) + R"(","kind":"answer","status":599})");

  EXPECT_THAT(std::get<Response>(ask(method, target)), HasStatus(599));
}

INSTANTIATE_TEST_SUITE_P(Table, EveryPlace,
                         ::testing::Values(Somewhere{"renewal", "POST", "/api/cert"},
                                           Somewhere{"download", "GET", "/orcamo/certificate.p12"},
                                           Somewhere{"rpc", "POST", "/rpc/"},
                                           Somewhere{"rest", "POST", "/api/api01rv2/system01dailyv2"},
                                           Somewhere{"pages", "GET", "/"}, Somewhere{"pages", "POST", "/login"},
                                           Somewhere{"console", "POST", "/orcamo/password"}),
                         [](const auto& row) { return row.param.place + std::to_string(row.index); });

}  // namespace
}  // namespace orcamo::mock
