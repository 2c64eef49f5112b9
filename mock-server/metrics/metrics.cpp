#include "metrics/metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <chrono>
#include <initializer_list>
#include <sstream>
#include <utility>
#include <vector>

namespace orcamo::mock {
namespace {

using Buckets = prometheus::Histogram::BucketBoundaries;

// In seconds: a handshake takes a millisecond or two, more where a client is slow, and the server's patience at most.
const Buckets kHandshakeBuckets{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0};
const Buckets kRequestBuckets{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0};

double seconds(std::chrono::microseconds time) { return std::chrono::duration<double>(time).count(); }

std::string or_none(const std::string& text) { return text.empty() ? "none" : text; }

// "2xx" for 200; a reply that was no HTTP has none.
std::string status_class(unsigned status) { return status == 0 ? "none" : std::to_string(status / 100) + "xx"; }

// Tallied is a metric that the world counts itself.
struct Tallied {
  const char* label;
  const char* value;
  std::uint64_t count;
};

prometheus::MetricFamily tallied(const char* name, const char* help, std::initializer_list<Tallied> rows) {
  prometheus::MetricFamily family{.name = name, .help = help, .type = prometheus::MetricType::Counter, .metric = {}};
  for (const auto& row : rows) {
    prometheus::ClientMetric metric;
    metric.label = {{row.label, row.value}};
    metric.counter.value = static_cast<double>(row.count);
    family.metric.push_back(std::move(metric));
  }
  return family;
}

}  // namespace

struct Metrics::Body {
  explicit Body(World& of_world) : world(of_world) {
    prometheus::BuildGauge()
        .Name("orcamo_mock_build_info")
        .Help("Always 1; the label is what runs.")
        .Register(registry)
        .Add({{"version", ORCAMO_VERSION}})
        .Set(1);
  }

  prometheus::Family<prometheus::Counter>& counters(const char* name, const char* help) {
    return prometheus::BuildCounter().Name(name).Help(help).Register(registry);
  }
  prometheus::Family<prometheus::Histogram>& histograms(const char* name, const char* help) {
    return prometheus::BuildHistogram().Name(name).Help(help).Register(registry);
  }

  World& world;
  prometheus::Registry registry;
  prometheus::Gauge& sandboxes = prometheus::BuildGauge()
                                     .Name("orcamo_mock_sandboxes")
                                     .Help("Sandboxes that there are now.")
                                     .Register(registry)
                                     .Add({});
  prometheus::Family<prometheus::Counter>& handshakes =
      counters("orcamo_mock_handshakes_total", "Connections to the HTTPS port, by what they came to and why.");
  prometheus::Family<prometheus::Histogram>& handshake_durations = histograms(
      "orcamo_mock_handshake_duration_seconds", "From the connection to the verdict, waiting for the client included.");
  prometheus::Family<prometheus::Counter>& requests = counters(
      "orcamo_mock_requests_total", "Requests on the HTTPS port, by what they came to and the class of their status.");
  prometheus::Histogram& request_durations =
      histograms("orcamo_mock_request_duration_seconds", "From a request on the HTTPS port to its answer.")
          .Add({}, kRequestBuckets);
  prometheus::Family<prometheus::Counter>& admin_requests =
      counters("orcamo_mock_admin_requests_total", "Requests on the admin port, by the class of their status.");
  prometheus::Counter& troubles =
      counters("orcamo_mock_troubles_total", "Failures of the server itself; the log has them.").Add({});
};

Metrics::Metrics(World& world) : body_(std::make_unique<Body>(world)) {}

Metrics::~Metrics() = default;

std::string Metrics::text() const {
  body_->sandboxes.Set(static_cast<double>(body_->world.all().size()));
  auto families = body_->registry.Collect();
  const auto& tally = body_->world.tally();
  families.push_back(
      tallied("orcamo_mock_certificates_issued_total",
              "Client certificates, ordered through the admin API or issued by a renewal.",
              {{"cause", "order", tally.certificates_ordered}, {"cause", "renewal", tally.certificates_renewed}}));
  families.push_back(
      tallied("orcamo_mock_journal_dropped_total", "Entries of journals that made room for newer ones.",
              {{"kind", "handshake", tally.handshakes_dropped}, {"kind", "request", tally.requests_dropped}}));
  std::ostringstream out;
  prometheus::TextSerializer().Serialize(out, families);
  return std::move(out).str();
}

void Metrics::on_handshake(const HandshakeEvent& event) {
  const std::string verdict(verdict_name(event.entry.verdict));
  body_->handshakes
      .Add({{"verdict", verdict},
            {"reason", std::string(reason_name(event.entry.reason))},
            {"tls_version", or_none(event.entry.tls_version)}})
      .Increment();
  body_->handshake_durations.Add({{"verdict", verdict}}, kHandshakeBuckets).Observe(seconds(event.took));
}

void Metrics::on_request(const RequestEvent& event) {
  auto status = status_class(event.status);
  if (event.port == Port::kAdmin) {
    body_->admin_requests.Add({{"status", std::move(status)}}).Increment();
    return;
  }
  body_->requests.Add({{"event", std::string(event_name(event.event))}, {"status", std::move(status)}}).Increment();
  body_->request_durations.Observe(seconds(event.took));
}

void Metrics::on_trouble(std::string_view) { body_->troubles.Increment(); }

}  // namespace orcamo::mock
