#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "orcamo/testing/connect_proxy.hpp"
#include "serve_process.hpp"

// The ways of orcamo-renew to the server, and its end in the middle; with the program that people run.
namespace orcamo::e2e {
namespace {

namespace fs = std::filesystem;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr const char* kBasic = "Y2xpbmljOm9wZW4tc2VzYW1l";  // clinic:open-sesame

class RenewLine : public ::testing::Test {
 protected:
  std::vector<std::string> command(const std::string& name, const std::vector<std::string>& more) const {
    std::vector<std::string> out{kRenewProgram, name,    "--server",        server.https(),    "--ca",     server.ca(),
                                 "--p12",       old.p12, "--password-file", old.password_file, "--output", "json"};
    out.insert(out.end(), more.begin(), more.end());
    return out;
  }

  std::vector<std::string> renew(std::vector<std::string> more = {}) const {
    more.insert(more.end(), {"--store", store, "--progress", "none"});
    return command("renew", more);
  }

  std::vector<std::string> asked_paths() {
    const Json journal = server.ask("GET", "/requests");
    std::vector<std::string> paths;
    for (const Json& entry : journal["entries"]) paths.push_back(entry["path"]);
    return paths;
  }

  std::size_t issued() { return server.ask("GET", "/certificates")["certificates"].size(); }

  testing::TemporaryDirectory home;
  ServeProcess server;
  IssuedFiles old = server.issue(home, {{"not_after", "now+89d"}});
  std::string store = home / "certificates";
};

TEST_F(RenewLine, GoesByThePagesOfTheConsole) {
  const Finished finished = run(renew({"--channel", "console"}));

  ASSERT_EQ(finished.exit_code, 0) << finished.out;
  const Json report = Json::parse(finished.out);
  EXPECT_EQ(report["result"], "renewed");
  EXPECT_EQ(report["new"]["notice"], false);
  EXPECT_THAT(asked_paths(), Contains("/orcamo/certificate.p12"));
  EXPECT_THAT(asked_paths(), Not(Contains("/api/cert")));
}

TEST_F(RenewLine, GoesThroughAProxyByEitherChannel) {
  const testing::ConnectProxy proxy;
  for (const std::string channel : {"api", "console"}) {
    const int before = proxy.tunnels();

    const Finished finished = run(renew({"--channel", channel, "--proxy", proxy.url(), "--force"}));

    EXPECT_EQ(finished.exit_code, 0) << finished.out;
    EXPECT_GT(proxy.tunnels(), before) << channel;
  }
}

TEST_F(RenewLine, ShowsItsCredentialsToTheProxyAndNobodyElse) {
  const testing::ConnectProxy proxy({.credentials = kBasic});
  const std::string credentials = home.write("proxy.txt", "clinic:open-sesame\n");

  const Finished refused = run(renew({"--proxy", proxy.url()}));
  const Finished renewed = run(renew({"--proxy", proxy.url(), "--proxy-credentials-file", credentials}));
  const Finished by_input =
      run(command("login", {"--proxy", proxy.url(), "--proxy-credentials-file", "-"}), "clinic:open-sesame\n");

  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_EQ(Json::parse(refused.out)["error"]["code"], "transport.proxy_refused");
  EXPECT_EQ(renewed.exit_code, 0) << renewed.out;
  EXPECT_EQ(by_input.exit_code, 0) << by_input.out;
  for (const Finished* each : {&refused, &renewed, &by_input}) {
    EXPECT_THAT(each->out + each->err, Not(HasSubstr("sesame")));
  }
}

TEST_F(RenewLine, ThatIsStoppedIsGoneOnWithByTheSameCommand) {
  for (const std::string channel : {"api", "console"}) {
    SCOPED_TRACE(channel);
    const std::string facility = channel == "api" ? "u00000002" : "u00000003";
    old = server.issue(home, {{"not_after", "now+89d"}, {"facility", facility}});
    store = home / facility;
    const std::string journal = home / (facility + ".journal");
    server.ask("POST", "/faults", {{"where", "download"}, {"kind", "hang"}, {"times", 1}});
    const auto arguments = renew({"--channel", channel, "--journal", journal, "--timeout", "600"});

    Process stopped(arguments);
    const Json hanging = server.ask(
        "GET", "/requests?event=fault&serial=" + old.answer["serial"].get<std::string>() + "&wait=count:1&timeout=30s");
    ASSERT_EQ(hanging["timed_out"], false);
    stopped.signal(SIGTERM);
    const Finished finished = stopped.wait();

    EXPECT_EQ(finished.exit_code, 1);
    const Json report = Json::parse(finished.out);
    EXPECT_EQ(report["result"], "failed");
    EXPECT_EQ(report["error"]["code"], "process.cancelled");
    EXPECT_EQ(report["failed_at"], "download");
    EXPECT_FALSE(fs::exists(fs::path(store) / ".renewal"));
    EXPECT_FALSE(fs::is_empty(journal));
    const std::size_t before = issued();

    const Finished again = run(arguments);

    ASSERT_EQ(again.exit_code, 0) << again.out;
    EXPECT_EQ(Json::parse(again.out)["result"], "renewed");
    EXPECT_EQ(Json::parse(again.out)["resumed_at"], "download");
    EXPECT_EQ(issued(), before);
    EXPECT_TRUE(fs::is_empty(journal));
  }
}

TEST_F(RenewLine, IsStoppedInALogin) {
  server.ask("POST", "/faults", {{"where", "rpc"}, {"kind", "hang"}});

  Process login(command("login", {"--timeout", "600"}));
  ASSERT_EQ(server.ask("GET", "/requests?event=fault&wait=count:1&timeout=30s")["timed_out"], false);
  login.signal(SIGTERM);
  const Finished finished = login.wait();

  EXPECT_EQ(finished.exit_code, 1);
  EXPECT_EQ(Json::parse(finished.out)["error"]["code"], "process.cancelled");
}

TEST_F(RenewLine, IsRehearsedThroughAProxy) {
  const testing::ConnectProxy proxy;

  const Finished finished = run(renew({"--dry-run", "--proxy", proxy.url()}));

  EXPECT_EQ(finished.exit_code, 0) << finished.out;
  EXPECT_GT(proxy.tunnels(), 0);
  EXPECT_THAT(asked_paths(), Not(IsEmpty()));
}

}  // namespace
}  // namespace orcamo::e2e
