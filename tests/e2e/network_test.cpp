#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "orcamo/client/console_channel.hpp"
#include "orcamo/testing/connect_proxy.hpp"
#include "orcamo/testing/mock_server.hpp"
#include "orcamo/testing/relay.hpp"

// Whole renewals by both channels, over every way that leads to a server.
namespace orcamo::e2e {
namespace {

using client::TlsVersions;
using pki::Errc;
using testing::FailsWith;
using testing::IsOk;

class RenewalOverTheNetwork : public ::testing::TestWithParam<TlsVersions> {
 protected:
  client::HttpsOptions https(testing::MockServer& server) const {
    client::HttpsOptions options;
    options.trusted = pki::Certificate::all_from_pem(server.server().ca_pem()).value();
    options.tls_versions = GetParam();
    return options;
  }

  client::RenewalReport renew(testing::MockServer& server, const testing::Issued& old, const std::string& url,
                              client::HttpsOptions options, bool by_console) {
    client::HttpsTransport wire(std::move(options), server.clock());
    const client::Account account = server.account();
    client::ConsoleChannel console(url, account, server.clock());
    client::RenewalParts parts;
    if (by_console) parts.channel = &console;
    client::Renewal renewal({.server = url}, account, wire, store, server.clock(), parts);
    return renewal.run(old.credential, {old.file_name, old.p12, old.password.clone()});
  }

  testing::MemoryStore store;
};

INSTANTIATE_TEST_SUITE_P(Tls, RenewalOverTheNetwork, ::testing::Values(TlsVersions::kOnly12, TlsVersions::kOnly13),
                         [](const auto& row) { return row.param == TlsVersions::kOnly12 ? "Tls12" : "Tls13"; });

TEST_P(RenewalOverTheNetwork, GoesByTheConsole) {
  testing::MockServer server;
  const auto old = server.issue({.lasts = pki::days(89)});

  const auto report = renew(server, old, server.server_url(), https(server), true);

  ASSERT_EQ(report.outcome, client::Outcome::kRenewed) << ::testing::PrintToString(report.error);
  EXPECT_FALSE(report.after->login->value().notice());
}

TEST_P(RenewalOverTheNetwork, TheConsoleOffersNothingBeforeTheNotice) {
  testing::MockServer server;
  const auto young = server.issue({.lasts = pki::days(91)});
  client::HttpsTransport wire(https(server), server.clock());
  const client::Account account = server.account();
  client::ConsoleChannel console(server.server_url(), account, server.clock());

  EXPECT_THAT(console.request(wire, young.credential), FailsWith(Errc::kRenewalNotOffered));
}

TEST_P(RenewalOverTheNetwork, TheConsoleNeedsThePasswordShownOnce) {
  mock::ServerOptions options;
  options.policy.password_reveals = 1;
  options.policy.link_uses = 1;
  testing::MockServer server(options);
  const auto old = server.issue({.lasts = pki::days(89)});
  client::HttpsTransport wire(https(server), server.clock());
  const client::Account account = server.account();
  client::ConsoleChannel console(server.server_url(), account, server.clock());
  const auto replacement = console.request(wire, old.credential);
  ASSERT_THAT(replacement, IsOk());

  EXPECT_THAT(console.download(wire, *replacement, old.credential), IsOk());
  EXPECT_THAT(console.download(wire, *replacement, old.credential), FailsWith(Errc::kAnswerUnexpected));
}

TEST_P(RenewalOverTheNetwork, AWrongPasswordOfTheLoginIsRefused) {
  testing::MockServer server;
  const auto old = server.issue({.lasts = pki::days(89)});
  client::HttpsTransport wire(https(server), server.clock());
  const client::Account account{.user = "ormaster", .password = pki::Secret::copy_of("wrong")};
  client::ConsoleChannel console(server.server_url(), account, server.clock());

  EXPECT_THAT(console.request(wire, old.credential), FailsWith(Errc::kLoginRefused));
}

TEST_P(RenewalOverTheNetwork, GoesThroughAProxyByEitherChannel) {
  for (const bool by_console : {false, true}) {
    testing::MockServer server;
    const auto old = server.issue({.lasts = pki::days(89)});
    const testing::ConnectProxy proxy;
    auto options = https(server);
    options.proxy = client::Proxy{proxy.url()};

    const auto report = renew(server, old, server.server_url(), options, by_console);

    EXPECT_EQ(report.outcome, client::Outcome::kRenewed) << ::testing::PrintToString(report.error);
    EXPECT_GT(proxy.tunnels(), 0);
  }
}

TEST_P(RenewalOverTheNetwork, GoesOverIpv6AloneByEitherChannel) {
  for (const bool by_console : {false, true}) {
    mock::ServerOptions six;
    six.bind = "::1";
    std::unique_ptr<testing::MockServer> server;
    try {
      server = std::make_unique<testing::MockServer>(six);
    } catch (const std::runtime_error&) {
      GTEST_SKIP() << "this machine has no IPv6 loopback";
    }
    const auto old = server->issue({.lasts = pki::days(89)});
    const std::string url = "https://[::1]:" + std::to_string(server->server().port());

    const auto report = renew(*server, old, url, https(*server), by_console);

    EXPECT_EQ(report.outcome, client::Outcome::kRenewed) << ::testing::PrintToString(report.error);
  }
}

TEST_P(RenewalOverTheNetwork, ComesThroughInPieces) {
  for (const auto pieces : {testing::Pieces::kOctets, testing::Pieces::kRecords}) {
    testing::MockServer server;
    const auto old = server.issue({.lasts = pki::days(89)});
    const testing::Relay relay(server.server().port(), pieces);

    const auto report = renew(server, old, relay.url(), https(server), true);

    EXPECT_EQ(report.outcome, client::Outcome::kRenewed) << ::testing::PrintToString(report.error);
    EXPECT_GT(relay.pieces_written(), 0);
  }
}

}  // namespace
}  // namespace orcamo::e2e
