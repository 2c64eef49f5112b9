#include <gmock/gmock.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <string>
#include <utility>

#include "authority/certificate_authority.hpp"
#include "failure_rows.hpp"
#include "identity/pkcs12_pack.hpp"
#include "orcamo/client/directory_store.hpp"
#include "orcamo/client/file_journal.hpp"
#include "orcamo/testing/fake_pacer.hpp"
#include "orcamo/testing/mock_server.hpp"
#include "orcamo/testing/temporary_directory.hpp"

// Whatever goes wrong with a renewal and with its download, row by row: either it succeeds all the same, or it fails
// with one code, says what and what to do about it, and the store is as it was.
namespace orcamo::testing {
namespace {

namespace fs = std::filesystem;
using client::Outcome;
using client::RenewalReport;
using client::Step;
using mock::Fault;
using pki::days;
using ::testing::EndsWith;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

// Dawdler lets time go by before a download.
class Dawdler final : public client::Observer {
 public:
  Dawdler(const MockSandbox& sandbox, pki::Seconds length) : sandbox_(sandbox), length_(length) {}
  void on_step(Step step) override {
    if (step == Step::kDownload && length_ != pki::Seconds(0)) sandbox_.clock().advance({.exact = length_});
  }

 private:
  const MockSandbox& sandbox_;
  pki::Seconds length_;
};

// FormerAuthority is what a service has that has changed its authority and still knows the certificates of the one
// before: to it, such a certificate is the one that it has itself.
class FormerAuthority final : public client::Transport {
 public:
  FormerAuthority(client::Transport& wire, const pki::Credential& former, const pki::Credential& own)
      : wire_(wire), former_(former), own_(own) {}
  pki::Result<client::HttpResponse> exchange(const client::HttpRequest& request,
                                             const pki::Credential* credential) override {
    const bool is_former = credential != nullptr && credential->certificate == former_.certificate;
    return wire_.exchange(request, is_former ? &own_ : credential);
  }
  void disconnect() override { wire_.disconnect(); }

 private:
  client::Transport& wire_;
  const pki::Credential& former_;
  const pki::Credential& own_;
};

class FailureTable : public ::testing::TestWithParam<FailureRow> {
 protected:
  static mock::SandboxPlan plan() {
    mock::SandboxPlan plan;
    if (GetParam().policy) GetParam().policy(plan.policy);
    return plan;
  }

  static client::Arrival file_of(const Issued& issued) {
    return {issued.file_name, issued.p12, issued.password.clone()};
  }

  // The old certificate as the client has it: of another authority where that was changed.
  Issued old_of_client() const {
    if (!GetParam().changed_authority) return {own_.file_name, own_.p12, own_.password.clone(), own_.credential};
    const pki::Certificate& own = own_.credential.certificate;
    auto former = mock::CertificateAuthority::create("former").value();
    auto credential = former
                          .issue_client({.organization = own.organization(), .common_name = own.common_name()},
                                        own.validity(), own_.credential.key, own.serial())
                          .value();
    auto p12 = client::pack_pkcs12(credential, own_.password.reveal()).value();
    return {own_.file_name, std::move(p12), own_.password.clone(), std::move(credential)};
  }

  RenewalReport renew() {
    auto wire = sandbox_.transport();
    FormerAuthority transport(wire, old_.credential, own_.credential);
    const client::Account account = sandbox_.account();
    client::FileJournal journal(place_ / ".renewal");
    Dawdler dawdler(sandbox_, dawdles_);
    client::RenewalOptions options{.server = sandbox_.url(), .patience = std::chrono::seconds(1)};
    if (trusts_successor_) options.arrival.trusted = {sandbox_.sandbox().authority().root()};
    client::Renewal renewal(std::move(options), account, transport, store_, sandbox_.clock(),
                            {.observer = &dawdler, .journal = &journal, .pacer = &pacer_});
    return renewal.run(old_.credential, file_of(old_));
  }

  // heal takes away whatever made it fail.
  void heal() {
    sandbox_.heal();
    dawdles_ = pki::Seconds(0);
    trusts_successor_ = GetParam().changed_authority;
  }

  // What is in the store, but for the record of the renewal: octets by name.
  std::map<std::string, std::string> snapshot() const {
    std::map<std::string, std::string> out;
    for (const auto& entry : fs::directory_iterator(place_)) {
      if (entry.is_regular_file()) out[entry.path().filename().string()] = read_file(entry.path());
    }
    return out;
  }

  void expect_failure(const RenewalReport& report, const Ending& failure) const {
    EXPECT_EQ(report.outcome, Outcome::kFailed);
    ASSERT_TRUE(report.error);
    EXPECT_THAT(*report.error, IsError(failure.code));
    EXPECT_EQ(report.failed_at, failure.step);
    EXPECT_GT(report.error->message().size(), 20u);
    EXPECT_THAT(report.error->hint(), Not(IsEmpty()));
  }

  void expect_renewal(const RenewalReport& report) {
    ASSERT_EQ(report.outcome, Outcome::kRenewed) << report.error->message();
    const auto stored = store_.list().value();
    ASSERT_THAT(stored, SizeIs(2));
    EXPECT_THAT(stored.back().file_name, EndsWith(GetParam().file_name_ends));
  }

  MockServer server_;
  MockSandbox sandbox_ = server_.add_sandbox(plan());
  TemporaryDirectory home_;
  const fs::path place_ = home_ / "store";
  client::DirectoryStore store_ = client::DirectoryStore::open(place_).value();
  FakePacer pacer_;
  const Issued own_ = sandbox_.issue({.lasts = GetParam().left});  // the old one, as the service has it
  const Issued old_ = old_of_client();
  pki::Seconds dawdles_ = GetParam().dawdles;
  bool trusts_successor_ = GetParam().trusts_successor;
};

INSTANTIATE_TEST_SUITE_P(Renewal, FailureTable, ::testing::ValuesIn(renewal_rows()),
                         [](const auto& row) { return row.param.name; });
INSTANTIATE_TEST_SUITE_P(Download, FailureTable, ::testing::ValuesIn(download_rows()),
                         [](const auto& row) { return row.param.name; });

TEST_P(FailureTable, EndsAsListed) {
  ASSERT_THAT(store_.add(file_of(old_)), IsOk());
  ASSERT_THAT(store_.make_current(old_.credential.certificate), IsOk());
  const auto before = snapshot();
  for (const Fault& one : GetParam().faults) sandbox_.fail(one);

  const RenewalReport report = renew();

  EXPECT_THAT(pacer_.waits, SizeIs(GetParam().waits));
  EXPECT_EQ(sandbox_.sandbox().certificates().size(), GetParam().issued);
  if (!GetParam().fails) {
    expect_renewal(report);
    return;
  }
  expect_failure(report, *GetParam().fails);
  EXPECT_EQ(snapshot(), before);
  EXPECT_EQ(store_.list().value().back().credential.certificate, old_.credential.certificate);
}

// Whatever it was, once it is over the next run renews: nothing of the failure is left in the way.
TEST_P(FailureTable, IsOverWithTheFault) {
  if (GetParam().left < days(0)) return;
  for (const Fault& one : GetParam().faults) sandbox_.fail(one);
  const bool failed = renew().outcome == Outcome::kFailed;
  EXPECT_EQ(failed, GetParam().fails.has_value());
  heal();

  EXPECT_EQ(renew().outcome, failed ? Outcome::kRenewed : Outcome::kNotDue);
  EXPECT_THAT(store_.list().value(), SizeIs(2));
}

}  // namespace
}  // namespace orcamo::testing
