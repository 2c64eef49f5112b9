#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <malloc.h>
#include <openssl/err.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <fstream>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <tuple>
#include <vector>

#include "orcamo/testing/mock_server.hpp"
#include "peer.hpp"

// Bad connections by the thousand: the journal has each of them, with its reason, and the server is none the worse.
namespace orcamo::mock {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kKinds = 10;
constexpr std::size_t kOfEachKind = ORCAMO_LOAD / kKinds;
constexpr std::size_t kHalves = 2;
constexpr std::size_t kOfEachKindInAHalf = kOfEachKind / kHalves;
constexpr std::size_t kThreads = 8;
constexpr std::size_t kSilentAtOnce = 250;  // each holds two descriptors of this process
[[maybe_unused]] constexpr std::size_t kMostGrowth =
    3 << 20;  // octets; a kilobyte kept for each connection of a half would be more

// For silent clients, who wait for its end. The others take a few milliseconds.
constexpr std::chrono::milliseconds kPatience{2'000};

// Grounds is a server, and what bad clients bring along.
struct Grounds {
  Grounds() {
    // A client goes on writing after the server has let go of it.
    std::signal(SIGPIPE, SIG_IGN);
    const GenerationRef to_be_revoked = sandbox().issue({}).value();
    sandbox().revoke(to_be_revoked->credential.certificate.serial()).value();
    revoked = to_be_revoked->credential;
    expired = issue({now - pki::days(90), now - pki::Seconds(1)});
    future = issue({now + pki::Seconds(1), now + pki::days(90)});
    foreign = CertificateAuthority::create("foreign")
                  .value()
                  .issue_client({.organization = "u00000001", .common_name = "client001"}, current,
                                pki::PrivateKey::generate(pki::KeyType::kP256).value(), "482913")
                  .value();
  }

  Sandbox& sandbox() { return server.sandbox(); }
  pki::Credential issue(pki::Validity validity) {
    IssueRequest order;
    order.not_before = validity.not_before;
    order.not_after = validity.not_after;
    return sandbox().issue(std::move(order)).value()->credential;
  }

  testing::MockServer server{{.threads = 2, .patience = kPatience}};
  const pki::TimePoint now = server.clock().now();
  const pki::Validity current{now - pki::days(1), now + pki::days(89)};
  pki::Credential foreign = issue(current);
  pki::Credential expired = foreign;
  pki::Credential future = foreign;
  pki::Credential revoked = foreign;
};

// Every other connection of a kind goes by another way, where there are two.
int version_of(std::size_t nth) { return nth % 2 == 0 ? TLS1_2_VERSION : TLS1_3_VERSION; }

void knock(Grounds& grounds, const TlsClientOptions& options) {
  TlsPeer peer(grounds.server.server().port(), options);
  // In TLS 1.3 a refusal reaches a client that takes the handshake for done.
  peer.shake_hands();
  peer.receive_all();
}

void knock_with(Grounds& grounds, const pki::Credential& credential, std::size_t nth) {
  knock(grounds, {.credential = &credential, .version = version_of(nth)});
}

void say(Grounds& grounds, std::string_view octets) {
  Peer peer(grounds.server.server().port());
  peer.send(octets);
  peer.receive_all();
}

std::string client_hello() {
  const TlsClient client({});
  BIO* const sent = BIO_new(BIO_s_mem());
  SSL_set_bio(client.ssl(), BIO_new(BIO_s_mem()), sent);
  SSL_do_handshake(client.ssl());
  ERR_clear_error();
  return pki::contents(sent);
}

// Octets that begin neither like a TLS record nor like an old ClientHello, nor as a request does.
std::string garbage(std::size_t nth) {
  std::mt19937 random(static_cast<std::mt19937::result_type>(nth));
  std::string octets(16 + nth % 500, '\0');
  for (char& octet : octets) octet = static_cast<char>(random());
  octets[0] = static_cast<char>(octets[0] & 0x0f);
  octets[1] = static_cast<char>(octets[1] | 0x80);
  return octets;
}

// With nothing said, or in the middle of the handshake.
void reset(Grounds& grounds, std::size_t nth) {
  static const std::string hello = client_hello();
  Peer peer(grounds.server.server().port());
  if (nth % 2 == 0) {
    peer.send(hello);
    peer.receive(1);
  }
  const linger roughly{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(peer.descriptor(), SOL_SOCKET, SO_LINGER, &roughly, sizeof roughly);
}

const std::array<const char*, 7> kMethods{"GET", "POST", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"};

struct BadKind {
  Reason reason;
  std::function<void(Grounds&, std::size_t nth)> come;
};

// All but the silent ones, who come many at once.
const std::array<BadKind, kKinds - 1> kLoudKinds{{
    {Reason::kNoCertificate, [](Grounds& to, std::size_t nth) { knock(to, {.version = version_of(nth)}); }},
    {Reason::kUnknownCa, [](Grounds& to, std::size_t nth) { knock_with(to, to.foreign, nth); }},
    {Reason::kExpired, [](Grounds& to, std::size_t nth) { knock_with(to, to.expired, nth); }},
    {Reason::kNotYetValid, [](Grounds& to, std::size_t nth) { knock_with(to, to.future, nth); }},
    {Reason::kRevoked, [](Grounds& to, std::size_t nth) { knock_with(to, to.revoked, nth); }},
    {Reason::kNotTls, [](Grounds& to, std::size_t nth) { say(to, garbage(nth)); }},
    {Reason::kResetByClient, reset},
    {Reason::kTlsVersionUnsupported,
     [](Grounds& to, std::size_t nth) {
       knock(to, {.credential = &to.foreign,
                  .version = nth % 2 == 0 ? TLS1_VERSION : TLS1_1_VERSION,
                  .prepare = [](SSL* ssl) { SSL_set_security_level(ssl, 0); }});
     }},
    {Reason::kPlainHttp,
     [](Grounds& to, std::size_t nth) {
       say(to, std::string(kMethods.at(nth % kMethods.size())) + " / HTTP/1.1\r\nHost: localhost\r\n\r\n");
     }},
}};

void be_silent(Grounds& grounds, std::size_t count) {
  while (count > 0) {
    const std::size_t at_once = std::min(count, kSilentAtOnce);
    std::vector<std::unique_ptr<Peer>> peers;
    for (std::size_t i = 0; i < at_once; ++i) {
      peers.push_back(std::make_unique<Peer>(grounds.server.server().port()));
    }
    for (const auto& peer : peers) peer->receive_all();
    count -= at_once;
  }
}

// come_all lets a half of every kind come, in an order that is the same every time.
void come_all(Grounds& grounds, std::size_t half) {
  std::vector<std::pair<const BadKind*, std::size_t>> all;
  for (const BadKind& kind : kLoudKinds) {
    for (std::size_t i = 0; i < kOfEachKindInAHalf; ++i) all.emplace_back(&kind, half * kOfEachKindInAHalf + i);
  }
  std::shuffle(all.begin(), all.end(), std::mt19937(2026));

  std::atomic<std::size_t> next = 0;
  std::vector<std::thread> threads;
  threads.emplace_back([&grounds] { be_silent(grounds, kOfEachKindInAHalf); });
  for (std::size_t i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      for (std::size_t at = next++; at < all.size(); at = next++) all[at].first->come(grounds, all[at].second);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

// Tally counts entries by what they say: reason, and serial of the certificate.
using Tally = std::map<std::tuple<std::string, std::string>, std::size_t>;

Tally expected(const Grounds& grounds) {
  const auto serial_for = [&grounds](Reason reason) -> std::string {
    switch (reason) {
      case Reason::kUnknownCa:
        return grounds.foreign.certificate.serial();
      case Reason::kExpired:
        return grounds.expired.certificate.serial();
      case Reason::kNotYetValid:
        return grounds.future.certificate.serial();
      case Reason::kRevoked:
        return grounds.revoked.certificate.serial();
      default:
        return "";
    }
  };
  Tally tally{{{std::string(reason_name(Reason::kSilent)), ""}, kOfEachKindInAHalf}};
  for (const BadKind& kind : kLoudKinds) {
    tally[{std::string(reason_name(kind.reason)), serial_for(kind.reason)}] = kOfEachKindInAHalf;
  }
  return tally;
}

// What the journal says once everybody is in it, and emptied of it.
Tally take_tally(Journal& journal) {
  std::promise<void> all_there;
  const Watch watch =
      journal.watch(HandshakeFilter{}, kKinds * kOfEachKindInAHalf, [&all_there] { all_there.set_value(); });
  all_there.get_future().wait_for(10s);
  Tally tally;
  for (const HandshakeEntry& entry : journal.entries()) {
    EXPECT_EQ(entry.verdict, Verdict::kRefused);
    ++tally[{std::string(reason_name(entry.reason)), entry.serial}];
  }
  EXPECT_EQ(journal.dropped(), 0U);
  journal.clear();
  return tally;
}

// Octets of memory that this process, server and clients, really has. Free memory is given back first.
std::size_t resident() {
  ::malloc_trim(0);
  std::size_t all = 0;
  std::size_t pages = 0;
  std::ifstream("/proc/self/statm") >> all >> pages;
  return pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

TEST(BadConnections, AreAllInTheJournalAndLeaveNothingBehind) {
  ::mallopt(M_ARENA_MAX, 1);  // one heap for all threads: how they share several is chance
  Grounds grounds;
  const testing::Issued good = grounds.server.issue();
  ASSERT_THAT(grounds.server.log_in(good), testing::IsOk());
  grounds.sandbox().journal().clear();

  std::array<std::size_t, kHalves> memory{};
  for (std::size_t half = 0; half < kHalves; ++half) {
    come_all(grounds, half);
    EXPECT_EQ(take_tally(grounds.sandbox().journal()), expected(grounds)) << "half " << half + 1;
    memory.at(half) = resident();
  }

  EXPECT_THAT(grounds.server.log_in(good), testing::IsOk());
  RecordProperty("resident_after_first_half", std::to_string(memory[0]));
  RecordProperty("resident_after_second_half", std::to_string(memory[1]));
#ifndef ORCAMO_SANITIZED
  EXPECT_LE(memory[1], memory[0] + kMostGrowth);
#endif
}

}  // namespace
}  // namespace orcamo::mock
