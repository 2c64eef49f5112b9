#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "orcamo/testing/temporary_directory.hpp"
#include "plain_http.hpp"
#include "process.hpp"
#include "serve_process.hpp"

namespace orcamo::e2e {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class ConfigProgram : public ::testing::Test {
 protected:
  // What `serve` would do with these arguments.
  static Json effective(std::vector<std::string> arguments) {
    std::vector<std::string> line{kMockProgram, "serve", "--print-config"};
    line.insert(line.end(), arguments.begin(), arguments.end());
    const Finished finished = run(line);
    EXPECT_EQ(finished.exit_code, 0) << finished.err;
    EXPECT_EQ(finished.err, "");
    return Json::parse(finished.out, nullptr, false);
  }

  // The same with a variable of the environment.
  static Json effective_with(const std::string& variable, std::vector<std::string> arguments) {
    std::vector<std::string> line{"/usr/bin/env", variable, kMockProgram, "serve", "--print-config"};
    line.insert(line.end(), arguments.begin(), arguments.end());
    const Finished finished = run(line);
    EXPECT_EQ(finished.exit_code, 0) << finished.err;
    return Json::parse(finished.out, nullptr, false);
  }

  std::string file(const std::string& text) const { return home.write("mock.json", text); }

  testing::TemporaryDirectory home;
};

TEST_F(ConfigProgram, ServesWhatTheFileSays) {
  const std::string config = file(R"({"now": "2031-02-03T04:05:06Z",
      "policy": {"preset": "nginx-front", "overlap": "grace", "grace": "2d"}})");

  ServeProcess server({"--config", config});

  EXPECT_EQ(server.ask("GET", "/clock")["now"], "2031-02-03T04:05:06Z");
  const Json policy = server.ask("GET", "/policy");
  EXPECT_EQ(policy["persona"], "http-400");
  EXPECT_EQ(policy["overlap"], "grace");
  EXPECT_EQ(policy["grace"], "2d");
}

TEST_F(ConfigProgram, ReturnsToTheFilesPolicyAtAReset) {
  ServeProcess server({"--config", file(R"({"policy": {"persona": "drop"}})")});

  server.ask("PATCH", "/policy", {{"persona", "alert"}});
  server.ask("POST", "/reset");

  EXPECT_EQ(server.ask("GET", "/policy")["persona"], "drop");
}

TEST_F(ConfigProgram, OpensTheFilesSandboxes) {
  const std::string config = file(R"({"sandboxes": [
      {"id": "a1", "clock": {"now": "2031-02-03T04:05:06Z"}, "policy": {"persona": "drop"},
       "facilities": [{"facility": "7", "clients": [{"client": "2", "password": "geheim"}]}]},
      {"id": "b1", "scenario": "expired"}]})");

  ServeProcess server({"--config", config});

  const auto ask = [&server](const std::string& path) {
    const auto answer = plain_http(server.admin(), "GET", "/__admin/sandboxes/" + path);
    EXPECT_EQ(answer.status, 200) << path;
    return Json::parse(answer.body, nullptr, false);
  };
  EXPECT_EQ(ask("a1/clock")["now"], "2031-02-03T04:05:06Z");
  EXPECT_EQ(ask("a1/policy")["persona"], "drop");
  EXPECT_EQ(ask("b1/policy")["persona"], "alert");
  const Json certificates = ask("a1/certificates")["certificates"];
  ASSERT_EQ(certificates.size(), 1U);
  EXPECT_EQ(certificates[0]["facility"], "u00000007");
  EXPECT_EQ(certificates[0]["client"], "client002");
  EXPECT_EQ(ask("b1/certificates")["certificates"].size(), 1U);
  EXPECT_EQ(ask("default/certificates")["certificates"].size(), 0U);
}

