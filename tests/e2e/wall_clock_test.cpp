#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/asn1.h>
#include <openssl/err.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <ctime>
#include <ostream>
#include <string>

#include "browser.hpp"
#include "orcamo/testing/mock_server.hpp"

// The whole server in a process whose wall clock lies. The functions below take the place of the system's for
// everything in this program, OpenSSL and the other libraries included; steady clocks go on as they are. A sandbox of
// the year 2050 does not notice.
namespace {

constexpr std::int64_t kDecade = 315'619'200;     // seconds
constexpr std::int64_t kYear2260 = 29 * kDecade;  // std::chrono::system_clock ends soon after

struct Lie {
  std::atomic<std::int64_t> now{0};   // seconds since 1970
  std::atomic<std::int64_t> step{0};  // from one reading to the next

  std::int64_t read() { return now.fetch_add(step.load()) % kYear2260; }
};

Lie& lie() {
  static Lie one;
  return one;
}

}  // namespace

extern "C" int clock_gettime(clockid_t id, timespec* out) noexcept {
  if (id != CLOCK_REALTIME && id != CLOCK_REALTIME_COARSE) {
    return static_cast<int>(::syscall(SYS_clock_gettime, id, out));
  }
  *out = {static_cast<std::time_t>(lie().read()), 0};
  return 0;
}

extern "C" std::time_t time(std::time_t* out) noexcept {
  const auto now = static_cast<std::time_t>(lie().read());
  if (out) *out = now;
  return now;
}

extern "C" int gettimeofday(timeval* out, void*) noexcept {
  *out = {static_cast<std::time_t>(lie().read()), 0};
  return 0;
}

namespace orcamo::e2e {
namespace {

using client::TlsVersions;
using pki::days;
using pki::Errc;
using pki::Seconds;
using ::testing::Each;
using testing::FailsWith;
using testing::IsOk;
using testing::IsOkAnd;
using ::testing::Property;

struct WallClock {
  const char* name;
  std::int64_t now;
  std::int64_t step;
};
void PrintTo(const WallClock& row, std::ostream* out) { *out << row.name; }

class LyingWallClock : public ::testing::TestWithParam<WallClock> {
 protected:
  LyingWallClock() {
    lie().now = GetParam().now;
    lie().step = GetParam().step;
    server.clock().set(start);
  }

  testing::Issued issue(Seconds lasts) { return server.issue({.lasts = lasts}); }
  Browser browser(const testing::Issued& by) { return Browser(wire, server.server_url(), &by.credential); }
  pki::Result<client::HttpResponse> ask(const testing::Issued& by, std::string method, std::string url) {
    return wire.exchange({.method = std::move(method), .url = std::move(url), .headers = {}, .body = {}},
                         &by.credential);
  }
  // A session-less login over a connection of its own in each TLS version.
  std::vector<pki::Result<client::Login>> log_in_twice(const testing::Issued& by) {
    std::vector<pki::Result<client::Login>> outcomes;
    for (const auto version : {TlsVersions::kOnly12, TlsVersions::kOnly13}) {
      outcomes.push_back(server.log_in(by, version));
    }
    return outcomes;
  }

