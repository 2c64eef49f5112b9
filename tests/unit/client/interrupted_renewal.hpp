#pragma once
#include <gmock/gmock.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "fake_server.hpp"
#include "identities.hpp"
#include "orcamo/testing/fake_pacer.hpp"
#include "orcamo/testing/matchers.hpp"
#include "orcamo/testing/memory_journal.hpp"
#include "orcamo/testing/memory_store.hpp"
#include "orcamo/testing/mocks.hpp"
#include "orcamo/testing/printers.hpp"

// Renewals that end in the middle, and the runs after them.
namespace orcamo::testing {

// Crash is thrown where a process would end.
struct Crash {};

// CrashPoint ends the process at the `at`-th of the moments before and after each call to the outside, counted from 0.
class CrashPoint {
 public:
  explicit CrashPoint(int at) : left_(at) {}

  template <class Call>
  auto around(const Call& call) -> decltype(call()) {
    pass();
    auto result = call();
    pass();
    return result;
  }

  bool reached() const noexcept { return left_ < 0; }

 private:
  void pass() {
    if (left_-- == 0) throw Crash();
  }
  int left_;
};

class CrashingTransport final : public client::Transport {
 public:
  CrashingTransport(client::Transport& inner, CrashPoint& point) : inner_(inner), point_(point) {}
  pki::Result<client::HttpResponse> exchange(const client::HttpRequest& request,
                                             const pki::Credential* credential) override {
    return point_.around([&] { return inner_.exchange(request, credential); });
  }
  void disconnect() override { inner_.disconnect(); }

 private:
  client::Transport& inner_;
  CrashPoint& point_;
};

class CrashingJournal final : public client::RenewalJournal {
 public:
  CrashingJournal(client::RenewalJournal& inner, CrashPoint& point) : inner_(inner), point_(point) {}
  pki::Result<std::unique_ptr<Hold>> hold() override { return inner_.hold(); }
  pki::Result<std::optional<client::RenewalRecord>> load(const pki::Certificate& certificate) override {
    return inner_.load(certificate);
  }
  pki::Result<void> save(const client::RenewalRecord& record) override {
    return point_.around([&] { return inner_.save(record); });
  }
  pki::Result<void> clear(const std::string& old_fingerprint) override {
    return point_.around([&] { return inner_.clear(old_fingerprint); });
  }
  pki::Result<void> set_aside(const std::string& old_fingerprint) override {
    return point_.around([&] { return inner_.set_aside(old_fingerprint); });
  }

 private:
  client::RenewalJournal& inner_;
  CrashPoint& point_;
};

// A renewal with a store, a journal and a server of its own.
class InterruptedRenewal : public ::testing::Test {
 protected:
  InterruptedRenewal() {
    account_.password = pki::Secret::copy_of("ormaster");
    server_.serve(transport_);
  }

  client::RenewalReport run() { return run_with(old_, sealed(old_), transport_, store_, journal_); }

  client::RenewalReport run_with(const pki::Credential& old, const client::Arrival& file, client::Transport& transport,
                                 client::CertificateStore& store, client::RenewalJournal& journal) {
    client::Renewal renewal(options_, account_, transport, store, clock_,
                            {.observer = &observer_, .journal = &journal, .pacer = &pacer_});
    return renewal.run(old, file);
  }

  client::RenewalRecord begun() const {
    return {.old_fingerprint = old_.certificate.fingerprint_sha256(), .server = kServer, .channel = "api"};
  }
  client::RenewalRecord with_link() const {
    client::RenewalRecord record = begun();
    record.replacement =
        client::Replacement{std::string(kServer) + "/api/cert/token", pki::Secret::copy_of(kPassword), ""};
    return record;
  }
  client::RenewalRecord with_file(client::Arrival file) const {
    client::RenewalRecord record = with_link();
    record.arrival = std::move(file);
    return record;
  }
  client::RenewalRecord with_file() const { return with_file(sealed(new_)); }

  void remember(client::RenewalRecord record) { ASSERT_THAT(journal_.save(record), IsOk()); }

  bool stored(const pki::Credential& credential) {
    const auto list = store_.list().value();
    return std::any_of(list.begin(), list.end(), [&](const client::StoredCertificate& one) {
      return one.credential.certificate == credential.certificate;
    });
  }

  std::ptrdiff_t asked(const std::string& call) const {
    return std::count(server_.log.begin(), server_.log.end(), call);
  }

  const pki::Credential old_ = issue();
  const pki::Credential new_ = issue(renewed());
  client::Arrival offered_ = sealed(new_);
  FakeServer server_{old_, offered_};
  client::RenewalOptions options_{.server = kServer};
  client::Account account_;
  MemoryStore store_;
  MemoryJournal journal_;
  pki::ManualClock clock_{kNow};
  FakePacer pacer_{&clock_};
  ::testing::NiceMock<MockTransport> transport_;
  ::testing::NiceMock<MockObserver> observer_;
};

}  // namespace orcamo::testing
