#include "orcamo/client/login.hpp"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <string>

#include "fake_server.hpp"
#include "identities.hpp"
#include "orcamo/testing/matchers.hpp"
#include "orcamo/testing/printers.hpp"

namespace orcamo::testing {
namespace {

using client::HttpRequest;
using client::Login;
using pki::Credential;
using pki::Errc;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::NiceMock;

class LoggingIn : public ::testing::Test {
 protected:
  LoggingIn() {
    account_.password = pki::Secret::copy_of("ormaster");
    server_.serve(transport_);
  }

  pki::Result<Login> log_in() { return client::log_in(transport_, kServer, account_, old_); }

  std::string header(std::size_t request, std::string_view name) const {
    for (const auto& [key, value] : server_.requests.at(request).headers) {
      if (key == name) return value;
    }
    return {};
  }

  const Credential old_ = issue();
  const client::Arrival offered_ = sealed(issue(renewed()));
  FakeServer server_{old_, offered_};
  NiceMock<MockTransport> transport_;
  client::Account account_;
};

TEST_F(LoggingIn, CallsServerInfoThenStartThenEnd) {
  ASSERT_THAT(log_in(), IsOk());

  EXPECT_THAT(server_.log, ElementsAre("get_server_info 123456", "start_session 123456", "end_session 123456"));
  EXPECT_EQ(server_.requests[0].url, "https://localhost:8443/rpc/");
  EXPECT_EQ(server_.requests[1].url, "https://localhost:8443/rpc/");
  EXPECT_EQ(server_.requests[2].url, "https://localhost:8443/rpc/session");
}

TEST_F(LoggingIn, ProvesTheUserOnTheFirstTwoCallsOnly) {
  ASSERT_THAT(log_in(), IsOk());

  EXPECT_EQ(header(0, "Authorization"), "Basic b3JtYXN0ZXI6b3JtYXN0ZXI=");
  EXPECT_EQ(header(1, "Authorization"), "Basic b3JtYXN0ZXI6b3JtYXN0ZXI=");
  EXPECT_EQ(header(2, "Authorization"), "");
}

TEST_F(LoggingIn, EndsTheSessionThatItStarted) {
  ASSERT_THAT(log_in(), IsOk());

  const auto body = nlohmann::json::parse(server_.requests.at(2).body);
  EXPECT_EQ(body.at("params").at("meta").at("session_id"), "s1");
  EXPECT_EQ(body.at("jsonrpc"), "2.0");
}

TEST_F(LoggingIn, TellsTheNotice) {
  const auto with_old = log_in();
  const auto with_new = client::log_in(transport_, kServer, account_, issue(renewed()));

  ASSERT_THAT(with_old, IsOk());
  EXPECT_TRUE(with_old->notice());
  EXPECT_THAT(with_old->startup_message, HasSubstr("有効期限が近づいています"));
  ASSERT_THAT(with_new, IsOk());
  EXPECT_FALSE(with_new->notice());
}

struct Refusal {
  const char* name;
  const char* call;
  unsigned status;
  const char* body;
  Errc code;
  const char* says;
};
void PrintTo(const Refusal& refusal, std::ostream* out) { *out << refusal.status << ' ' << refusal.body; }

class RefusedLogin : public LoggingIn, public ::testing::WithParamInterface<Refusal> {};

TEST_P(RefusedLogin, IsToldByItsCode) {
  const Refusal& refusal = GetParam();
  server_.answers[refusal.call] = [&](const HttpRequest&, const Credential&) {
    return answer(refusal.status, refusal.body);
  };

  const auto login = log_in();

  ASSERT_THAT(login, FailsWith(refusal.code));
  EXPECT_THAT(login.error().message(), HasSubstr(refusal.says));
}

INSTANTIATE_TEST_SUITE_P(
    Answers, RefusedLogin,
    ::testing::Values(
        Refusal{"BadPassword", "get_server_info", 401, "", Errc::kLoginRefused, "password"},
        Refusal{"BadPasswordLater", "start_session", 401, "", Errc::kLoginRefused, "password"},
        Refusal{"NotPermitted", "get_server_info", 403, "NOT PERMITTED CERTIFICATE", Errc::kServerRefused,
                "403: NOT PERMITTED CERTIFICATE"},
        Refusal{"Maintenance", "start_session", 503, "GINBEE_MAINTENANCE", Errc::kServerUnavailable,
                "503: GINBEE_MAINTENANCE"},
        Refusal{"NginxPage", "get_server_info", 400,
                "<html><head><title>400 No required SSL certificate was sent</title></head></html>",
                Errc::kServerRefused, "No required SSL certificate was sent"},
        Refusal{"Redirect", "get_server_info", 302, "", Errc::kServerRefused, "302"},
        Refusal{"Html", "get_server_info", 200, "<!DOCTYPE html><title>Portal</title>", Errc::kNotJson,
                "an HTML page (Portal)"},
        Refusal{"Nothing", "get_server_info", 200, "", Errc::kNotJson, "nothing"},
        Refusal{"DamagedJson", "start_session", 200, "{\"id\":", Errc::kNotJson, "damaged JSON"},
        Refusal{"Array", "start_session", 200, "[]", Errc::kNotJson, "no object"},
        Refusal{"OtherId", "get_server_info", 200, R"({"jsonrpc":"2.0","id":99,"result":{}})", Errc::kAnswerUnexpected,
                "another call"},
        Refusal{"NoResult", "get_server_info", 200, R"({"jsonrpc":"2.0","id":1})", Errc::kAnswerUnexpected,
                "no result"},
        Refusal{"NoServerType", "get_server_info", 200,
                R"({"jsonrpc":"2.0","id":1,"result":{"protocol_version":"1","application_version":"1"}})",
                Errc::kAnswerUnexpected, "server_type"},
        Refusal{"NoSession", "start_session", 200, R"({"jsonrpc":"2.0","id":2,"result":{"meta":{"session_id":7}}})",
                Errc::kAnswerUnexpected, "meta.session_id"},
        Refusal{"PlainEndpoint", "start_session", 200,
                R"({"jsonrpc":"2.0","id":2,"result":{"meta":{"session_id":"s"},"app_rpc_endpoint_uri":"http://x/"}})",
                Errc::kAnswerUnexpected, "app_rpc_endpoint_uri"},
        Refusal{"RpcError", "start_session", 200,
                R"({"jsonrpc":"2.0","id":2,"error":{"code":-20001,"message":"invalid client version"}})",
                Errc::kServerRefused, "invalid client version (-20001)"}),
    [](const auto& row) { return row.param.name; });

TEST_F(LoggingIn, IsProvedBeforeTheSessionEnds) {
  server_.answers["end_session"] = [](const HttpRequest&, const Credential&) {
    return answer(200, R"({"jsonrpc":"2.0","id":3,"error":{"code":-20004,"message":"invalid session"}})");
  };

  const auto login = log_in();

  ASSERT_THAT(login, IsOk());
  EXPECT_TRUE(login->notice());
  EXPECT_EQ(server_.log.back(), "end_session 123456");
}

TEST_F(LoggingIn, PassesOnWhatTlsSays) {
  server_.answers["get_server_info"] = [](const HttpRequest&, const Credential&) {
    return failure(Errc::kCertificateExpired);
  };

  EXPECT_THAT(log_in(), FailsWith(Errc::kCertificateExpired));
}

}  // namespace
}  // namespace orcamo::testing
