#include <gmock/gmock.h>

#include <memory>
#include <optional>
#include <string>

#include "interrupted_renewal.hpp"

namespace orcamo::testing {
namespace {

using client::Outcome;
using client::RenewalReport;
using pki::Credential;
using ::testing::IsEmpty;

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

// A process that ends before or after any of its calls to the server, the store and the journal, and the next one,
// which is given the old certificate, or what is the newest in the store by then.
enum class NextIsGiven { kTheOld, kTheNewest };

class RenewalCrash : public InterruptedRenewal, public ::testing::WithParamInterface<NextIsGiven> {
 protected:
  // crashes_at is false where the run came to its end before that moment.
  bool crashes_at(int moment) {
    CrashPoint point(moment);
    CrashingTransport transport(transport_, point);
    CrashingJournal journal(journal_, point);
    ::testing::NiceMock<MockCertificateStore> store;
    ON_CALL(store, list).WillByDefault([this] { return store_.list(); });
    ON_CALL(store, add).WillByDefault([this, &point](const client::Arrival& arrival) {
      return point.around([&] { return store_.add(arrival); });
    });
    ON_CALL(store, make_current).WillByDefault([this, &point](const pki::Certificate& certificate) {
      return point.around([&] { return store_.make_current(certificate); });
    });
    try {
      run_with(old_, sealed(old_), transport, store, journal);
    } catch (const Crash&) {
      return true;
    }
    return false;
  }

  RenewalReport run_next() {
    const auto list = store_.list().value();
    const Credential& given = GetParam() == NextIsGiven::kTheOld || list.empty() ? old_ : list.back().credential;
    return run_with(given, sealed(given), transport_, store_, journal_);
  }

  void begin_again() {
    store_ = {};
    journal_.records.clear();
    server_.log.clear();
  }
};

TEST_P(RenewalCrash, LosesNothingAtAnyMoment) {
  int moment = 0;
  for (; crashes_at(moment); ++moment) {
    SCOPED_TRACE("ended at moment " + std::to_string(moment));
    const bool had_file = !journal_.records.empty() && journal_.records.begin()->second.arrival.has_value();
    const bool was_cleared = stored(new_) && journal_.records.empty();
    const auto downloads = asked("download 123456");

    const RenewalReport report = run_next();

    EXPECT_EQ(report.outcome, was_cleared ? Outcome::kNotDue : Outcome::kRenewed);
    EXPECT_TRUE(stored(old_));
    EXPECT_TRUE(stored(new_));
    EXPECT_EQ(store_.current(), new_.certificate);
    EXPECT_THAT(journal_.records, IsEmpty());
    if (had_file) {
      EXPECT_EQ(asked("download 123456"), downloads);
    }
    EXPECT_GE(asked("start_session 234567"), 1);
    begin_again();
  }
  EXPECT_GT(moment, 30);
}

INSTANTIATE_TEST_SUITE_P(Next, RenewalCrash, ::testing::Values(NextIsGiven::kTheOld, NextIsGiven::kTheNewest),
                         [](const auto& row) {
                           return row.param == NextIsGiven::kTheOld ? "GivenTheOld" : "GivenTheNewest";
                         });

}  // namespace
}  // namespace orcamo::testing
