#include "orcamo/client/renewal.hpp"

#include <utility>

#include "identity/arrival_checks.hpp"
#include "identity/both_zones.hpp"
#include "orcamo/client/api_channel.hpp"
#include "orcamo/client/pkcs12.hpp"

namespace orcamo::client {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;

// What a run works with, the parts that were left out filled in.
struct Means {
  RenewalChannel& channel;
  Pacer& pacer;
  Observer& observer;
  std::stop_token stop;
};

class Deaf final : public Observer {
  void on_step(Step) override {}
};

// Run is one run of the workflow: each step either fills in the report or says why it cannot.
class Run {
 public:
  Run(const RenewalOptions& options, const Account& account, Transport& transport, CertificateStore& store,
      const pki::Clock& clock, Means means, const pki::Credential& old, const Arrival& old_file)
      : options_(options),
        account_(account),
        transport_(transport),
        store_(store),
        clock_(clock),
        means_(std::move(means)),
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
    means_.observer.on_step(step);
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

  // fetch asks for a new link, once, where the first leads to nothing.
  Result<Arrival> fetch() {
    for (bool again = false;; again = true) {
      auto replacement = patiently(Step::kRequest, [&] { return means_.channel.request(transport_, old_); });
      if (!replacement) return replacement.error().while_doing("asking for the replacement certificate");
      auto arrival =
          patiently(Step::kDownload, [&] { return means_.channel.download(transport_, *replacement, old_); });
      if (arrival) return arrival;
      if (again || retry_rule(arrival.error().code()) != Again::kNewLink) {
        return arrival.error().while_doing("downloading the replacement certificate");
      }
    }
  }

  // patiently asks the same question again for as long as the table and the policy say so.
  template <class Question>
  auto patiently(Step step, const Question& question) -> decltype(question()) {
    begin(step);
    for (int attempt = 1;; ++attempt) {
      if (means_.stop.stop_requested()) return Error(Errc::kCancelled, "stopped on request");
      auto answer = question();
      if (answer || retry_rule(answer.error().code()) != Again::kSameQuestion) return answer;
      if (attempt >= options_.retry.attempts) return answer;
      transport_.disconnect();
      const auto wait = options_.retry.wait_after(attempt, means_.channel.retry_after());
      means_.observer.on_retry(step, answer.error(), attempt, wait);
      if (auto waited = means_.pacer.wait(wait, means_.stop); !waited) return waited.error();
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
  Means means_;
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

void Observer::on_retry(Step, const Error&, int, std::chrono::milliseconds) {}
void Observer::on_resume(Step) {}

Renewal::Renewal(RenewalOptions options, const Account& account, Transport& transport, CertificateStore& store,
                 const pki::Clock& clock, RenewalParts parts)
    : options_(std::move(options)),
      account_(account),
      transport_(transport),
      store_(store),
      clock_(clock),
      parts_(parts) {}

RenewalReport Renewal::run(const pki::Credential& old, const Arrival& file, std::stop_token stop) {
  ApiChannel api(options_.server);
  SteadyPacer steady;
  Deaf deaf;
  const Means means{parts_.channel != nullptr ? *parts_.channel : api, parts_.pacer != nullptr ? *parts_.pacer : steady,
                    parts_.observer != nullptr ? *parts_.observer : deaf, std::move(stop)};
  return Run(options_, account_, transport_, store_, clock_, means, old, file).perform();
}

}  // namespace orcamo::client
