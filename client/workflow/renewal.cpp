#include "orcamo/client/renewal.hpp"

#include <utility>

#include "identity/arrival_checks.hpp"
#include "orcamo/client/pkcs12.hpp"
#include "workflow/certificate_download.hpp"

namespace orcamo::client {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;

constexpr int kMostAttempts = 2;  // a lost answer is asked for once more, as the JDK's client does

std::string both_zones(pki::TimePoint time) { return pki::format_rfc3339(time) + " (" + pki::format_jst(time) + ")"; }

// Run is one run of the workflow: each step either fills in the report or says why it can't.
class Run {
 public:
  Run(const RenewalOptions& options, const Account& account, Transport& transport, CertificateStore& store,
      const pki::Clock& clock, Observer* observer, const pki::Credential& old, const std::string& old_file_name)
      : options_(options),
        account_(account),
        transport_(transport),
        store_(store),
        clock_(clock),
        observer_(observer),
        old_(old) {
    report_.before = CertificateReport{old.certificate, old_file_name, std::nullopt};
  }

  RenewalReport perform() && {
    auto due = check();
    if (!due) return failed(due.error());
    if (!*due) {
      report_.outcome = Outcome::kNotDue;
      return std::move(report_);
    }
    auto arrival = fetch();
    if (!arrival) return failed(arrival.error());
    auto fresh = validate(*arrival);
    if (!fresh) return failed(fresh.error());
    if (auto login = try_login(*fresh); !login) return failed(login.error());
    if (auto kept = commit(*arrival); !kept) return failed(kept.error());
    confirm_old();
    report_.outcome = Outcome::kRenewed;
    return std::move(report_);
  }

 private:
  void begin(Step step) {
    step_ = step;
    if (observer_ != nullptr) observer_->on_step(step);
  }

  RenewalReport failed(Error error) {
    report_.outcome = Outcome::kFailed;
    report_.error = std::move(error);
    report_.failed_at = step_;
    return std::move(report_);
  }

  // check tells whether the renewal goes on.
  Result<bool> check() {
    begin(Step::kCheck);
    const pki::Validity& validity = old_.certificate.validity();
    const pki::TimePoint now = clock_.now();
    switch (options_.policy.assess(validity, now)) {
      case Standing::kExpired:
        return Error(Errc::kCertificateExpired,
                     "the certificate expired at " + both_zones(validity.not_after) + ", and it is " + both_zones(now) +
                         " here; an expired certificate can't renew itself",
                     "check this computer's clock; if it is right, ask your ORCA support for a new certificate");
      case Standing::kNotYetValid:
        return Error(Errc::kIdentityNotYetValid,
                     "the certificate becomes valid at " + both_zones(validity.not_before) + ", and it is " +
                         both_zones(now) + " here",
                     "check this computer's clock");
      case Standing::kDue:
        return true;
      case Standing::kCurrent:
        break;
    }
    return options_.insistence == Insistence::kAlways;
  }

  Result<Arrival> fetch() {
    for (int attempt = 1;; ++attempt) {
      auto arrival = fetch_once();
      if (arrival || arrival.error().code() != Errc::kConnectionLost || attempt == kMostAttempts) return arrival;
      transport_.disconnect();
    }
  }

  Result<Arrival> fetch_once() {
    begin(Step::kRequest);
    auto replacement = request_replacement(transport_, options_.server, old_);
    if (!replacement) return replacement.error().while_doing("asking for the replacement certificate");

    begin(Step::kDownload);
    auto arrival = download_replacement(transport_, *std::move(replacement), old_);
    if (!arrival) return arrival.error().while_doing("downloading the replacement certificate");
    return arrival;
  }

  Result<pki::Credential> validate(const Arrival& arrival) {
    begin(Step::kValidate);
    const std::string doing = "checking " + arrival.file_name;
    auto fresh = open_pkcs12(arrival.p12, arrival.password.reveal());
    if (!fresh) {
      return fresh.error().while_doing(doing).with_hint(
          "run the renewal again; the server's file and password do not go together");
    }
    report_.after = CertificateReport{fresh->certificate, arrival.file_name, std::nullopt};
    if (auto fit = check_arrival(*fresh, old_.certificate, clock_.now()); !fit) return fit.error().while_doing(doing);
    return fresh;
  }

  Result<void> try_login(const pki::Credential& fresh) {
    begin(Step::kTrialLogin);
    report_.after->login = log_in(transport_, options_.server, account_, fresh);
    if (!*report_.after->login) return report_.after->login->error().while_doing("logging in with the new certificate");
    return {};
  }

  Result<void> commit(const Arrival& arrival) {
    begin(Step::kCommit);
    auto kept = store_.add(arrival);
    if (!kept) return kept.error().while_doing("keeping the new certificate");
    // What follows proves that both certificates are accepted by themselves: no connection of before is used again.
    transport_.disconnect();
    return kept;
  }

  // confirm_old is told in the report and decides nothing: the new certificate is in place.
  void confirm_old() {
    begin(Step::kConfirmOld);
    report_.before->login = log_in(transport_, options_.server, account_, old_);
  }

  const RenewalOptions& options_;
  const Account& account_;
  Transport& transport_;
  CertificateStore& store_;
  const pki::Clock& clock_;
  Observer* observer_;
  const pki::Credential& old_;
  Step step_ = Step::kCheck;
  RenewalReport report_;
};

}  // namespace

std::string_view step_name(Step step) noexcept {
  switch (step) {
    case Step::kCheck:
      return "check";
    case Step::kRequest:
      return "request";
    case Step::kDownload:
      return "download";
    case Step::kValidate:
      return "validate";
    case Step::kTrialLogin:
      return "trial_login";
    case Step::kCommit:
      return "commit";
    case Step::kConfirmOld:
      return "confirm_old";
  }
  return "unknown";
}

Renewal::Renewal(RenewalOptions options, const Account& account, Transport& transport, CertificateStore& store,
                 const pki::Clock& clock, Observer* observer)
    : options_(std::move(options)),
      account_(account),
      transport_(transport),
      store_(store),
      clock_(clock),
      observer_(observer) {}

RenewalReport Renewal::run(const pki::Credential& old, const std::string& old_file_name) {
  return Run(options_, account_, transport_, store_, clock_, observer_, old, old_file_name).perform();
}

}  // namespace orcamo::client
