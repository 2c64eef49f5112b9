#pragma once
#include <chrono>
#include <optional>
#include <stop_token>
#include <string>

#include "orcamo/client/arrival_policy.hpp"
#include "orcamo/client/certificate_store.hpp"
#include "orcamo/client/login.hpp"
#include "orcamo/client/pacer.hpp"
#include "orcamo/client/renewal_channel.hpp"
#include "orcamo/client/renewal_journal.hpp"
#include "orcamo/client/renewal_policy.hpp"
#include "orcamo/client/retry_policy.hpp"
#include "orcamo/client/step.hpp"
#include "orcamo/client/transport.hpp"
#include "orcamo/pki/clock.hpp"

namespace orcamo::client {

// Observer hears of a run as it goes on; on the thread of `run`.
class Observer {
 public:
  virtual ~Observer() = default;

  // on_step: the step begins. Where a new link has to be asked for, kRequest begins again.
  virtual void on_step(Step step) = 0;

  // on_retry: the `attempt`-th try (from 1) of the step failed with `error`, and the next begins after `wait`.
  virtual void on_retry(Step step, const pki::Error& error, int attempt, std::chrono::milliseconds wait);

  // on_resume: an interrupted run is gone on with, and `step` is the first that is left to do.
  virtual void on_resume(Step step);
};

// CertificateReport is what became of one certificate during a run.
struct CertificateReport {
  pki::Certificate certificate;
  std::string file_name;
  std::optional<pki::Result<Login>> login;  // unset: not tried
};

enum class Outcome { kRenewed, kNotDue, kFailed };

// RenewalReport tells the whole run. `error` is set exactly when `outcome` is kFailed. Of a run that was not due,
// `after` is the certificate in the store that has already taken the old one's place, if there is one.
struct RenewalReport {
  Outcome outcome = Outcome::kFailed;
  std::optional<CertificateReport> before;  // 更新前
  std::optional<CertificateReport> after;   // 更新後
  std::optional<pki::Error> error;
  std::optional<Step> failed_at;
  std::optional<Step> resumed_at;           // the first step that an interrupted run had left to do
  std::optional<pki::Error> journal_error;  // what was wrong with the journal, and did not stop the run
};

enum class Insistence { kWhenDue, kAlways };

// StepDeadlines are how long the steps that ask a server may take, with all their attempts and the waits in between.
// The others take no longer than this computer does.
struct StepDeadlines {
  std::chrono::milliseconds request{180'000};
  std::chrono::milliseconds download{180'000};
  std::chrono::milliseconds trial_login{120'000};
  std::chrono::milliseconds confirm_old{60'000};
};

struct RenewalOptions {
  std::string server;  // login URL, https://host:port
  RenewalPolicy policy{};
  Insistence insistence = Insistence::kWhenDue;
  RetryPolicy retry{};
  ArrivalPolicy arrival{};
  StepDeadlines deadlines{};
  std::chrono::milliseconds patience{30'000};  // with one exchange
};

// RenewalParts are what a renewal can be given beyond what it cannot do without; borrowed, and outlive it.
struct RenewalParts {
  Observer* observer = nullptr;       // none: nobody hears
  RenewalChannel* channel = nullptr;  // none: the renewal API of the server in the options
  RenewalJournal* journal = nullptr;  // none: an interrupted run begins anew, and runs do not know of each other
  Pacer* pacer = nullptr;             // none: waits are real
};

// Renewal is the workflow: check, request, download, validate, trial login with the new certificate, commit, confirm
// that the old one still logs in. The store keeps the old certificate too, and before anything is requested: a store
// that cannot keep a certificate is found out while nothing is used up. What has been got is in the journal before the
// next step, so that a run that was cut off is gone on with by the next. Borrowed references outlive it.
class Renewal {
 public:
  Renewal(RenewalOptions options, const Account& account, Transport& transport, CertificateStore& store,
          const pki::Clock& clock, RenewalParts parts = {});

  // run renews `old`, which came from `file`, or goes on with a renewal that it is in: as the old certificate, or as
  // the new one that is in the store already. A file without octets is of a certificate whose key does not leave the
  // store, where it has to be then. Unless it insists, a certificate is not renewed again whose successor
  // (same holder, same issuer, ending later) the store has and is not due. An expired one fails with
  // kCertificateExpired, a run that `stop` ends with kCancelled, and one beside another run with kStoreLocked.
  RenewalReport run(const pki::Credential& old, const Arrival& file, std::stop_token stop = {});

 private:
  RenewalOptions options_;
  const Account& account_;
  Transport& transport_;
  CertificateStore& store_;
  const pki::Clock& clock_;
  RenewalParts parts_;
};

}  // namespace orcamo::client
