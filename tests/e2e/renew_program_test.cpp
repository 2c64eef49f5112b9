#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "authority/certificate_authority.hpp"
#include "plain_http.hpp"
#include "scripted_server.hpp"
#include "serve_process.hpp"

// orcamo-renew against orcamo-mock, both as the programs that people run.
namespace orcamo::e2e {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// What a failure must not touch.
struct Snapshot {
  std::string p12;
  std::string password;
  std::map<std::string, std::string> store;  // octets by file name

  friend bool operator==(const Snapshot&, const Snapshot&) = default;
};

class RenewProgram : public ::testing::Test {
 protected:
  struct Told {
    std::string server;
    std::string ca;
    std::string p12;
    std::string password_file;
    std::string store;
  };

  static std::vector<std::string> renew(const Told& told, const std::vector<std::string>& more = {}) {
    std::vector<std::string> out{kRenewProgram, "renew",  "--server",        told.server,        "--ca",    told.ca,
                                 "--p12",       told.p12, "--password-file", told.password_file, "--store", told.store,
                                 "--progress",  "none"};
    out.insert(out.end(), more.begin(), more.end());
    return out;
  }

  Snapshot snapshot() const {
    Snapshot out{testing::read_file(old.p12), testing::read_file(old.password_file), {}};
    if (!fs::exists(told.store)) return out;
    for (const auto& entry : fs::directory_iterator(told.store)) {
      const std::string name = entry.path().filename().string();
      if (name.starts_with('.')) continue;  // what the store and the journal note for themselves
      out.store[name] = testing::read_file(entry.path());
    }
    return out;
  }

  // The store has the certificate in question and one of somebody else.
  void fill_store() {
    for (const IssuedFiles* files : {&neighbour, &old}) {
      const Finished kept = run({kRenewProgram, "import", "--p12", files->p12, "--password-file", files->password_file,
                                 "--store", told.store});
      ASSERT_EQ(kept.exit_code, 0) << kept.err;
    }
  }

  std::size_t issued() { return server.ask("GET", "/certificates")["certificates"].size(); }

  // The one sentence for people, the stable code for programs, the exit code for scripts, and nothing touched.
  void expect_failure(const Told& asked, int exit_code, const std::string& code, const std::string& words,
                      const std::vector<std::string>& more = {}) {
    fill_store();
    const Snapshot before = snapshot();
    ASSERT_EQ(before.store.size(), 4u);
    std::vector<std::string> json = more;
    json.insert(json.end(), {"--output", "json"});

    const Finished for_people = run(renew(asked, more));
    const Finished for_programs = run(renew(asked, json));

    EXPECT_EQ(for_people.exit_code, exit_code);
    EXPECT_EQ(for_programs.exit_code, exit_code);
    EXPECT_THAT(for_people.err, HasSubstr(words));
    EXPECT_EQ(std::count(for_people.err.begin(), for_people.err.end(), '\n'), 1) << for_people.err;
    const Json report = Json::parse(for_programs.out, nullptr, false);
    ASSERT_TRUE(report.is_object()) << for_programs.out;
    EXPECT_EQ(report["result"], "failed");
    EXPECT_EQ(report["error"]["code"], code) << report;
    EXPECT_THAT(report["error"]["hint"].get<std::string>(), Not(IsEmpty()));
    EXPECT_EQ(snapshot(), before);
  }

