#include "surface_test_kit.hpp"

namespace orcamo::mock {
namespace {

using ::testing::AllOf;
using ::testing::StartsWith;

// ormaster:ormaster and ormaster:wrong
constexpr const char* kRight = "Basic b3JtYXN0ZXI6b3JtYXN0ZXI=";
constexpr const char* kWrong = "Basic b3JtYXN0ZXI6d3Jvbmc=";

class WeborcaLoginTest : public SurfaceTest {
 protected:
  Response post(const std::string& body, Headers headers = {}) {
    return https("POST", "/rpc/", presented, body, std::move(headers));
  }

  Response call(const std::string& method, const json& params, Headers headers = {}) {
    const json message{{"jsonrpc", "2.0"}, {"id", 1}, {"method", method}, {"params", params}};
    return post(message.dump(), std::move(headers));
  }

  json result_of(const Response& response) {
    EXPECT_THAT(response, AllOf(HasStatus(200), HasHeader("Content-Type", "application/json")));
    return json::parse(response.body).at("result");
  }

  static int error_of(const Response& response) {
    EXPECT_THAT(response, HasStatus(200));
    const auto body = json::parse(response.body);
    return body.contains("error") ? body["error"].at("code").get<int>() : 0;
  }

  json start_session() {
    return result_of(call("start_session", {{"meta", {{"client_version", "2.0"}}}}, {{"Authorization", kRight}}));
  }

  json in_session(json params = json::object()) {
    params["meta"]["session_id"] = start_session().at("meta").at("session_id");
    return params;
  }

