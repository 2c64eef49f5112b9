#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "figures.hpp"
#include "orcamo/client/directory_store.hpp"
#include "orcamo/client/file_journal.hpp"
#include "orcamo/client/pkcs12.hpp"
#include "orcamo/testing/faulty_file_system.hpp"
#include "orcamo/testing/mock_server.hpp"
#include "orcamo/testing/temporary_directory.hpp"

// How long renewals take, how soon a server is ready, and how soon the client's program. Usage: renewal_bench
// [RENEWALS [FOLDER]]; the stores are put into FOLDER, so that its disk is measured.
namespace orcamo::bench {
namespace {

struct Certificate {
  client::Arrival file;
  pki::Credential credential;
};

client::Arrival copy_of(const client::Arrival& file) { return {file.file_name, file.p12, file.password.clone()}; }

// LastCome remembers what came last, opened: the next one to renew.
class LastCome final : public client::CertificateStore {
 public:
  explicit LastCome(Certificate first) : last(std::move(first)) {}

  pki::Result<std::vector<client::StoredCertificate>> list() override {
    return std::vector<client::StoredCertificate>{{last.file.file_name, last.credential}};
  }
  pki::Result<void> add(const client::Arrival& arrival) override {
    auto credential = client::open_pkcs12(arrival.p12, arrival.password.reveal());
    if (!credential) return credential.error();
    last = Certificate{copy_of(arrival), *std::move(credential)};
    return {};
  }
  pki::Result<void> make_current(const pki::Certificate&) override { return {}; }
  pki::Result<client::Arrival> read(const pki::Certificate&) override { return copy_of(last.file); }
  pki::Result<void> remove(const pki::Certificate&, pki::TimePoint) override { return {}; }

  Certificate last;
};

void print_renewals(int count, const char* name, Sample& took) {
  std::printf("renewals=%d %s median_milliseconds=%.2f p99_milliseconds=%.2f", count, name, took.at(0.5),
              took.at(0.99));
}

bool is_renewed(const client::RenewalReport& report) {
  if (report.outcome == client::Outcome::kRenewed) return true;
  std::fprintf(stderr, "a renewal failed: %s\n", report.error ? report.error->message().c_str() : "not due");
  return false;
}

// One client renews one certificate again and again, each time with 89 days left: the clock jumps nearly three years.
bool measure_renewals(const char* name, int count, client::TlsVersions versions) {
  testing::MockServer server;
  const testing::Issued first = server.issue({.lasts = pki::days(89)});
  LastCome store({{first.file_name, first.p12, first.password.clone()}, first.credential});
  auto transport = server.transport(versions);
  const client::Account account = server.account();
  client::Renewal renewal({.server = server.server_url(), .policy = {}, .insistence = client::Insistence::kWhenDue},
                          account, transport, store, server.clock());

  Sample took;
  for (int i = 0; i < count; ++i) {
    const Certificate old{copy_of(store.last.file), store.last.credential};
    server.clock().set(old.credential.certificate.validity().not_after - pki::days(89));
    const auto start = SteadyClock::now();
    const client::RenewalReport report = renewal.run(old.credential, old.file);
    took.add(milliseconds_since(start));
    if (!is_renewed(report)) return false;
  }
  print_renewals(count, name, took);
  std::printf("\n");
  return true;
}

// Each renewal is one of a clinic's own: its store has the old certificate, and the run does what a program does that
// has just started.
bool measure_on_disk(int count, const std::filesystem::path& place) {
  testing::MockServer server;
  const client::Account account = server.account();
  auto no_fault = [] { return testing::DiskFault{.call = SIZE_MAX, .kind = testing::DiskCall::kSync}; };
  Sample took;
  std::size_t syncs = 0;
  for (int i = 0; i < count; ++i) {
    const auto folder = place / std::to_string(i);
    std::string facility = std::to_string(100'000'000 + i);
    facility[0] = 'u';
    const testing::Issued old = server.issue({.lasts = pki::days(89), .identity = {.facility = facility}});
    const client::Arrival file{old.file_name, old.p12, old.password.clone()};
    auto before = expect(client::DirectoryStore::open(folder), "opening a store");
    if (!before.add(file) || !before.make_current(old.credential.certificate)) return false;
    auto transport = server.transport(client::TlsVersions::kOnly13);

    const auto start = SteadyClock::now();
    testing::FaultyFileSystem disk(no_fault());
    auto store = expect(client::DirectoryStore::open(folder, client::Linkage::kNo, disk, std::chrono::seconds(1)),
                        "opening a store");
    client::FileJournal journal(folder / ".renewal", disk);
    client::Renewal renewal({.server = server.server_url()}, account, transport, store, server.clock(),
                            {.journal = &journal});
    const client::RenewalReport report = renewal.run(old.credential, file);
    took.add(milliseconds_since(start));
    if (!is_renewed(report)) return false;
    syncs = disk.calls();
  }
  print_renewals(count, "store=directory journal=directory tls=1.3", took);
  std::printf(" syncs=%zu\n", syncs);
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

int run(int count, const char* place) {
  measure_program();
  measure_start();
  if (place != nullptr) ::setenv("TMPDIR", place, 1);
  const testing::TemporaryDirectory home;
  const bool done = measure_renewals("store=memory tls=1.2", count, client::TlsVersions::kOnly12) &&
                    measure_renewals("store=memory tls=1.3", count, client::TlsVersions::kOnly13) &&
                    measure_on_disk(count, home / "stores");
  return done ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace
}  // namespace orcamo::bench

int main(int argc, char** argv) {
  const int count = argc > 1 ? std::atoi(argv[1]) : 200;
  if (count < 1) {
    std::fprintf(stderr, "usage: renewal_bench [RENEWALS [FOLDER]]\n");
    return 2;
  }
  return orcamo::bench::run(count, argc > 2 ? argv[2] : nullptr);
}