  testing::TemporaryDirectory home;
  ServeProcess server;
  IssuedFiles neighbour = server.issue(home, {{"not_after", "now+60d"}, {"facility", "u00000009"}});
  IssuedFiles old = server.issue(home, {{"not_after", "now+89d"}});
  Told told{server.https(), server.ca(), old.p12, old.password_file, home / "certificates"};
};

TEST_F(RenewProgram, RenewsAndReportsAsJson) {
  const Finished finished = run(renew(told, {"--output", "json"}));

  ASSERT_EQ(finished.exit_code, 0) << finished.err;
  const Json report = Json::parse(finished.out);
  EXPECT_EQ(report["result"], "renewed");
  EXPECT_EQ(report["old"]["serial"], old.answer["serial"]);
  EXPECT_EQ(report["old"]["file_name"], old.answer["file_name"]);
  EXPECT_EQ(report["old"]["not_before"], old.answer["not_before"]);
  EXPECT_EQ(report["old"]["not_after"], old.answer["not_after"]);
  EXPECT_EQ(report["old"]["login"], "ok");
  EXPECT_EQ(report["old"]["notice"], true);
  EXPECT_EQ(report["new"]["login"], "ok");
  EXPECT_EQ(report["new"]["notice"], false);
  EXPECT_GT(report["new"]["not_after"], report["old"]["not_after"]);
  EXPECT_TRUE(fs::exists(fs::path(told.store) / report["new"]["file_name"].get<std::string>()));
  EXPECT_FALSE(report.contains("error"));
}

TEST_F(RenewProgram, NeverShowsAPassword) {
  const Finished finished = run(renew(told));

  ASSERT_EQ(finished.exit_code, 0) << finished.err;
  server.process().signal(SIGTERM);
  const std::string said = finished.out + finished.err + server.process().wait().err;
  int passwords = 0;
  for (const auto& entry : fs::directory_iterator(told.store)) {
    if (!entry.path().string().ends_with(".password.txt")) continue;
    std::string password = testing::read_file(entry.path());
    while (password.ends_with('\n')) password.pop_back();
    ASSERT_THAT(password, Not(IsEmpty()));
    EXPECT_THAT(said, Not(HasSubstr(password)));
    ++passwords;
  }
  EXPECT_EQ(passwords, 2);
}

TEST_F(RenewProgram, ChecksOutMoreThanOnceInARow) {
  ASSERT_EQ(run(renew(told)).exit_code, 0);

  // From the store now: the new certificate is the longest-lived one there, and not due.
  const Finished again = run(
      {kRenewProgram, "renew", "--server", told.server, "--ca", told.ca, "--store", told.store, "--output", "json"});

  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_EQ(Json::parse(again.out)["result"], "not_due");
}

TEST_F(RenewProgram, RenewsAFileOnceHoweverOftenItIsCalled) {
  ASSERT_EQ(run(renew(told)).exit_code, 0);
  const std::size_t before = issued();

  const Finished again = run(renew(told, {"--output", "json"}));

  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_EQ(Json::parse(again.out)["result"], "not_due");
  EXPECT_EQ(Json::parse(again.out)["old"]["serial"], old.answer["serial"]);
  EXPECT_GT(Json::parse(again.out)["new"]["not_after"], Json::parse(again.out)["old"]["not_after"]);
  EXPECT_EQ(issued(), before);
}

TEST_F(RenewProgram, ReadsThePasswordFromStandardInput) {
  Told by_pipe = told;
  by_pipe.password_file = "-";

  const Finished finished = run(renew(by_pipe), old.answer["password"].get<std::string>() + "\n");

  EXPECT_EQ(finished.exit_code, 0) << finished.err;
}

TEST_F(RenewProgram, RenewsInEachTlsVersion) {
  const IssuedFiles other = server.issue(home, {{"not_after", "now+89d"}, {"facility", "u00000002"}});
  Told second = told;
  second.p12 = other.p12;
  second.password_file = other.password_file;

  EXPECT_EQ(run(renew(told, {"--tls", "1.2"})).exit_code, 0);
  EXPECT_EQ(run(renew(second, {"--tls", "1.3"})).exit_code, 0);
}

TEST_F(RenewProgram, NamesAWrongPassword) {
  Told wrong = told;
  wrong.password_file = home.write("wrong.txt", "not it\n");

  expect_failure(wrong, 3, "p12.wrong_password", "password");
}

TEST_F(RenewProgram, NamesAFileThatIsNoP12) {
  Told wrong = told;
  wrong.p12 = home.write("page.p12", "<html><title>Login</title></html>");

  expect_failure(wrong, 3, "p12.not_p12", "HTML");
}

TEST_F(RenewProgram, NamesATruncatedP12) {
  Told wrong = told;
  const std::string whole = testing::read_file(old.p12);
  wrong.p12 = home.write("cut.p12", whole.substr(0, whole.size() / 2));

  expect_failure(wrong, 3, "p12.malformed", "cut.p12");
}

TEST_F(RenewProgram, NamesAnUnknownFlag) {
  const Snapshot before = snapshot();

  const Finished finished = run(renew(told, {"--pasword", "x"}));

  EXPECT_EQ(finished.exit_code, 2);
  EXPECT_THAT(finished.err, HasSubstr("--pasword"));
  EXPECT_EQ(snapshot(), before);
}

TEST_F(RenewProgram, NamesAStoreThatCannotBeOne) {
  Told wrong = told;
  wrong.store = home.write("a_file", "not a folder");

  expect_failure(wrong, 3, "store.unreadable", "a_file");
}

TEST_F(RenewProgram, NamesAStoreThatCannotBeWritten) {
  Told wrong = told;
  wrong.store = "/proc/self/certificates";  // nobody can make a folder there, root neither
  const std::size_t before = issued();

  expect_failure(wrong, 3, "store.unwritable", "/proc/self/certificates");

  EXPECT_EQ(issued(), before);
  EXPECT_TRUE(server.ask("GET", "/handshakes")["entries"].empty());
}

TEST_F(RenewProgram, SaysThatNoServerIsThere) {
  told.ca = home.write("ca.pem", testing::read_file(server.ca()));
  server.process().signal(SIGTERM);
  ASSERT_EQ(server.process().wait().exit_code, 0);

  expect_failure(told, 1, "transport.server_unreachable", "localhost:");
}

TEST_F(RenewProgram, SaysThatTheServerIsNotTrusted) {
  const ServeProcess stranger;
  Told wrong = told;
  wrong.ca = stranger.ca();

  expect_failure(wrong, 1, "transport.server_not_trusted", "leads to no trusted root");
}

TEST_F(RenewProgram, SaysThatThePortSpeaksNoTls) {
  Told wrong = told;
  wrong.server = "https://localhost:" + std::to_string(port_of(server.admin()));

  expect_failure(wrong, 1, "transport.server_not_tls", "port");
}

TEST_F(RenewProgram, SaysThatTheCertificateHasExpiredByTheServersClock) {
  server.ask("PUT", "/clock", {{"now", "cert:notAfter+1s"}});

  expect_failure(told, 1, "tls.certificate_expired", "expired");

  const Json refused = server.ask("GET", "/handshakes")["entries"].back();
  EXPECT_EQ(refused["reason"], "expired");
  EXPECT_EQ(refused["not_after"], old.answer["not_after"]);
  EXPECT_EQ(refused["not_before"], old.answer["not_before"]);
  server.ask("PUT", "/clock", {{"mode", "system"}});
  EXPECT_EQ(run(renew(told)).exit_code, 0);
}

TEST_F(RenewProgram, SaysThatTheCertificateHasExpiredByItsOwnClock) {
  expect_failure(told, 1, "tls.certificate_expired", "expired", {"--now", "cert:notAfter+1s"});
}

// A server that completes the handshake with anybody and then answers as it is told.
class WaywardServer : public RenewProgram {
 protected:
  void expect_failure_after(client::ScriptedServer::Script script, int exit_code, const std::string& code,
                            const std::string& words, const std::vector<std::string>& more = {}) {
    const auto authority = mock::CertificateAuthority::create("Wayward").value();
    const client::ScriptedServer wayward(
        {.credential = authority.issue_server(pki::always()).value(), .wants_certificate = true}, std::move(script));
    Told wrong = told;
    wrong.server = "https://localhost:" + std::to_string(wayward.port());
    wrong.ca = home.write("wayward.pem", authority.root().pem());

    expect_failure(wrong, exit_code, code, words, more);
  }

