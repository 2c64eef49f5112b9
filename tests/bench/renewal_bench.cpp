#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "figures.hpp"
#include "orcamo/client/directory_store.hpp"
#include "orcamo/client/file_journal.hpp"
#include "orcamo/client/pkcs12.hpp"
#include "orcamo/testing/mock_server.hpp"
#include "orcamo/testing/temporary_directory.hpp"

// How long renewals take, how soon a server is ready, and how soon the client's program. Usage: renewal_bench
// [RENEWALS]
namespace orcamo::bench {
namespace {

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
                      client::CertificateStore* behind = nullptr, client::RenewalJournal* journal = nullptr) {
  testing::MockServer server;
  const testing::Issued first = server.issue({.lasts = pki::days(89)});
  LastCome store({{first.file_name, first.p12, first.password.clone()}, first.credential}, behind);
  auto transport = server.transport(versions);
  const client::Account account = server.account();
  client::Renewal renewal({.server = server.server_url(), .policy = {}, .insistence = client::Insistence::kWhenDue},
                          account, transport, store, server.clock(), {.journal = journal});

  Sample took;
  for (int i = 0; i < count; ++i) {
    const Certificate old{copy_of(store.last.file), store.last.credential};
    server.clock().set(old.credential.certificate.validity().not_after - pki::days(89));
    const auto start = SteadyClock::now();
    const client::RenewalReport report = renewal.run(old.credential, old.file);
    took.add(milliseconds_since(start));
    if (report.outcome != client::Outcome::kRenewed) {
      std::fprintf(stderr, "renewal %d: %s\n", i + 1, report.error ? report.error->message().c_str() : "not due");
      return false;
    }
  }
  std::printf("renewals=%d %s median_milliseconds=%.2f p99_milliseconds=%.2f\n", count, name, took.at(0.5),
              took.at(0.99));
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

// The client's program, from the call to its end.
void measure_program() {
  constexpr int kStarts = 101;
  std::string program = ORCAMO_RENEW_PROGRAM;
  std::string option = "--help";
  const std::array<char*, 3> arguments{program.data(), option.data(), nullptr};
  posix_spawn_file_actions_t quiet;
  posix_spawn_file_actions_init(&quiet);
  posix_spawn_file_actions_addopen(&quiet, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  Sample took;
  long largest = 0;  // KiB
  for (int i = 0; i < kStarts; ++i) {
    const auto start = SteadyClock::now();
    pid_t pid = -1;
    int status = 0;
    rusage usage{};
    if (::posix_spawn(&pid, program.c_str(), &quiet, nullptr, arguments.data(), environ) != 0 ||
        ::wait4(pid, &status, 0, &usage) != pid || status != 0) {
      std::fprintf(stderr, "%s --help did not end well\n", program.c_str());
      std::exit(EXIT_FAILURE);
    }
    took.add(milliseconds_since(start));
    largest = std::max(largest, usage.ru_maxrss);
  }
  posix_spawn_file_actions_destroy(&quiet);
  std::printf("orcamo-renew --help median_milliseconds=%.2f p99_milliseconds=%.2f memory_megabytes=%.1f\n",
              took.at(0.5), took.at(0.99), static_cast<double>(largest) / 1024);
}

int run(int count) {
  measure_program();
  measure_start();
  testing::TemporaryDirectory home;
  auto directory = client::DirectoryStore::open(home / "certificates").value();
  client::FileJournal journal(home / "certificates" / ".renewal");
  const bool done = measure_renewals("store=memory tls=1.2", count, client::TlsVersions::kOnly12) &&
                    measure_renewals("store=memory tls=1.3", count, client::TlsVersions::kOnly13) &&
                    measure_renewals("store=directory journal=directory tls=1.3", count, client::TlsVersions::kOnly13,
                                     &directory, &journal);
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