TEST_F(ConfigProgram, DoesNotServeWhereASandboxCannotBe) {
  const std::string ready_file = home / "ready.json";

  const Finished finished = run({kMockProgram, "serve", "--max-sandboxes", "2", "--ready-file", ready_file, "--config",
                                 file(R"({"sandboxes": [{"id": "a1"}, {"id": "b1"}]})")});

  EXPECT_EQ(finished.exit_code, 3);
  EXPECT_EQ(finished.out, "");
  EXPECT_THAT(finished.err, AllOf(HasSubstr("/sandboxes/1"), HasSubstr("--max-sandboxes")));
  EXPECT_FALSE(std::filesystem::exists(ready_file));
}

TEST_F(ConfigProgram, PrintsNoSecret) {
  const Finished finished = run({kMockProgram, "serve", "--print-config", "--config", file(R"({"sandboxes": [
      {"id": "a1", "facilities": [{"clients": [{"client": "2", "password": "geheim"}]}]}]})")});

  EXPECT_EQ(finished.exit_code, 0) << finished.err;
  EXPECT_THAT(finished.out, AllOf(HasSubstr("client"), Not(HasSubstr("geheim"))));
}

TEST_F(ConfigProgram, AnOptionGoesBeforeTheEnvironmentThatBeforeTheFileThatBeforeTheDefault) {
  const std::string config = file(R"({"port": 1003})");

  EXPECT_EQ(effective({})["port"], 0);
  EXPECT_EQ(effective({"--config", config})["port"], 1003);
  EXPECT_EQ(effective_with("ORCAMO_PORT=1002", {"--config", config})["port"], 1002);
  EXPECT_EQ(effective_with("ORCAMO_PORT=1002", {"--config", config, "--port", "1001"})["port"], 1001);
}

TEST_F(ConfigProgram, AListReplacesTheFilesList) {
  const std::string config = file(R"({"server_names": ["file.test"]})");

  EXPECT_EQ(effective({"--config", config})["server_names"], Json::array({"file.test"}));
  EXPECT_EQ(effective_with("ORCAMO_SERVER_NAME=a.test,b.test", {"--config", config})["server_names"],
            Json::array({"a.test", "b.test"}));
  EXPECT_EQ(effective({"--config", config, "--server-name", "c.test", "--server-name", "d.test"})["server_names"],
            Json::array({"c.test", "d.test"}));
}

TEST_F(ConfigProgram, AnOptionTakesBackWhatTheFileAllows) {
  const std::string config = file(R"({"allow_remote": true})");

  EXPECT_EQ(effective({"--config", config})["allow_remote"], true);
  EXPECT_EQ(effective({"--config", config, "--allow-remote=false"})["allow_remote"], false);
}

TEST_F(ConfigProgram, TheEnvironmentMayNameTheFile) {
  const std::string config = file(R"({"port": 1003})");

  EXPECT_EQ(effective_with("ORCAMO_CONFIG=" + config, {})["port"], 1003);
}

TEST_F(ConfigProgram, StandardInputMayBeTheFile) {
  const Finished finished = run({kMockProgram, "serve", "--print-config", "--config", "-"}, R"({"port": 1003})");

  ASSERT_EQ(finished.exit_code, 0) << finished.err;
  EXPECT_EQ(Json::parse(finished.out)["port"], 1003);
}

TEST_F(ConfigProgram, WhatItPrintsIsAConfigOfTheSame) {
  const std::string ready_file = home / "ready.json";
  const Finished first = run({kMockProgram, "serve", "--print-config", "--port", "1001", "--admin-port", "1002",
                              "--ready-file", ready_file, "--server-name", "a.test", "--now", "now+3y", "--tls", "1.3",
                              "--config", file(R"({"policy": {"preset": "online-claims", "link_uses": 1}})")});
  ASSERT_EQ(first.exit_code, 0) << first.err;

  const Finished second =
      run({kMockProgram, "serve", "--print-config", "--config", home.write("printed.json", first.out)});

  EXPECT_EQ(second.exit_code, 0) << second.err;
  EXPECT_EQ(second.out, first.out);
  EXPECT_FALSE(std::filesystem::exists(ready_file));
}