  static client::ScriptedServer::Script says(std::string octets) {
    return [octets = std::move(octets)](client::Peer& peer) {
      if (!peer.shake_hands() || peer.read_request().empty()) return;
      peer.write(octets);
      peer.say_farewell();
      peer.wait_for_client();
    };
  }
};

TEST_F(WaywardServer, ThatAnswersHtmlInsteadOfJsonIsNamed) {
  expect_failure_after(says(client::answer("<html><title>Maintenance</title></html>")), 1, "server.not_json", "HTML");
}

TEST_F(WaywardServer, ThatIsDownForMaintenanceIsNamed) {
  expect_failure_after(says(client::answer("GINBEE_MAINTENANCE", "503 Service Unavailable")), 1, "server.unavailable",
                       "503");
}

TEST_F(WaywardServer, WhoseBodyIsLongerThanAnnouncedIsNamed) {
  expect_failure_after(says("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{} and more"), 1, "transport.answer_malformed",
                       "announced");
}

TEST_F(WaywardServer, WhoseBodyIsShorterThanAnnouncedIsNamed) {
  expect_failure_after(says("HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\n{}"), 1, "transport.answer_malformed",
                       "announced");
}

TEST_F(WaywardServer, WhoseBodyIsLongerThanTheLimitIsNamed) {
  expect_failure_after(says("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n"), 1, "transport.answer_too_large",
                       "limit");
}

TEST_F(WaywardServer, ThatHangsUpIsNamed) {
  expect_failure_after(
      [](client::Peer& peer) {
        if (peer.shake_hands()) peer.read_request();
      },
      1, "transport.connection_lost", "closed the connection");
}

TEST_F(WaywardServer, ThatNeverAnswersEndsInATimeout) {
  expect_failure_after([](client::Peer& peer) { peer.wait_for_client(); }, 6, "transport.timeout", "longer than 1 s",
                       {"--timeout", "1"});
}

}  // namespace
}  // namespace orcamo::e2e
