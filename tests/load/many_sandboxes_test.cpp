#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

#include "orcamo/mock/server.hpp"
#include "peer.hpp"

// Many sandboxes in one server, each in a time of its own, and clients of all of them at once.
namespace orcamo::mock {
namespace {

using pki::days;
using pki::Seconds;
using pki::TimePoint;

constexpr std::size_t kHandshakes = ORCAMO_LOAD;
constexpr std::size_t kSandboxes = ORCAMO_LOAD / 50;
constexpr std::size_t kCertificates = 4;  // of a sandbox, besides a revoked one
constexpr std::size_t kThreads = 8;
constexpr unsigned long kUsualSeed = 2031;

// What draws the clocks and the order. ORCAMO_TEST_SEED chooses another one.
unsigned long seed() {
  const char* const chosen = std::getenv("ORCAMO_TEST_SEED");
  return chosen ? std::strtoul(chosen, nullptr, 10) : kUsualSeed;
}

// The machine's time, which no sandbox has.
const TimePoint kReal = std::chrono::sys_days(std::chrono::year(2031) / 2 / 3);

// Shown is a certificate that a client may show, and what is known of it without asking the server.
struct Shown {
  const pki::Credential* credential;  // null: none
  std::size_t home;                   // the sandbox that issued it
  pki::Validity validity{};
  bool revoked = false;
};

// Place is a sandbox with its time, and the certificates that it has issued.
struct Place {
  SandboxRef sandbox;
  TimePoint now;
  std::vector<pki::Credential> issued;
  std::optional<pki::Credential> revoked;
};

// The verdict, thought out here once more: nothing of the server's is asked but the names.
Reason expected(const Shown& shown, std::size_t at, TimePoint now) {
  if (!shown.credential) return Reason::kNoCertificate;
  if (shown.home != at) return Reason::kWrongSandbox;
  if (shown.revoked) return Reason::kRevoked;
  if (now < shown.validity.not_before) return Reason::kNotYetValid;
  if (now > shown.validity.not_after) return Reason::kExpired;
  return Reason::kOk;
}

std::vector<pki::Validity> validities_around(TimePoint now) {
  return {
      {now - days(1), now + days(30)},               // in the middle
      {now, now + days(30)},                         // from its first second
      {now - days(30), now},                         // to its last
      {now + Seconds(1), now + days(30)},            // a second too early
      {now - days(30), now - Seconds(1)},            // a second too late
      {now + days(3650), now + days(3700)},          // years too early
      {now - days(3700), now - days(3650)},          // years too late
      {kReal - days(30), kReal + days(30)},          // good for the machine
      {kReal - days(20'000), kReal + days(20'000)},  // good for everybody
      {kReal - days(20'000), now - Seconds(1)},      // good for whoever is behind
  };
}

// Visit is one connection: who goes where, with what, and what is to come of it.
struct Visit {
  std::size_t at;
  Shown shown;
  int version;
};

// What an entry says: sandbox, serial, version, reason, and the clock that was judged by.
using Row = std::tuple<std::string, std::string, std::string, std::string, std::string>;
using Rows = std::map<Row, std::size_t>;

class ManySandboxes : public ::testing::Test {
 protected:
  ManySandboxes() {
    // A client goes on writing after the server has let go of it.
    std::signal(SIGPIPE, SIG_IGN);
    std::cout << "seed " << seed() << " (ORCAMO_TEST_SEED)\n";
    for (std::size_t i = 0; i < kSandboxes; ++i) places.push_back(settle(i));
  }

  Place settle(std::size_t nth) {
    // 200 clocks, all of them different: more than a month apart, over 20 years before and after the machine's.
    const auto offset = static_cast<long>(nth) - static_cast<long>(kSandboxes / 2);
    const TimePoint now = kReal + offset * days(37) + Seconds(random() % 86'400);
    constexpr std::array kModes{ClockMode::kFrozen, ClockMode::kOffset, ClockMode::kRate};
    const ClockSetting clock{now, kModes.at(nth % kModes.size()), 60.0};
    Place place{server->world().add({.id = "s" + std::to_string(nth), .clock = clock}).value(), now, {}, {}};

    const auto validities = validities_around(now);
    for (std::size_t i = 0; i < kCertificates; ++i) {
      const pki::Validity& validity = validities.at((nth + i) % validities.size());
      IssueRequest order;
      order.not_before = validity.not_before;
      order.not_after = validity.not_after;
      place.issued.push_back(place.sandbox->issue(std::move(order)).value()->credential);
    }
    const GenerationRef revoked = place.sandbox->issue({}).value();
    place.sandbox->revoke(revoked->credential.certificate.serial()).value();
    place.revoked = revoked->credential;
    return place;
  }

  // One in eight shows none, one the revoked one, one that of another place.
  Visit draw() {
    const std::size_t at = random() % places.size();
    const std::size_t way = random() % 8;
    const std::size_t home = way == 2 ? random() % places.size() : at;
    const Place& place = places.at(home);
    const int version = random() % 2 == 0 ? TLS1_2_VERSION : TLS1_3_VERSION;
    if (way == 0) return {at, {nullptr, at}, version};
    const pki::Credential& one = way == 1 ? *place.revoked : place.issued.at(random() % place.issued.size());
    return {at, {&one, home, one.certificate.validity(), way == 1}, version};
  }

  // go is true when the client got an answer, on a connection whose other end proved to be that sandbox's.
  bool go(const Visit& visit) const {
    TlsPeer peer(server->port(), {.credential = visit.shown.credential,
                                  .trusted = &server->world().server_authority().root(),
                                  .version = visit.version,
                                  .server_name = places.at(visit.at).sandbox->id() + ".localhost"});
    if (!peer.shake_hands()) return false;
    peer.send("HEAD / HTTP/1.1\r\nHost: " + places.at(visit.at).sandbox->id() +
              ".localhost\r\nConnection: close\r\n\r\n");
    return peer.receive_all().starts_with("HTTP/1.1 200 ");
  }

  Row row_of(const Visit& visit) const {
    const Place& place = places.at(visit.at);
    return {place.sandbox->id(), visit.shown.credential ? visit.shown.credential->certificate.serial() : "",
            visit.version == TLS1_2_VERSION ? "TLSv1.2" : "TLSv1.3",
            std::string(reason_name(expected(visit.shown, visit.at, place.now))), pki::format_rfc3339(place.now)};
  }

  Rows journals() const {
    Rows rows;
    for (const SandboxRef& sandbox : server->world().all()) {
      for (const HandshakeEntry& entry : sandbox->journal().entries()) {
        EXPECT_EQ(entry.verdict == Verdict::kAccepted, entry.reason == Reason::kOk);
        ++rows[{sandbox->id(), entry.serial, entry.tls_version, std::string(reason_name(entry.reason)),
                pki::format_rfc3339(entry.clock)}];
      }
    }
    return rows;
  }

  std::mt19937_64 random{seed()};
  pki::ManualClock real{kReal};
  const std::unique_ptr<Server> server = Server::start({.threads = 2}, real).value();
  std::vector<Place> places;
};

TEST_F(ManySandboxes, JudgeEveryoneByTheirOwnClockAndAuthority) {
  std::vector<Visit> visits;
  Rows rows;
  for (std::size_t i = 0; i < kHandshakes; ++i) {
    visits.push_back(draw());
    ++rows[row_of(visits.back())];
  }

  std::atomic<std::size_t> next = 0;
  std::atomic<std::size_t> wrong = 0;
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      for (std::size_t at = next++; at < visits.size(); at = next++) {
        const Visit& visit = visits[at];
        const bool good = expected(visit.shown, visit.at, places.at(visit.at).now) == Reason::kOk;
        if (go(visit) != good) ++wrong;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();

  EXPECT_EQ(wrong, 0U) << "of the verdicts that clients saw";
  const Rows seen = journals();
  std::size_t entries = 0;
  for (const auto& [row, count] : seen) {
    entries += count;
    const auto& [sandbox, serial, version, reason, clock] = row;
    EXPECT_EQ(count, rows.contains(row) ? rows.at(row) : 0)
        << sandbox << " " << serial << " " << version << " " << reason << " " << clock;
  }
  EXPECT_EQ(entries, kHandshakes);
}

}  // namespace
}  // namespace orcamo::mock