  GenerationRef presented = issue_with(days(900));
};

TEST_F(WeborcaLoginTest, TellsWhatItIs) {
  const auto info = result_of(call("get_server_info", json::object(), {{"Authorization", kRight}}));

  EXPECT_EQ(info.at("server_type"), "ginbee");
  EXPECT_TRUE(info.at("protocol_version").is_string());
  EXPECT_TRUE(info.at("application_version").is_string());
}

TEST_F(WeborcaLoginTest, StartsASessionAtTheRequestsOwnHost) {
  const auto session = start_session();

  EXPECT_FALSE(session.at("meta").at("session_id").get<std::string>().empty());
  EXPECT_EQ(session.at("app_rpc_endpoint_uri"), "https://localhost:8443/rpc/");
  EXPECT_EQ(session.at("app_rest_api_uri_root"), "https://localhost:8443/api/");
  EXPECT_FALSE(session.contains("startup_message"));
}

TEST_F(WeborcaLoginTest, CarriesTheNoticeInsideTheWindow) {
  presented = issue_with(days(90));

  EXPECT_THAT(start_session().at("startup_message").get<std::string>(),
              AllOf(StartsWith("クライアント証明書の有効期限が近づいています"),
                    ::testing::HasSubstr(pki::format_jst(presented->credential.certificate.validity().not_after))));
}

TEST_F(WeborcaLoginTest, IsSilentOneSecondBeforeTheWindow) {
  presented = issue_with(days(90) + Seconds(1));

  EXPECT_FALSE(start_session().contains("startup_message"));
}

TEST_F(WeborcaLoginTest, WantsAPasswordOnTheFirstTwoCalls) {
  const json params{{"meta", {{"client_version", "2.0"}}}};
  for (const char* method : {"get_server_info", "start_session"}) {
    for (const Headers& headers : {Headers{}, Headers{{"Authorization", kWrong}}, Headers{{"Authorization", "Basic ?"}},
                                   Headers{{"Authorization", "Bearer b3JtYXN0ZXI6b3JtYXN0ZXI="}}}) {
      EXPECT_THAT(call(method, params, headers), AllOf(IsProblem(401, "server.login_refused"),
                                                       HasHeader("Www-Authenticate", "basic realm=Restricted")))
          << method;
    }
  }
}

TEST_F(WeborcaLoginTest, WantsAClientVersion) {
  for (const json& params : {json::object(), json{{"meta", {{"client_version", 2}}}}, json::array()}) {
    EXPECT_EQ(error_of(call("start_session", params, {{"Authorization", kRight}})), -20001) << params;
  }
}

TEST_F(WeborcaLoginTest, ShowsAWindow) {
  const auto window = result_of(call("get_window", in_session()));

  EXPECT_TRUE(window.at("meta").at("total_exec_time").is_number());
  EXPECT_TRUE(window.at("meta").at("app_exec_time").is_number());
  const auto& data = window.at("window_data");
  const auto& first = data.at("windows").at(0);
  EXPECT_EQ(first.at("window"), data.at("focused_window"));
  EXPECT_TRUE(data.at("focused_widget").is_string());
  EXPECT_TRUE(first.at("put_type").is_string());
  EXPECT_TRUE(first.at("screen_data").is_object());
}

TEST_F(WeborcaLoginTest, DefinesTheWindowThatItShows) {
  const auto params = in_session();
  auto define = params;
  define["window"] = result_of(call("get_window", params)).at("window_data").at("focused_window");

  EXPECT_THAT(result_of(call("get_screen_define", define)).at("screen_define").get<std::string>(),
              StartsWith("<?xml version=\"1.0\"?>\n<GTK-Interface>"));
}

TEST_F(WeborcaLoginTest, DefinesNoOtherWindow) {
  EXPECT_EQ(error_of(call("get_screen_define", in_session({{"window", "M99"}}))), -20003);
}

TEST_F(WeborcaLoginTest, HasNothingToDownload) {
  EXPECT_EQ(result_of(call("list_downloads", in_session())), json::array());
}

TEST_F(WeborcaLoginTest, EndsASessionOnce) {
  const auto params = in_session();

  EXPECT_TRUE(result_of(call("end_session", params)).at("meta").is_object());
  EXPECT_EQ(error_of(call("end_session", params)), -20004);
  EXPECT_EQ(error_of(call("get_window", params)), -20004);
}

TEST_F(WeborcaLoginTest, KnowsNoSessionOfAnotherClient) {
  const auto params = in_session();
  presented = issue_with(days(900), {.client = "client002"});

  for (const char* method : {"get_window", "get_screen_define", "list_downloads", "end_session"}) {
    EXPECT_EQ(error_of(call(method, params)), -20004) << method;
  }
}

class RpcId : public WeborcaLoginTest, public ::testing::WithParamInterface<const char*> {};

TEST_P(RpcId, IsEchoed) {
  const auto id = json::parse(GetParam());
  const json message{{"jsonrpc", "2.0"}, {"id", id}, {"method", "nothing"}};

  const auto body = json::parse(post(message.dump()).body);

  EXPECT_EQ(body.at("id").dump(), id.dump());
  EXPECT_EQ(body.at("jsonrpc"), "2.0");
  EXPECT_EQ(body.at("error").at("code"), -32601);
}

INSTANTIATE_TEST_SUITE_P(Type, RpcId,
                         ::testing::Values("1", "-7", "18446744073709551615", "1.5", R"("a\"b日本")", "null", "true",
                                           R"([1,"x"])", R"({"b":1,"a":2})"));

TEST_F(WeborcaLoginTest, RefusesWhatIsNoRequest) {
  EXPECT_EQ(error_of(post("")), -32700);
  EXPECT_EQ(error_of(post("<html>")), -32700);
  EXPECT_EQ(error_of(post(std::string(500'000, '['))), -32700);
  EXPECT_EQ(error_of(post("[]")), -32600);
  EXPECT_EQ(error_of(post(R"({"jsonrpc":"2.0","method":"get_server_info"})")), -32600);
  EXPECT_EQ(error_of(post(R"({"jsonrpc":"1.0","id":1,"method":"get_server_info"})")), -32600);
  EXPECT_EQ(error_of(post(R"({"jsonrpc":"2.0","id":1,"method":5})")), -32600);
}

}  // namespace
}  // namespace orcamo::mock
