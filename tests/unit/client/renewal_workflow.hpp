#pragma once
#include <gmock/gmock.h>

#include <stop_token>
#include <vector>

#include "fake_server.hpp"
#include "identities.hpp"
#include "orcamo/testing/fake_pacer.hpp"
#include "orcamo/testing/matchers.hpp"
#include "orcamo/testing/memory_journal.hpp"
#include "orcamo/testing/mocks.hpp"
#include "orcamo/testing/printers.hpp"

namespace orcamo::testing {

constexpr const char* kOldName = "123456__JP_u00000001_client001.p12";
constexpr const char* kNewName = "234567__JP_u00000001_client001.p12";

inline auto Named(const char* file_name) { return ::testing::Field(&client::Arrival::file_name, file_name); }

// A renewal that succeeds, until a test spoils something. The store keeps the old certificate and nothing else, until a
// test expects it to.
class RenewalWorkflow : public ::testing::Test {
 protected:
  RenewalWorkflow() {
    account_.password = pki::Secret::copy_of("ormaster");
    server_.serve(transport_);
    ON_CALL(clock_, now).WillByDefault(::testing::Return(kNow));
    EXPECT_CALL(store_, list).Times(::testing::AnyNumber()).WillRepeatedly([this] { return stored_; });
    EXPECT_CALL(store_, add(Named(kOldName))).Times(::testing::AnyNumber());
    EXPECT_CALL(store_, make_current).Times(::testing::AnyNumber());
  }

  client::RenewalReport run(client::Insistence insistence = client::Insistence::kWhenDue) {
    options_.insistence = insistence;
    client::Renewal renewal(options_, account_, transport_, store_, clock_,
                            {.observer = &observer_, .journal = &journal_, .pacer = &pacer_});
    return renewal.run(old_, sealed(old_), stop_.get_token());
  }

  void offer(const IdentityWish& wish) { offered_ = sealed(issue(wish)); }

  pki::Credential old_ = issue();
  client::Arrival offered_ = sealed(issue(renewed()));
  FakeServer server_{old_, offered_};
  client::RenewalOptions options_{.server = kServer};
  client::Account account_;
  std::vector<client::StoredCertificate> stored_;
  ::testing::NiceMock<MockTransport> transport_;
  ::testing::StrictMock<MockCertificateStore> store_;
  ::testing::NiceMock<MockClock> clock_;
  ::testing::NiceMock<MockObserver> observer_;
  MemoryJournal journal_;
  FakePacer pacer_;
  std::stop_source stop_;
};

}  // namespace orcamo::testing