TEST_F(ConfigProgram, NamesTheVariableThatHasABadValue) {
  const Finished finished = run({"/usr/bin/env", "ORCAMO_THREADS=many", kMockProgram, "serve"});

  EXPECT_EQ(finished.exit_code, 3);
  EXPECT_THAT(finished.err, AllOf(HasSubstr("ORCAMO_THREADS"), HasSubstr("many"), HasSubstr("1 to 64")));
}

TEST_F(ConfigProgram, PrintsTheSchemaThatIsPublished) {
  const Finished finished = run({kMockProgram, "serve", "--print-config-schema"});

  EXPECT_EQ(finished.exit_code, 0);
  EXPECT_EQ(finished.out, testing::read_file(ORCAMO_CONFIG_SCHEMA));
}

struct BadFile {
  const char* name;
  std::string text;
  std::vector<std::string> told;
};

class BadConfigFile : public ::testing::TestWithParam<BadFile> {};

TEST_P(BadConfigFile, IsOneSentenceAndExitCodeThree) {
  const testing::TemporaryDirectory home;
  const std::string path = home.write("mock.json", GetParam().text);

  const Finished finished = run({kMockProgram, "serve", "--config", path});

  EXPECT_EQ(finished.exit_code, 3);
  EXPECT_EQ(finished.out, "");
  EXPECT_THAT(finished.err, HasSubstr(path));
  EXPECT_EQ(finished.err.find('\n'), finished.err.size() - 1) << finished.err;
  for (const std::string& told : GetParam().told) EXPECT_THAT(finished.err, HasSubstr(told));
}

INSTANTIATE_TEST_SUITE_P(
    All, BadConfigFile,
    ::testing::Values(BadFile{"Empty", "", {"it is empty"}}, BadFile{"NotJson", "port: 8443\n", {"line 1, column 1"}},
                      BadFile{"SyntaxError", "{\n  \"port\": 8443,\n}\n", {"line 3, column 1"}},
                      BadFile{"KeyTwice", R"({"port": 1, "port": 2})", {"/port", "twice"}},
                      BadFile{"UnknownKey", R"({"ports": 8443})", {"\"ports\"", "did you mean \"port\"?"}},
                      BadFile{"KeyOfSeveralLines", R"({"po\nrt": 8443})", {"did you mean \"port\"?"}},
                      BadFile{"UnknownPolicy", R"({"policy": {"personas": "drop"}})", {"/policy", "\"persona\""}},
                      BadFile{"WrongType", R"({"port": "8443"})", {"/port", "a whole number from 0 to 65535"}},
                      BadFile{"BadValue", R"({"log_level": "loud"})", {"/log_level", "\"loud\"", "\"debug\""}},
                      BadFile{"BadTime", R"({"now": "tomorrow"})", {"/now", "tomorrow"}},
                      BadFile{"BadPolicy", R"({"policy": {"validity": "0d"}})", {"/policy", "validity", "above zero"}},
                      BadFile{"TooLarge", std::string((1 << 20) + 1, ' '), {"larger than 1048576 octets"}}),
    [](const auto& each) { return each.param.name; });

TEST_F(ConfigProgram, SaysWhatIsNoFile) {
  std::filesystem::create_symlink("circle.json", home / "circle.json");
  for (const std::string& path :
       {(home / "none.json").string(), home.path().string(), (home / "circle.json").string()}) {
    const Finished finished = run({kMockProgram, "serve", "--config", path});

    EXPECT_EQ(finished.exit_code, 3) << path;
    EXPECT_THAT(finished.err, HasSubstr(path + " cannot be read: "));
  }
}

TEST_F(ConfigProgram, TakesAFileThatAnEditorOfWindowsWrote) {
  EXPECT_EQ(effective({"--config", file("\xEF\xBB\xBF{\r\n  \"port\": 1003\r\n}\r\n")})["port"], 1003);
}

}  // namespace
}  // namespace orcamo::e2e
