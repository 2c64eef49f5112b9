#include "workflow/renewal_run.hpp"

#include <algorithm>
#include <utility>

#include "identity/arrival_checks.hpp"
#include "orcamo/client/pkcs12.hpp"
#include "workflow/due_check.hpp"

namespace orcamo::client {
namespace {

using pki::Errc;
using pki::Error;
using pki::Result;

Error cancelled() { return Error(Errc::kCancelled, "stopped on request", "run it again: it goes on from here"); }

std::optional<std::chrono::milliseconds> time_for(Step step, const StepDeadlines& deadlines) noexcept {
  switch (step) {
    case Step::kRequest:
      return deadlines.request;
    case Step::kDownload:
      return deadlines.download;
    case Step::kTrialLogin:
      return deadlines.trial_login;
    case Step::kConfirmOld:
      return deadlines.confirm_old;
    default:
      return std::nullopt;
  }
}

const StoredCertificate* with_fingerprint(const std::vector<StoredCertificate>& stored,
                                          const std::string& fingerprint) noexcept {
  const auto found = std::find_if(stored.begin(), stored.end(), [&](const StoredCertificate& one) {
    return one.credential.certificate.fingerprint_sha256() == fingerprint;
  });
  return found == stored.end() ? nullptr : &*found;
}

}  // namespace

RenewalRun::RenewalRun(const RunMeans& means, const pki::Credential& old, const Arrival& old_file)
    : means_(means),
      line_(means.transport, means.pacer, means.clock, means.options.patience, means.stop),
      old_(old),
      old_file_(&old_file) {
  report_.before = CertificateReport{old.certificate, old_file.file_name, std::nullopt};
}

RenewalReport RenewalRun::perform() && {
  auto course = prepare();
  if (course && !*course) {
    report_.outcome = Outcome::kNotDue;
    return std::move(report_);
  }
  while (course && *course) {
    begin((*course)->step);
    course = take(**course);
  }
  if (!course) return failed(course.error());
  finish();
  return std::move(report_);
}

void RenewalRun::begin(Step step) {
  step_ = step;
  means_.observer.on_step(step);
}

// A request that was refused has brought nothing that another run could go on from.
RenewalReport RenewalRun::failed(Error error) {
  const bool refused = step_ == Step::kRequest && retry_rule(error.code()) == Again::kNever &&
                       error.code() != Errc::kCancelled && !record_.replacement && !record_.arrival;
  if (refused && hold_) (void)means_.journal.clear(record_.old_fingerprint);
  report_.outcome = Outcome::kFailed;
  report_.error = std::move(error);
  report_.failed_at = step_;
  return std::move(report_);
}

Result<std::optional<Course>> RenewalRun::prepare() {
  begin(Step::kCheck);
  if (means_.stop.stop_requested()) return cancelled();
  const auto recorded = means_.journal.load(old_.certificate);
  const bool nothing_begun = recorded && !*recorded;
  if (nothing_begun) {
    const auto due = is_due();
    if (!due) return due.error();
    if (!*due) return std::nullopt;
  }
  auto hold = means_.journal.hold();
  if (!hold) return hold.error().while_doing("beginning the renewal");
  hold_ = *std::move(hold);
  return prepare_alone();
}

// Until now another run may have changed everything that was looked at.
Result<std::optional<Course>> RenewalRun::prepare_alone() {
  if (auto recalled = recall(); !recalled) return recalled.error();
  const bool begun = !record_.old_fingerprint.empty();
  if (!begun || (!record_.arrival && record_.committed == Committed::kNo)) {
    const auto due = is_due();
    if (!due) return due.error();
    if (!*due && (!begun || report_.after)) {
      if (begun) (void)means_.journal.clear(record_.old_fingerprint);
      return std::nullopt;
    }
  }
  if (record_.committed == Committed::kNo) {
    if (auto kept = keep_old(); !kept) return kept.error();
  }
  const Course course = course_from(record_);
  if (begun) {
    report_.resumed_at = course.step;
    means_.observer.on_resume(course.step);
  }
  record_.old_fingerprint = old_.certificate.fingerprint_sha256();
  return std::optional(course);
}

// is_due tells whether the renewal goes on; a successor that the store has is in the report.
Result<bool> RenewalRun::is_due() {
  const pki::Validity& validity = old_.certificate.validity();
  const pki::TimePoint now = means_.clock.now();
  const Standing standing = means_.options.policy.assess(validity, now);
  if (means_.options.insistence == Insistence::kWhenDue &&
      (standing == Standing::kDue || standing == Standing::kExpired)) {
    const auto stored = means_.store.list();
    if (!stored) return stored.error().while_doing("looking for what is renewed already");
    if (const auto* successor = successor_of(old_, *stored, means_.options.policy, means_.options.arrival, now)) {
      report_.after = CertificateReport{successor->credential.certificate, successor->file_name, std::nullopt};
    }
  }
  if (report_.after) return false;
  return due_by_dates(means_.options, validity, now);
}

// recall reads the record of an interrupted run into `record_`. One that cannot be used is put aside: it must not stop
// a certificate from being renewed for ever.
Result<void> RenewalRun::recall() {
  const std::string fingerprint = old_.certificate.fingerprint_sha256();
  auto recorded = means_.journal.load(old_.certificate);
  if (!recorded && recorded.error().code() != Errc::kRenewalJournalUnusable) return recorded.error();
  if (!recorded) {
    report_.journal_error = recorded.error();
    return means_.journal.set_aside(fingerprint);
  }
  if (!*recorded) return {};
  record_ = **std::move(recorded);
  if (auto done = forget_what_is_gone(); !done || record_.old_fingerprint.empty()) return done;
  if (record_.server != means_.options.server || record_.channel != means_.channel.name()) record_.replacement.reset();
  return record_.old_fingerprint == fingerprint ? Result<void>() : adopt_old();
}

// forget_what_is_gone is for a record of what was committed to another store, or has been taken out of this one: there
// is nothing to confirm.
Result<void> RenewalRun::forget_what_is_gone() {
  if (record_.committed == Committed::kNo) return {};
  const auto stored = means_.store.list();
  if (!stored) return stored.error().while_doing("looking for the new certificate");
  if (with_fingerprint(*stored, record_.new_fingerprint) != nullptr) return {};
  const std::string fingerprint = std::exchange(record_, {}).old_fingerprint;
  return means_.journal.clear(fingerprint);
}

// adopt_old is for a run that is given the new certificate: it was cut off between the store and the journal. Where the
// old one has gone from the store since, nothing is left to do.
Result<void> RenewalRun::adopt_old() {
  const std::string fingerprint = record_.old_fingerprint;
  const auto stored = means_.store.list();
  if (!stored) return stored.error().while_doing("looking for the certificate that is being replaced");
  const StoredCertificate* const old = with_fingerprint(*stored, fingerprint);
  if (old == nullptr) {
    record_ = {};
    return means_.journal.clear(fingerprint);
  }
  old_ = old->credential;
  old_file_ = nullptr;
  report_.before = CertificateReport{old_.certificate, old->file_name, std::nullopt};
  return {};
}

// keep_old proves that the store can keep a certificate while nothing has been asked for: a renewal cannot be undone.
Result<void> RenewalRun::keep_old() {
  if (old_file_ == nullptr) return {};
  if (old_file_->p12.empty()) return stored_old();
  const auto kept = add(*old_file_, old_.certificate);
  if (!kept) return kept.error().while_doing("keeping the old certificate");
  // The commit opens every entry: one that cannot be opened is found out now.
  const auto stored = means_.store.list();
  if (!stored) return stored.error().while_doing("looking at what the store has");
  return {};
}

// Where the file's own name will not do (cert.pfx, or one that the store has given away: a server may call all of its
// files certificate.p12), the serial number makes one.
Result<std::string> RenewalRun::add(const Arrival& file, const pki::Certificate& certificate) {
  const auto kept = means_.store.add(file);
  if (kept) return file.file_name;
  if (kept.error().code() != Errc::kStoreNameTaken && kept.error().code() != Errc::kStoreNameUnsafe) {
    return kept.error();
  }
  const std::string name = certificate.serial() + ".p12";
  if (const auto again = means_.store.add({name, file.p12, file.password.clone()}); !again) return again.error();
  return name;
}

// stored_old proves the same of a store that lets no file out.
Result<void> RenewalRun::stored_old() {
  auto there = means_.store.make_current(old_.certificate);
  if (!there) return there.error().while_doing("looking for the old certificate in the store");
  return there;
}

Result<std::optional<Course>> RenewalRun::take(Course course) {
  line_.allow(time_for(course.step, means_.options.deadlines));
  for (;;) {
    if (means_.stop.stop_requested()) return cancelled();
    const auto done = attempt(course.step);
    if (done) return after_success(course);

    auto error = done.error();
    const auto next = after_failure(course, error.code(), means_.options.retry);
    if (next && next->step != course.step) return next;
    if (next) {
      course = *next;
      auto waited = wait_for_another(course, error);
      if (waited) continue;
      error = waited.error();
      if (const auto around = with_new_link(course, error.code())) return around;
    }
    // Whether the old one still logs in decides nothing: the new certificate is in place.
    if (course.step == Step::kConfirmOld && error.code() != Errc::kCancelled) return std::nullopt;
    return error;
  }
}

Result<void> RenewalRun::wait_for_another(const Course& course, const Error& error) {
  const bool on_channel = course.step == Step::kRequest || course.step == Step::kDownload;
  const auto wait =
      means_.options.retry.wait_after(course.failures, on_channel ? means_.channel.retry_after() : line_.retry_after());
  if (const auto left = line_.left(); left && wait >= *left) {
    return Error(error.code(), error.message() + " (and the time for this step leaves no room for another try)",
                 error.hint());
  }
  line_.disconnect();
  means_.observer.on_retry(course.step, error, course.failures, wait);
  return means_.pacer.wait(wait, means_.stop);
}

Result<void> RenewalRun::attempt(Step step) {
  switch (step) {
    case Step::kCheck:
      return {};
    case Step::kRequest:
      return request();
    case Step::kDownload:
      return download();
    case Step::kValidate:
      return validate();
    case Step::kTrialLogin:
      return try_login();
    case Step::kCommit:
      return commit();
    case Step::kConfirmOld:
      return confirm_old();
  }
  return {};
}

// A file that an earlier run has left stays in the record until another has come: the server may refuse to make one.
Result<void> RenewalRun::request() {
  record_.server = means_.options.server;
  record_.channel = means_.channel.name();
  if (auto saved = means_.journal.save(record_); !saved) return saved.error().while_doing("beginning the renewal");
  auto replacement = means_.channel.request(line_, old_);
  if (!replacement) return replacement.error().while_doing("asking for the replacement certificate");
  record_.replacement = *std::move(replacement);
  if (auto saved = means_.journal.save(record_); !saved) return saved.error().while_doing("keeping the link");
  return {};
}

Result<void> RenewalRun::download() {
  auto arrival = means_.channel.download(line_, *record_.replacement, old_);
  if (!arrival) return arrival.error().while_doing("downloading the replacement certificate");
  record_.arrival = *std::move(arrival);
  record_.new_fingerprint.clear();
  if (auto saved = means_.journal.save(record_); !saved) return saved.error().while_doing("keeping what has arrived");
  return {};
}

Result<void> RenewalRun::validate() {
  const Arrival& arrival = *record_.arrival;
  const std::string doing = "checking " + arrival.file_name;
  auto fresh = open_pkcs12(arrival.p12, arrival.password.reveal());
  if (!fresh) {
    auto error = fresh.error().while_doing(doing);
    if (error.code() != Errc::kP12WrongPassword) return error;
    return std::move(error).with_hint("run the renewal again; the server's file and password do not go together");
  }
  report_.after = CertificateReport{fresh->certificate, arrival.file_name, std::nullopt};
  fresh_ = *std::move(fresh);
  // Before it is judged: what is refused today, by a wrong clock, may be all there is. Also where the record says so
  // already: the run that wrote it may have ended before that was durable.
  record_.new_fingerprint = fresh_->certificate.fingerprint_sha256();
  if (auto saved = means_.journal.save(record_); !saved) return saved.error().while_doing("keeping what has arrived");
  if (auto fit = check_arrival(*fresh_, old_, means_.options.arrival, means_.clock.now()); !fit) {
    return fit.error().while_doing(doing);
  }
  return {};
}

Result<void> RenewalRun::try_login() {
  report_.after->login = log_in(line_, means_.options.server, means_.account, *fresh_);
  if (!*report_.after->login) return report_.after->login->error().while_doing("logging in with the new certificate");
  return {};
}

Result<void> RenewalRun::commit() {
  auto kept = add(*record_.arrival, fresh_->certificate);
  if (!kept) return kept.error().while_doing("keeping the new certificate");
  report_.after->file_name = *std::move(kept);
  auto pointed = means_.store.make_current(fresh_->certificate);
  if (!pointed) return pointed.error().while_doing("making the new certificate the current one");
  // From here on the new identity is used, and what follows proves that both are accepted by themselves: no connection
  // of before is used again.
  line_.disconnect();
  record_.replacement.reset();
  record_.arrival.reset();
  record_.committed = Committed::kYes;
  if (auto saved = means_.journal.save(record_); !saved) report_.journal_error = saved.error();
  return {};
}

Result<void> RenewalRun::confirm_old() {
  if (!report_.after) {
    const auto stored = means_.store.list();
    if (!stored) return stored.error().while_doing("looking for the new certificate");
    if (const StoredCertificate* fresh = with_fingerprint(*stored, record_.new_fingerprint)) {
      report_.after = CertificateReport{fresh->credential.certificate, fresh->file_name, std::nullopt};
    }
  }
  report_.before->login = log_in(line_, means_.options.server, means_.account, old_);
  if (!*report_.before->login) return report_.before->login->error();
  return {};
}

void RenewalRun::finish() {
  report_.outcome = Outcome::kRenewed;
  if (auto cleared = means_.journal.clear(record_.old_fingerprint); !cleared) report_.journal_error = cleared.error();
}

}  // namespace orcamo::client
