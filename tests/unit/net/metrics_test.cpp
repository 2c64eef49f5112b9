#include "metrics/metrics.hpp"

#include <cmath>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "policies_test_kit.hpp"

namespace orcamo::mock {
namespace {

using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::Pair;
using ::testing::StartsWith;
using Samples = std::map<std::string, double>;

// read_metrics reads the text format 0.0.4, and complains of what it is not: every sample stands under the HELP and
// TYPE of its own metric, and no sample twice.
Samples read_metrics(const std::string& text) {
  static const std::regex head(R"(# (HELP|TYPE) (orcamo_mock_[a-z_]+) (.+))");
  static const std::regex sample(
      R"re(((orcamo_mock_[a-z_]+?)(_bucket|_sum|_count)?(\{[a-z_]+="[^"\\\n]*"(,[a-z_]+="[^"\\\n]*")*\})?) ([0-9.e+-]+))re");
  static const std::set<std::string> types{"counter", "gauge", "histogram"};
  Samples samples;
  std::map<std::string, std::string> described;
  std::string of;
  std::istringstream in(text);
  EXPECT_THAT(text, ::testing::EndsWith("\n"));
  for (std::string line; std::getline(in, line);) {
    std::smatch match;
    if (std::regex_match(line, match, head)) {
      of = match[2];
      EXPECT_TRUE(described.emplace(match[1].str() + " " + of, match[3]).second) << line;
      continue;
    }
    if (!std::regex_match(line, match, sample)) {
      ADD_FAILURE() << "not a sample: " << line;
      continue;
    }
    const std::string type = described["TYPE " + of];
    const std::string name = type == "histogram" ? match[2].str() : match[2].str() + match[3].str();
    EXPECT_EQ(name, of) << line;
    EXPECT_TRUE(described.contains("HELP " + of)) << line;
    EXPECT_TRUE(types.contains(type)) << line;
    EXPECT_EQ(type == "counter", of.ends_with("_total")) << line;
    EXPECT_TRUE(samples.emplace(match[1], std::stod(match[6])).second) << "twice: " << line;
  }
  return samples;
}

HandshakeEntry entry(Verdict verdict, Reason reason, std::string tls_version) {
  HandshakeEntry made;
  made.verdict = verdict;
  made.reason = reason;
  made.tls_version = std::move(tls_version);
  return made;
}

RequestEvent request(Event event, unsigned status, Port port = Port::kHttps) {
  RequestEvent made;
  made.port = port;
  made.event = event;
  made.status = status;
  made.took = std::chrono::milliseconds(7);
  return made;
}

class MetricsTest : public ::testing::Test {
 protected:
  Samples read() const { return read_metrics(metrics.text()); }

  pki::ManualClock clock{std::chrono::sys_days(std::chrono::year(2031) / 2 / 3)};
  const std::unique_ptr<World> world = World::create(clock, {.max_sandboxes = 3}).value();
  Metrics metrics{*world};
};

TEST_F(MetricsTest, SaysWhatRunsBeforeAnythingHappens) {
  const auto samples = read();

  EXPECT_EQ(samples.at("orcamo_mock_sandboxes"), 1);
  EXPECT_EQ(samples.at("orcamo_mock_troubles_total"), 0);
  EXPECT_EQ(samples.at(R"(orcamo_mock_certificates_issued_total{cause="order"})"), 0);
  EXPECT_EQ(samples.at(R"(orcamo_mock_journal_dropped_total{kind="request"})"), 0);
  EXPECT_THAT(metrics.text(),
              ::testing::ContainsRegex("orcamo_mock_build_info\\{version=\"[0-9]+\\.[0-9]+\\.[0-9]+\"\\} 1\n"));
}

TEST_F(MetricsTest, CountsHandshakesByWhatTheyCameTo) {
  const auto expired = entry(Verdict::kRefused, Reason::kExpired, "TLSv1.3");
  metrics.on_handshake({"default", expired, std::chrono::milliseconds(2)});
  metrics.on_handshake({"other", expired, std::chrono::seconds(60)});
  metrics.on_handshake({"default", entry(Verdict::kRefused, Reason::kNotTls, ""), {}});

  const auto samples = read();
  EXPECT_EQ(samples.at(R"(orcamo_mock_handshakes_total{reason="expired",tls_version="TLSv1.3",verdict="refused"})"), 2);
  EXPECT_EQ(samples.at(R"(orcamo_mock_handshakes_total{reason="not_tls",tls_version="none",verdict="refused"})"), 1);
}

TEST_F(MetricsTest, PutsDurationsIntoBuckets) {
  const auto accepted = entry(Verdict::kAccepted, Reason::kOk, "TLSv1.3");
  for (const int milliseconds : {2, 3, 60'000}) {
    metrics.on_handshake({"default", accepted, std::chrono::milliseconds(milliseconds)});
  }
  metrics.on_request(request(Event::kPage, 200));

  const auto samples = read();
  const auto bucket = [&](const std::string& le) {
    return samples.at("orcamo_mock_handshake_duration_seconds_bucket{verdict=\"accepted\",le=\"" + le + "\"}");
  };
  EXPECT_EQ(bucket("0.001"), 0);
  EXPECT_EQ(bucket("0.0025"), 1);
  EXPECT_EQ(bucket("0.005"), 2);
  EXPECT_EQ(bucket("30"), 2);
  EXPECT_EQ(bucket("+Inf"), 3);
  EXPECT_EQ(samples.at(R"(orcamo_mock_handshake_duration_seconds_count{verdict="accepted"})"), 3);
  EXPECT_NEAR(samples.at(R"(orcamo_mock_handshake_duration_seconds_sum{verdict="accepted"})"), 60.005, 1e-6);
  EXPECT_EQ(samples.at("orcamo_mock_request_duration_seconds_count"), 1);
  EXPECT_NEAR(samples.at("orcamo_mock_request_duration_seconds_sum"), 0.007, 1e-9);
}

TEST_F(MetricsTest, CountsRequestsByEventAndStatus) {
  metrics.on_request(request(Event::kLoginAccepted, 200));
  metrics.on_request(request(Event::kLoginAccepted, 303));
  metrics.on_request(request(Event::kFault, 0));
  metrics.on_request(request(Event::kOther, 404, Port::kAdmin));

  const auto samples = read();
  EXPECT_EQ(samples.at(R"(orcamo_mock_requests_total{event="login_accepted",status="2xx"})"), 1);
  EXPECT_EQ(samples.at(R"(orcamo_mock_requests_total{event="login_accepted",status="3xx"})"), 1);
  EXPECT_EQ(samples.at(R"(orcamo_mock_requests_total{event="fault",status="none"})"), 1);
  EXPECT_EQ(samples.at(R"(orcamo_mock_admin_requests_total{status="4xx"})"), 1);
  EXPECT_EQ(samples.at("orcamo_mock_request_duration_seconds_count"), 3);
}

TEST_F(MetricsTest, CountsOnThroughResetsAndTheEndOfSandboxes) {
  const auto other = world->add({.id = "other"}).value();
  const auto old = other->issue({}).value();
  ASSERT_TRUE(other->request_renewal(old->credential.certificate));
  for (std::size_t i = 0; i < Journal::kCapacity + 2; ++i) other->journal().record(RequestEntry{});
  metrics.on_trouble("a route failed");
  EXPECT_EQ(read().at("orcamo_mock_sandboxes"), 2);

  other->reset();
  ASSERT_TRUE(world->remove("other"));
  world->default_sandbox().issue({}).value();

  EXPECT_THAT(read(), IsSupersetOf({Pair("orcamo_mock_sandboxes", 1.0), Pair("orcamo_mock_troubles_total", 1.0),
                                    Pair(R"(orcamo_mock_certificates_issued_total{cause="order"})", 2.0),
                                    Pair(R"(orcamo_mock_certificates_issued_total{cause="renewal"})", 1.0),
                                    Pair(R"(orcamo_mock_journal_dropped_total{kind="handshake"})", 0.0),
                                    Pair(R"(orcamo_mock_journal_dropped_total{kind="request"})", 2.0)}));
}

// The same, over the ports.
class MetricsPort : public ServerTest {
 protected:
  std::string scrape() const {
    return orcamo::mock::converse(server->admin_port(),
                                  "GET /__admin/metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  }
};

std::string body_of(const std::string& answer) { return answer.substr(answer.find("\r\n\r\n") + 4); }

TEST_F(MetricsPort, TellsWhatHappenedOnThePorts) {
  const auto identity = issue();
  const auto expired = issue(-pki::Seconds(1));
  converse(identity, "GET /");
  converse(identity, "POST /api/cert", "{}");
  converse(expired, "GET /");
  orcamo::mock::converse(server->port(), "nonsense");
  sandbox.reset();

  const auto answer = scrape();
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
  EXPECT_THAT(answer, HasSubstr("\r\nContent-Type: text/plain; version=0.0.4; charset=utf-8\r\n"));
  const auto samples = read_metrics(body_of(answer));
  EXPECT_THAT(
      samples,
      IsSupersetOf(
          {Pair(R"(orcamo_mock_handshakes_total{reason="ok",tls_version="TLSv1.3",verdict="accepted"})", 2.0),
           Pair(R"(orcamo_mock_handshakes_total{reason="expired",tls_version="TLSv1.3",verdict="refused"})", 1.0),
           Pair(R"(orcamo_mock_handshakes_total{reason="not_tls",tls_version="none",verdict="refused"})", 1.0),
           Pair(R"(orcamo_mock_handshake_duration_seconds_count{verdict="accepted"})", 2.0),
           Pair(R"(orcamo_mock_handshake_duration_seconds_count{verdict="refused"})", 2.0),
           Pair(R"(orcamo_mock_requests_total{event="page",status="2xx"})", 1.0),
           Pair(R"(orcamo_mock_requests_total{event="renewal_requested",status="2xx"})", 1.0),
           Pair(R"(orcamo_mock_certificates_issued_total{cause="order"})", 2.0),
           Pair(R"(orcamo_mock_certificates_issued_total{cause="renewal"})", 1.0)}));
  EXPECT_GT(samples.at(R"(orcamo_mock_handshake_duration_seconds_sum{verdict="accepted"})"), 0);
  EXPECT_THAT(read_metrics(body_of(scrape())),
              IsSupersetOf({Pair(R"(orcamo_mock_admin_requests_total{status="2xx"})", 1.0)}));
}

}  // namespace
}  // namespace orcamo::mock
