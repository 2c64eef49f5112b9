#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <utility>
#include <vector>

#include "orcamo/client/directory_store.hpp"
#include "orcamo/client/pkcs12.hpp"
#include "orcamo/testing/mock_server.hpp"
#include "orcamo/testing/temporary_directory.hpp"

// How long renewals take, and how soon a server is ready. Usage: renewal_bench [RENEWALS]
namespace orcamo::bench {
namespace {

using SteadyClock = std::chrono::steady_clock;
using Milliseconds = std::chrono::duration<double, std::milli>;

double milliseconds_since(SteadyClock::time_point start) { return Milliseconds(SteadyClock::now() - start).count(); }

struct Certificate {
  client::Arrival file;
  pki::Credential credential;
};

client::Arrival copy_of(const client::Arrival& file) { return {file.file_name, file.p12, file.password.clone()}; }

// LastCome remembers what came last, opened: the next one to renew. It hands on to a store behind it, if there is one.
class LastCome final : public client::CertificateStore {
 public:
  LastCome(Certificate first, client::CertificateStore* behind) : last(std::move(first)), behind_(behind) {}

  pki::Result<std::vector<client::StoredCertificate>> list() override {
    return std::vector<client::StoredCertificate>{{last.file.file_name, last.credential}};
  }
  pki::Result<void> add(const client::Arrival& arrival) override {
    auto credential = client::open_pkcs12(arrival.p12, arrival.password.reveal());
    if (!credential) return credential.error();
    last = Certificate{copy_of(arrival), *std::move(credential)};
    return behind_ == nullptr ? pki::Result<void>() : behind_->add(arrival);
  }
  pki::Result<void> make_current(const pki::Certificate& certificate) override {
    return behind_ == nullptr ? pki::Result<void>() : behind_->make_current(certificate);
  }
  pki::Result<client::Arrival> read(const pki::Certificate&) override { return copy_of(last.file); }
  pki::Result<void> remove(const pki::Certificate&, pki::TimePoint) override { return {}; }

  Certificate last;

 private:
  client::CertificateStore* behind_;
};

// One client renews one certificate again and again, each time with 89 days left: the clock jumps nearly three years.
bool measure_renewals(const char* name, int count, client::TlsVersions versions,
                      client::CertificateStore* behind = nullptr) {
  testing::MockServer server;
  const testing::Issued first = server.issue({.lasts = pki::days(89)});
  LastCome store({{first.file_name, first.p12, first.password.clone()}, first.credential}, behind);
  auto transport = server.transport(versions);
  const client::Account account = server.account();
  client::Renewal renewal({.server = server.server_url(), .policy = {}, .insistence = client::Insistence::kWhenDue},
                          account, transport, store, server.clock());

  const auto start = SteadyClock::now();
  for (int i = 0; i < count; ++i) {
    const Certificate old{copy_of(store.last.file), store.last.credential};
    server.clock().set(old.credential.certificate.validity().not_after - pki::days(89));
    const client::RenewalReport report = renewal.run(old.credential, old.file);
    if (report.outcome != client::Outcome::kRenewed) {
      std::fprintf(stderr, "renewal %d: %s\n", i + 1, report.error ? report.error->message().c_str() : "not due");
      return false;
    }
  }
  const double took = milliseconds_since(start);
  std::printf("renewals=%d %s seconds=%.3f milliseconds_each=%.2f\n", count, name, took / 1000, took / count);
  return true;
}

void measure_start() {
  constexpr int kStarts = 21;
  const pki::SystemClock real;
  std::vector<double> took;
  for (int i = 0; i < kStarts; ++i) {
    const auto start = SteadyClock::now();
    const auto server = mock::Server::start({}, real);
    took.push_back(milliseconds_since(start));
    if (!server) {
      std::fprintf(stderr, "start: %s\n", server.error().message().c_str());
      std::exit(EXIT_FAILURE);
    }
  }
  const double first = took.front();
  std::sort(took.begin(), took.end());
  std::printf("start_to_ready first_milliseconds=%.2f median_milliseconds=%.2f longest_milliseconds=%.2f\n", first,
              took[kStarts / 2], took.back());
}

int run(int count) {
  measure_start();
  testing::TemporaryDirectory home;
  auto directory = client::DirectoryStore::open(home / "certificates").value();
  const bool done = measure_renewals("store=memory tls=1.2", count, client::TlsVersions::kOnly12) &&
                    measure_renewals("store=memory tls=1.3", count, client::TlsVersions::kOnly13) &&
                    measure_renewals("store=directory tls=1.3", count, client::TlsVersions::kOnly13, &directory);
  return done ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace
}  // namespace orcamo::bench

int main(int argc, char** argv) {
  const int count = argc > 1 ? std::atoi(argv[1]) : 200;
  if (count < 1) {
    std::fprintf(stderr, "usage: renewal_bench [RENEWALS]\n");
    return 2;
  }
  return orcamo::bench::run(count);
}