  const pki::TimePoint start = std::chrono::sys_days(std::chrono::year(2050) / 6 / 15);
  testing::MockServer server;
  client::HttpsTransport wire = server.transport();
};

TEST_P(LyingWallClock, IsWhatThisProcessSees) {
  const auto follows = [](std::int64_t read) {
    const auto [name, now, step] = GetParam();
    return step == 0 ? read == now : read % step == now % step;
  };

  EXPECT_TRUE(follows(std::chrono::system_clock::now().time_since_epoch() / Seconds(1)));
  EXPECT_TRUE(follows(::time(nullptr)));
  timeval seen{};
  ::gettimeofday(&seen, nullptr);
  EXPECT_TRUE(follows(seen.tv_sec));

  // OpenSSL, in its library.
  ASN1_TIME* const new_year = ASN1_TIME_new();
  ASN1_TIME_set_string_X509(new_year, "20310101000000Z");
  int more_days = 0;
  int more_seconds = 0;
  ASN1_TIME_diff(&more_days, &more_seconds, nullptr, new_year);
  ASN1_TIME_free(new_year);
  constexpr std::int64_t kNewYear = 1'924'992'000;
  EXPECT_TRUE(follows(kNewYear - more_days * std::int64_t{86'400} - more_seconds));
}

TEST_P(LyingWallClock, DoesNotDateWhatIsIssued) {
  const auto issued = server.sandbox().issue({}).value();

  const pki::Validity expected{start - Seconds(60), pki::add_months(start, std::chrono::months(36), pki::kUtc)};
  EXPECT_EQ(issued->credential.certificate.validity(), expected);
}

TEST_P(LyingWallClock, DoesNotJudgeCertificates) {
  const auto mine = issue(days(30));
  const pki::Validity validity = mine.credential.certificate.validity();
  const auto outcomes_at = [&](pki::TimePoint now) {
    server.clock().set(now);
    return log_in_twice(mine);
  };

  EXPECT_THAT(outcomes_at(validity.not_before - Seconds(1)), Each(FailsWith(Errc::kCertificateNotAccepted)));
  EXPECT_THAT(outcomes_at(validity.not_before), Each(IsOk()));
  EXPECT_THAT(outcomes_at(validity.not_after), Each(IsOk()));
  EXPECT_THAT(outcomes_at(validity.not_after + Seconds(1)), Each(FailsWith(Errc::kCertificateExpired)));
  EXPECT_EQ(server.handshakes(8).back().clock, validity.not_after + Seconds(1));
}

TEST_P(LyingWallClock, DoesNotRevoke) {
  const auto mine = issue(days(30));
  ASSERT_THAT(server.sandbox().revoke(mine.credential.certificate.serial()), IsOk());

  EXPECT_THAT(log_in_twice(mine), Each(FailsWith(Errc::kCertificateRevoked)));
  server.clock().advance(Seconds(-1));
  EXPECT_THAT(log_in_twice(mine), Each(IsOk()));
}

TEST_P(LyingWallClock, DoesNotShowTheNotice) {
  const auto mine = issue(days(90) + Seconds(1));

  EXPECT_THAT(log_in_twice(mine), Each(IsOkAnd(Property(&client::Login::notice, false))));
  server.clock().advance(Seconds(1));
  EXPECT_THAT(log_in_twice(mine), Each(IsOkAnd(Property(&client::Login::notice, true))));
}

TEST_P(LyingWallClock, DoesNotStampAnswers) {
  const auto mine = issue(days(30));

  EXPECT_EQ(ask(mine, "GET", server.server_url("/")).value().header("Date"), "Wed, 15 Jun 2050 00:00:00 GMT");
  server.clock().advance(Seconds(1));
  EXPECT_EQ(ask(mine, "GET", server.server_url("/")).value().header("Date"), "Wed, 15 Jun 2050 00:00:01 GMT");
}

TEST_P(LyingWallClock, DoesNotEndLinks) {
  const auto mine = issue(days(30));
  const auto answer = ask(mine, "POST", server.server_url("/api/cert")).value();
  const std::string token = answer.body.substr(answer.body.find("/api/cert/"));
  const std::string link = server.server_url(token.substr(0, token.find('"')));

  server.clock().advance(days(1));
  EXPECT_EQ(ask(mine, "GET", link).value().status, 200U);
  server.clock().advance(Seconds(1));
  EXPECT_EQ(ask(mine, "GET", link).value().status, 410U);
}

TEST_P(LyingWallClock, DoesNotEndSessions) {
  const auto mine = issue(days(30));
  Browser person = browser(mine);
  ASSERT_TRUE(person.post("/login", {{"user", "ormaster"}, {"password", "ormaster"}}).value().has("login-ok"));

  server.clock().advance(std::chrono::hours(12) - Seconds(1));
  EXPECT_TRUE(person.get("/main").value().has("login-ok"));
  server.clock().advance(Seconds(1));
  EXPECT_FALSE(person.get("/main").value().has("login-ok"));
}

TEST_P(LyingWallClock, DoesNotDecideARenewal) {
  const auto mine = issue(days(89));
  testing::MemoryStore store;

  const auto report = server.renew(mine, store);

  ASSERT_EQ(report.outcome, client::Outcome::kRenewed);
  EXPECT_EQ(report.after->certificate.validity().not_after, pki::add_months(start, std::chrono::months(36), pki::kUtc));
}

INSTANTIATE_TEST_SUITE_P(Times, LyingWallClock,
                         ::testing::Values(WallClock{"TheEpoch", 0, 0}, WallClock{"Year2001", 1'000'000'000, 0},
                                           WallClock{"PastThe32Bits", 4'294'967'296 + 1, 0},
                                           WallClock{"Year2260", kYear2260 - 1, 0},
                                           WallClock{"AnotherDecadeAtEachReading", 1'000'000'000, kDecade}),
                         [](const auto& row) { return std::string(row.param.name); });

}  // namespace
}  // namespace orcamo::e2e
