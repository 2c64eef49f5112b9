#pragma once
#include <optional>
#include <string>

#include "orcamo/client/arrival_policy.hpp"
#include "orcamo/client/certificate_store.hpp"
#include "orcamo/client/login.hpp"
#include "orcamo/client/renewal_policy.hpp"
#include "orcamo/client/transport.hpp"
#include "orcamo/pki/clock.hpp"

namespace orcamo::client {

enum class Step { kCheck, kRequest, kDownload, kValidate, kTrialLogin, kCommit, kConfirmOld };
std::string_view step_name(Step step) noexcept;

// Observer hears of each step as it begins; on the thread of `run`.
class Observer {
 public:
  virtual ~Observer() = default;
  virtual void on_step(Step step) = 0;
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
};

enum class Insistence { kWhenDue, kAlways };

struct RenewalOptions {
  std::string server;  // login URL, https://host:port
  RenewalPolicy policy;
  Insistence insistence = Insistence::kWhenDue;
  ArrivalPolicy arrival = {};
};

// Renewal is the workflow: check, request, download, validate, trial login with the new certificate, commit, confirm
// that the old one still logs in. The store keeps the old certificate too, and before anything is requested: a store
// that cannot keep a certificate is found out while nothing is used up. Borrowed references outlive it.
class Renewal {
 public:
  Renewal(RenewalOptions options, const Account& account, Transport& transport, CertificateStore& store,
          const pki::Clock& clock, Observer* observer = nullptr);

  // run renews `old`, which came from `file`. Unless it insists, a certificate is not renewed again whose successor
  // (same holder, same issuer, ending later) the store has and is not due. An expired one fails with
  // kCertificateExpired.
  RenewalReport run(const pki::Credential& old, const Arrival& file);

 private:
  RenewalOptions options_;
  const Account& account_;
  Transport& transport_;
  CertificateStore& store_;
  const pki::Clock& clock_;
  Observer* observer_;
};

}  // namespace orcamo::client
