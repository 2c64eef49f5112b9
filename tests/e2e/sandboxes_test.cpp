#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "orcamo/testing/mock_server.hpp"
#include "plain_http.hpp"
#include "serve_process.hpp"

namespace orcamo::e2e {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

// Sandboxes of the program, made over its admin API.
class Sandboxes : public ::testing::Test {
 protected:
  Json call(std::string_view method, const std::string& path, const std::string& body, int status) {
    const PlainAnswer answer = plain_http(server.admin(), method, "/__admin" + path, body);
    EXPECT_EQ(answer.status, status) << method << " " << path << "\n" << answer.body;
    return Json::parse(answer.body, nullptr, false);
  }
  Json create(const std::string& body) { return call("POST", "/sandboxes", body, 201); }
  Json handshakes(const std::string& id) { return call("GET", "/sandboxes/" + id + "/handshakes", "", 200)["entries"]; }

  // log_in runs the client with the first certificate that was issued with `sandbox`, at `url`; on a machine whose
  // clock shows what the sandbox's does.
  Finished log_in(const Json& sandbox, const std::string& url) {
    const Json& issued = sandbox.at("issued").at(0);
    const std::string link = issued.at("p12");
    const std::string name = issued.at("file_name");
    const std::string now = sandbox.at("clock").at("now");
    const auto p12 = home.write(name, plain_http(server.admin(), "GET", link).body);
    const auto password = home.write("password", issued.at("password").get<std::string>());
    return run({kRenewProgram, "login", "--server", url, "--ca", server.ca(), "--p12", p12, "--password-file", password,
                "--now", now});
  }

  ServeProcess server;
  testing::TemporaryDirectory home;
};

TEST_F(Sandboxes, LiveAtDifferentTimesSideBySide) {
  const Json a = create(R"({"id":"a1","clock":{"now":"2031-01-01T00:00:00Z"},"scenario":"notice_due"})");
  const Json b = create(R"({"id":"b1","clock":{"now":"2041-01-01T00:00:00Z"},"scenario":"fresh"})");

  const Finished at_a = log_in(a, a.at("https"));
  const Finished at_b = log_in(b, b.at("https"));
  const Finished astray = log_in(a, b.at("https"));

  EXPECT_EQ(at_a.exit_code, 0) << at_a.err;
  EXPECT_EQ(at_b.exit_code, 0) << at_b.err;
  EXPECT_EQ(astray.exit_code, 1);
  EXPECT_THAT(handshakes("a1"), SizeIs(1));
  const Json entries = handshakes("b1");
  ASSERT_THAT(entries, SizeIs(2));
  EXPECT_EQ(entries[0]["reason"], "ok");
  EXPECT_EQ(entries[0]["clock"], "2041-01-01T00:00:00Z");
  EXPECT_EQ(entries[1]["reason"], "wrong_sandbox");
  EXPECT_THAT(server.ask("GET", "/handshakes")["entries"], SizeIs(0));
}

TEST_F(Sandboxes, CanHaveAPortOfTheirOwn) {
  const Json a = create(R"({"id":"a1","port":true,"scenario":"notice_due"})");
  const std::string url = "https://localhost:" + std::to_string(a.at("port").get<int>());

  const Finished login = log_in(a, url);
  EXPECT_EQ(login.exit_code, 0) << login.err;
  EXPECT_THAT(handshakes("a1"), SizeIs(1));

  call("DELETE", "/sandboxes/a1", "", 204);

  const Finished late =
      run({kRenewProgram, "login", "--server", url, "--ca", server.ca(), "--p12",
           home / a.at("issued")[0].at("file_name").get<std::string>(), "--password-file", home / "password"});
  EXPECT_EQ(late.exit_code, 1);
}

TEST_F(Sandboxes, AreNotMadeByHalves) {
  const Json a = create(R"({"id":"a1","port":true})");

  const Json problem = call("POST", "/sandboxes", R"({"id":"b1","port":)" + a.at("port").dump() + "}", 409);

  EXPECT_EQ(problem["code"], "process.port_in_use");
  EXPECT_THAT(call("GET", "/sandboxes", "", 200)["sandboxes"], SizeIs(2));
}

// The kit's side of it: one server for several tests, a world for each.
TEST(SandboxesOfTheKit, AreWorldsOfTheirOwn) {
  testing::MockServer server;
  const auto a = server.add_sandbox({.id = "a1"});
  const auto b = server.add_sandbox({.id = "b1"});
  const auto of_a = a.issue({.lasts = pki::days(89)});
  const auto of_b = b.issue({.lasts = pki::days(89)});

  ASSERT_THAT(a.clock().advance({.exact = pki::days(90)}), testing::IsOk());

  EXPECT_THAT(a.log_in(of_a), testing::FailsWith(pki::Errc::kCertificateExpired));
  EXPECT_THAT(b.log_in(of_b), testing::IsOk());
  EXPECT_FALSE(b.log_in(of_a));
  EXPECT_THAT(a.handshakes(1), SizeIs(1));
  EXPECT_THAT(b.handshakes(2), SizeIs(2));
  EXPECT_THAT(server.handshakes(), SizeIs(0));
}

TEST(SandboxesOfTheKit, Renew) {
  testing::MockServer server;
  const auto a = server.add_sandbox({.id = "a1"});
  testing::MemoryStore store;

  const auto report = a.renew(a.issue({.lasts = pki::days(89)}), store);

  EXPECT_EQ(report.outcome, client::Outcome::kRenewed);
  EXPECT_THAT(a.url("/x"), HasSubstr("https://a1.localhost:"));
  EXPECT_THAT(a.admin_url("/clock"), HasSubstr("/__admin/sandboxes/a1/clock"));
}

TEST(SandboxesOfTheKit, SayWhatCannotBe) {
  testing::MockServer server;

  EXPECT_THROW(server.add_sandbox({.id = "Not A Label"}), std::runtime_error);
}

}  // namespace
}  // namespace orcamo::e2e
