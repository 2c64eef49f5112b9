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

namespace orcamo::testing {

// InterruptedRenewal is a renewal with a store, a journal and a server of its own, and what an earlier run, which ended
// in the middle, left in the journal.
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
  client::RenewalRecord with_judged_file() const {
    client::RenewalRecord record = with_file();
    record.new_fingerprint = new_.certificate.fingerprint_sha256();
    return record;
  }
  client::RenewalRecord committed() const {
    client::RenewalRecord record = begun();
    record.new_fingerprint = new_.certificate.fingerprint_sha256();
    record.committed = client::Committed::kYes;
    return record;
  }

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
