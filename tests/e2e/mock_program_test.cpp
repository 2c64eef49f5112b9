#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "orcamo/client/password_file.hpp"
#include "orcamo/client/pkcs12.hpp"
#include "orcamo/testing/matchers.hpp"
#include "plain_http.hpp"
#include "serve_process.hpp"

namespace orcamo::e2e {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;

class ServeProgram : public ::testing::Test {
 protected:
  testing::TemporaryDirectory home;
};

TEST_F(ServeProgram, SaysOnStandardOutputAndInTheReadyFileThatItIsReady) {
  const std::string ready_file = home / "ready.json";

  ServeProcess server({"--ready-file", ready_file});

  const Json& ready = server.ready();
  EXPECT_EQ(ready["event"], "ready");
  EXPECT_THAT(server.https(), MatchesRegex("https://localhost:[0-9]+"));
  EXPECT_THAT(server.admin(), MatchesRegex("http://127.0.0.1:[0-9]+"));
  EXPECT_EQ(ready["pid"], server.process().pid());
  EXPECT_FALSE(ready["version"].get<std::string>().empty());
  EXPECT_THAT(testing::read_file(server.ca()), HasSubstr("BEGIN CERTIFICATE"));
  EXPECT_EQ(Json::parse(testing::read_file(ready_file)), ready);
  EXPECT_EQ(plain_http(server.admin(), "GET", "/__admin/health").status, 200);
}

TEST_F(ServeProgram, EndsWithZeroOnSigterm) {
  const std::string ready_file = home / "ready.json";
  ServeProcess server({"--ready-file", ready_file});

  server.process().signal(SIGTERM);

  EXPECT_EQ(server.process().wait().exit_code, 0);
  EXPECT_FALSE(fs::exists(ready_file));
}

TEST_F(ServeProgram, EndsWithZeroOnSigtermThoughAClientIsConnectedAndSilent) {
  ServeProcess server;
  const SilentClient silent(port_of(server.https()));

  server.process().signal(SIGTERM);

  EXPECT_EQ(server.process().wait().exit_code, 0);
}

TEST_F(ServeProgram, SaysThatThePortIsInUse) {
  ServeProcess first;
  const std::string ready_file = home / "ready.json";

  for (const char* option : {"--port", "--admin-port"}) {
    const std::string port = std::to_string(port_of(option == std::string("--port") ? first.https() : first.admin()));
    const Finished second = run({kMockProgram, "serve", option, port, "--ready-file", ready_file});

    EXPECT_EQ(second.exit_code, 4);
    EXPECT_THAT(second.err, HasSubstr(port));
    EXPECT_EQ(second.out, "");
    EXPECT_FALSE(fs::exists(ready_file));
  }
}

TEST_F(ServeProgram, SaysThatAFlagIsUnknown) {
  const Finished finished = run({kMockProgram, "serve", "--prot", "8443"});

  EXPECT_EQ(finished.exit_code, 2);
  EXPECT_THAT(finished.err, HasSubstr("--prot"));
}

TEST_F(ServeProgram, StaysOnThisMachineUnlessTold) {
  const Finished finished = run({kMockProgram, "serve", "--bind", "0.0.0.0"});

  EXPECT_EQ(finished.exit_code, 3);
  EXPECT_THAT(finished.err, HasSubstr("--allow-remote"));
}

TEST_F(ServeProgram, GarbageOnTheTlsPortHarmsNobody) {
  ServeProcess server;
  const int port = port_of(server.https());
  std::string noise;
  for (int i = 0; i < 5000; ++i) noise += static_cast<char>(i * 7919 >> 3);

  send_raw(port, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
  send_raw(port, noise);
  send_raw(port, "");
  send_raw(port, std::string("\x16\x03\x01\x40\x00", 5));

  const IssuedFiles issued = server.issue(home, {{"not_after", "now+89d"}});
  const Finished login = run({kRenewProgram, "login", "--server", server.https(), "--ca", server.ca(), "--p12",
                              issued.p12, "--password-file", issued.password_file});
  EXPECT_EQ(login.exit_code, 0) << login.err;
  const Json entries = server.ask("GET", "/handshakes")["entries"];
  ASSERT_EQ(entries.size(), 5U);
  EXPECT_EQ(entries[0]["reason"], "plain_http");
  EXPECT_EQ(entries[1]["reason"], "not_tls");
  EXPECT_EQ(entries[2]["reason"], "closed_before_hello");
  EXPECT_EQ(entries[4]["reason"], "ok");
}

TEST_F(ServeProgram, IssuesAndShiftsTimeAsTheAdminApiSays) {
  ServeProcess server;

  const Json issued = server.ask("POST", "/certificates", {{"not_after", "now+89d"}});
  for (const char* key : {"serial", "fingerprint_sha256", "file_name", "not_before", "not_after", "password",
                          "p12_base64", "certificate_pem", "private_key_pem", "chain_pem"}) {
    EXPECT_TRUE(issued.contains(key)) << key;
  }
  const Json clock = server.ask("PUT", "/clock", {{"now", "cert:notAfter+1s"}});
  EXPECT_EQ(clock["mode"], "frozen");
  EXPECT_TRUE(clock.contains("now") && clock.contains("rate"));
  const Json later = server.ask("POST", "/clock/advance", {{"by", "P1D"}});
  EXPECT_GT(later["now"], clock["now"]);
}

TEST_F(ServeProgram, StartsAtTheTimeItIsGiven) {
  ServeProcess server({"--now", "2031-02-03T04:05:06Z"});

  const Json clock = server.ask("GET", "/clock");

  EXPECT_EQ(clock["now"], "2031-02-03T04:05:06Z");
  EXPECT_EQ(clock["mode"], "frozen");
}

class IssueProgram : public ServeProgram {};

TEST_F(IssueProgram, MintsWithoutAServer) {
  const Finished finished =
      run({kMockProgram, "issue", "--not-after", "2031-02-03T04:05:06Z", "--out", home / "certs"});

  ASSERT_EQ(finished.exit_code, 0) << finished.err;
  const Json line = Json::parse(finished.out);
  EXPECT_EQ(line["not_after"], "2031-02-03T04:05:06Z");
  const std::string p12 = testing::read_file(line["p12"].get<std::string>());
  const auto password = client::read_password_file(line["password_file"].get<std::string>()).value();
  const auto credential = client::open_pkcs12(pki::as_bytes(p12), password.reveal());
  ASSERT_THAT(credential, testing::IsOk());
  EXPECT_EQ(credential->certificate.serial(), line["serial"]);
  EXPECT_THAT(testing::read_file(line["ca"].get<std::string>()), HasSubstr("BEGIN CERTIFICATE"));
  EXPECT_EQ(fs::status(line["password_file"].get<std::string>()).permissions(),
            fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(finished.out.find(password.reveal()), std::string::npos);
}

TEST_F(IssueProgram, OverwritesNothing) {
  const std::string ca = home.write("ca.pem", "mine");

  const Finished finished = run({kMockProgram, "issue", "--not-after", "now+89d", "--out", home.path()});

  EXPECT_EQ(finished.exit_code, 3);
  EXPECT_THAT(finished.err, HasSubstr("ca.pem"));
  EXPECT_EQ(testing::read_file(ca), "mine");
}

TEST_F(IssueProgram, SaysNothingThatATerminalObeys) {
  const std::string odd = "\x1b]0;t\x07\n.txt";

  for (const auto& arguments : std::vector<std::vector<std::string>>{{"--password-file", odd}, {odd}}) {
    std::vector<std::string> line{kMockProgram, "issue", "--out", home / "certs"};
    line.insert(line.end(), arguments.begin(), arguments.end());
    const Finished finished = run(line);

    EXPECT_NE(finished.exit_code, 0);
    EXPECT_THAT(finished.err, HasSubstr("?]0;t??.txt"));
    EXPECT_EQ(finished.err.find_first_of("\x1b\x07"), std::string::npos);
  }
}

TEST_F(IssueProgram, SaysWhatIsNoTime) {
  const Finished finished = run({kMockProgram, "issue", "--not-after", "tomorrow", "--out", home.path()});

  EXPECT_EQ(finished.exit_code, 3);
  EXPECT_THAT(finished.err, HasSubstr("tomorrow"));
}

}  // namespace
}  // namespace orcamo::e2e
