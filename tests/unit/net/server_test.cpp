#include "orcamo/mock/server.hpp"

#include <gmock/gmock.h>

#include "peer.hpp"

namespace orcamo::mock {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

const pki::TimePoint kNow = std::chrono::sys_days(std::chrono::year(2031) / 2 / 3);

std::string get(const std::string& path) {
  return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
}

class Serving : public testing::Test {
 protected:
  std::unique_ptr<Server> start(ServerOptions options = {}) { return Server::start(options, clock_).value(); }

  pki::ManualClock clock_{kNow};
};

TEST_F(Serving, OpensBothPorts) {
  const auto server = start();
  const GenerationRef identity = server->world().default_sandbox().issue({}).value();
  const pki::Certificate root = pki::Certificate::from_pem(server->ca_pem()).value();

  EXPECT_EQ(server->https_url(), "https://localhost:" + std::to_string(server->port()));
  EXPECT_EQ(server->admin_url(), "http://127.0.0.1:" + std::to_string(server->admin_port()));
  EXPECT_THAT(converse(server->admin_port(), get("/__admin/health")), StartsWith("HTTP/1.1 200 OK\r\n"));
  TlsPeer peer(server->port(), {.credential = &identity->credential, .trusted = &root});
  ASSERT_TRUE(peer.shake_hands());
  peer.send(get("/"));
  EXPECT_THAT(peer.receive_all(), StartsWith("HTTP/1.1 200 OK\r\n"));
}

TEST_F(Serving, TrustsTheServedNamesOnly) {
  const auto server = start({.server_names = {"orca.clinic.test"}});
  const GenerationRef identity = server->world().default_sandbox().issue({}).value();
  const pki::Certificate root = pki::Certificate::from_pem(server->ca_pem()).value();
  const auto welcome = [&](const std::string& name) {
    TlsPeer peer(server->port(), {.credential = &identity->credential, .trusted = &root, .server_name = name});
    return peer.shake_hands();
  };

  EXPECT_TRUE(welcome("orca.clinic.test"));
  EXPECT_FALSE(welcome("other.clinic.test"));
}

TEST_F(Serving, StandsStillAtTheGivenTime) {
  const auto server = start({.now = kNow + pki::days(7)});
  clock_.advance(pki::days(1));

  SandboxClock& clock = server->world().default_sandbox().clock();
  EXPECT_EQ(clock.now(), kNow + pki::days(7));
  clock.follow_system();
  server->world().default_sandbox().reset();
  EXPECT_EQ(clock.now(), kNow + pki::days(7));
}

TEST_F(Serving, ListensOnIpv6Loopback) {
  const auto server = Server::start({.bind = "::1"}, clock_);
  if (!server && server.error().code() == pki::Errc::kRequestBadValue) GTEST_SKIP() << server.error().message();
  ASSERT_TRUE(server) << server.error().message();

  EXPECT_EQ((*server)->admin_url(), "http://[::1]:" + std::to_string((*server)->admin_port()));
  Peer peer((*server)->admin_port(), "::1");
  peer.send(get("/__admin/health"));
  EXPECT_THAT(peer.receive_all(), StartsWith("HTTP/1.1 200 OK\r\n"));
}

TEST_F(Serving, AnnouncesTheAddressThatItIsBoundTo) {
  const auto server = start({.bind = "127.0.0.2"});

  EXPECT_EQ(server->https_url(), "https://127.0.0.2:" + std::to_string(server->port()));
}

TEST_F(Serving, StaysOnThisMachineUnlessToldOtherwise) {
  const auto refused = Server::start({.bind = "0.0.0.0"}, clock_);

  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), pki::Errc::kAddressNotLoopback);
  EXPECT_THAT(refused.error().hint(), HasSubstr("--allow-remote"));
}

TEST_F(Serving, KeepsTheAdminPortOnLoopbackWhenItIsOpenToOthers) {
  const auto server = start({.bind = "0.0.0.0", .allow_remote = true});

  EXPECT_THAT(server->admin_url(), StartsWith("http://127.0.0.1:"));
  EXPECT_THAT(server->https_url(), StartsWith("https://localhost:"));
}

pki::Errc why_not(const ServerOptions& options, const pki::Clock& clock) {
  const auto started = Server::start(options, clock);
  return started ? pki::Errc::kInternal : started.error().code();
}

std::shared_ptr<const pki::Secret> token(std::string_view text = "a-token-of-24-characters") {
  return std::make_shared<const pki::Secret>(pki::Secret::copy_of(text));
}

TEST_F(Serving, OpensTheAdminPortToOthersOnlyWithATokenAndOnPurpose) {
  using pki::Errc;
  EXPECT_EQ(why_not({.admin_bind = "0.0.0.0", .admin_token = token()}, clock_), Errc::kAddressNotLoopback);
  EXPECT_EQ(why_not({.allow_remote = true, .admin_bind = "0.0.0.0"}, clock_), Errc::kAdminTokenMissing);
  EXPECT_EQ(why_not({.allow_remote = true, .admin_bind = "::"}, clock_), Errc::kAdminTokenMissing);
  EXPECT_EQ(why_not({.admin_bind = "clinic"}, clock_), Errc::kRequestBadValue);
  EXPECT_EQ(why_not({.admin_token = token("fifteen-letters")}, clock_), Errc::kAdminTokenUnusable);
  EXPECT_EQ(why_not({.admin_token = token("a token with blanks")}, clock_), Errc::kAdminTokenUnusable);
  const auto server = start({.allow_remote = true, .admin_bind = "0.0.0.0", .admin_token = token()});
  EXPECT_THAT(server->admin_url(), StartsWith("http://127.0.0.1:"));
}

TEST_F(Serving, AsksForTheTokenAtTheAddressOfTheAdminPort) {
  const auto server = start({.admin_bind = "127.0.0.2", .admin_token = token()});
  const auto answer = [&](const std::string& more) {
    Peer peer(server->admin_port(), "127.0.0.2");
    peer.send("GET /__admin/version HTTP/1.1\r\nHost: 127.0.0.2\r\nConnection: close\r\n" + more + "\r\n");
    return peer.receive_all();
  };

  EXPECT_EQ(server->admin_url(), "http://127.0.0.2:" + std::to_string(server->admin_port()));
  EXPECT_THAT(answer(""),
              AllOf(StartsWith("HTTP/1.1 401 Unauthorized\r\n"), HasSubstr("\r\nWWW-Authenticate: Bearer")));
  EXPECT_THAT(answer("Authorization: Bearer a-token-of-24-characters\r\n"), StartsWith("HTTP/1.1 200 OK\r\n"));
}

TEST_F(Serving, TellsThatAPortIsTaken) {
  const auto first = start();
  for (const ServerOptions& options :
       {ServerOptions{.port = first->port()}, ServerOptions{.admin_port = first->port()}}) {
    const auto second = Server::start(options, clock_);

    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code(), pki::Errc::kPortInUse);
    EXPECT_THAT(second.error().message(), HasSubstr(std::to_string(first->port())));
  }
}

TEST_F(Serving, GivesItsPortsBackWhenItEnds) {
  auto first = start();
  const std::uint16_t port = first->port();
  first.reset();

  EXPECT_TRUE(Server::start({.port = port}, clock_));
}

}  // namespace
}  // namespace orcamo::mock
