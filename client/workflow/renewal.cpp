#include "orcamo/client/renewal.hpp"

#include <utility>

#include "identity/arrival_checks.hpp"
#include "identity/both_zones.hpp"
#include "orcamo/client/pkcs12.hpp"
#include "workflow/certificate_download.hpp"

namespace orcamo::client {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;

constexpr int kMostAttempts = 2;  // a lost answer is asked for once more, as the JDK's client does

// is_lost tells an answer that the same question may still get: none came, or half of one.
bool is_lost(Errc code) noexcept { return code == Errc::kConnectionLost || code == Errc::kAnswerMalformed; }

// Run is one run of the workflow: each step either fills in the report or says why it cannot.
class Run {
 public:
  Run(const RenewalOptions& options, const Account& account, Transport& transport, CertificateStore& store,
      const pki::Clock& clock, Observer* observer, const pki::Credential& old, const Arrival& old_file)
      : options_(options),
        account_(account),
        transport_(transport),
        store_(store),
        clock_(clock),
        observer_(observer),
        old_(old),
        old_file_(old_file) {
    report_.before = CertificateReport{old.certificate, old_file.file_name, std::nullopt};
  }

  RenewalReport perform() && {
    auto due = check();
    if (!due) return failed(due.error());
    if (!*due) {
      report_.outcome = Outcome::kNotDue;
      return std::move(report_);
    }
    if (auto kept = keep_old(); !kept) return failed(kept.error());
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
    const Standing standing = options_.policy.assess(validity, now);
    if (options_.insistence == Insistence::kWhenDue && (standing == Standing::kDue || standing == Standing::kExpired)) {
      auto renewed = find_successor(now);
      if (!renewed) return renewed.error().while_doing("looking for what is renewed already");
      if (*renewed) return false;
    }
    switch (standing) {
      case Standing::kExpired:
        return Error(Errc::kCertificateExpired,
                     "the certificate expired at " + both_zones(validity.not_after) + ", and it is " + both_zones(now) +
                         " here; an expired certificate cannot renew itself",
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

  // find_successor tells whether the store has what a renewal would bring, and reports it.
  Result<bool> find_successor(pki::TimePoint now) {
    const auto stored = store_.list();
    if (!stored) return stored.error();
    const pki::Certificate& old = old_.certificate;
    for (const StoredCertificate& one : *stored) {
      const pki::Certificate& other = one.credential.certificate;
      if (other.subject() != old.subject() || other.issuer() != old.issuer()) continue;
      if (other.validity().not_after <= old.validity().not_after) continue;
      if (options_.policy.assess(other.validity(), now) != Standing::kCurrent) continue;
      report_.after = CertificateReport{other, one.file_name, std::nullopt};
    }
    return report_.after.has_value();
  }

  // keep_old proves that the store can keep a certificate while nothing has been asked for: a renewal cannot be undone.
  // Where the old file's own name will not do (cert.pfx, or one that the store has given away), its serial makes one.
  Result<void> keep_old() {
    auto kept = store_.add(old_file_);
    if (!kept && (kept.error().code() == Errc::kStoreNameTaken || kept.error().code() == Errc::kStoreNameUnsafe)) {
      kept = store_.add({old_.certificate.serial() + ".p12", old_file_.p12, old_file_.password.clone()});
    }
    if (!kept) return kept.error().while_doing("keeping the old certificate");
    return kept;
  }

  // The second request is for servers that have forgotten the link or the password of the first.
  Result<Arrival> fetch() {
    for (int attempt = 1;; ++attempt) {
      begin(Step::kRequest);
      auto replacement = request_replacement(transport_, options_.server, old_);
      if (!replacement) {
        const bool again = replacement.error().code() == Errc::kConnectionLost && attempt < kMostAttempts;
        if (!again) return replacement.error().while_doing("asking for the replacement certificate");
        transport_.disconnect();
        continue;
      }
      begin(Step::kDownload);
      auto arrival = download(*replacement);
      if (arrival) return arrival;
      const bool again = is_lost(arrival.error().code()) && attempt < kMostAttempts;
      if (!again) return arrival.error().while_doing("downloading the replacement certificate");
      transport_.disconnect();
    }
  }

  // download asks the same link again for what was lost on the way: that uses up nothing.
  Result<Arrival> download(const Replacement& replacement) {
    for (int attempt = 1;; ++attempt) {
      auto arrival = download_replacement(transport_, replacement, old_);
      if (arrival || !is_lost(arrival.error().code()) || attempt == kMostAttempts) return arrival;
      transport_.disconnect();
    }
  }

  Result<pki::Credential> validate(const Arrival& arrival) {
    begin(Step::kValidate);
    const std::string doing = "checking " + arrival.file_name;
    auto fresh = open_pkcs12(arrival.p12, arrival.password.reveal());
    if (!fresh) {
      auto error = fresh.error().while_doing(doing);
      if (error.code() != Errc::kP12WrongPassword) return error;
      return std::move(error).with_hint("run the renewal again; the server's file and password do not go together");
    }
    report_.after = CertificateReport{fresh->certificate, arrival.file_name, std::nullopt};
    if (auto fit = check_arrival(*fresh, old_, options_.arrival, clock_.now()); !fit) {
      return fit.error().while_doing(doing);
    }
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
  const Arrival& old_file_;
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

RenewalReport Renewal::run(const pki::Credential& old, const Arrival& file) {
  return Run(options_, account_, transport_, store_, clock_, observer_, old, file).perform();
}

}  // namespace orcamo::client
