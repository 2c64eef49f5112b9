#pragma once
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "orcamo/client/renewal.hpp"
#include "workflow/renewal_course.hpp"
#include "workflow/step_transport.hpp"

namespace orcamo::client {

// RunMeans is all that a run works with, borrowed.
struct RunMeans {
  const RenewalOptions& options;
  const Account& account;
  Transport& transport;
  CertificateStore& store;
  const pki::Clock& clock;
  Observer& observer;
  RenewalChannel& channel;
  RenewalJournal& journal;
  Pacer& pacer;
  std::stop_token stop;
};

// RenewalRun drives the state machine of renewal_course.hpp through one run: it performs the steps, keeps the record,
// and fills in the report.
class RenewalRun {
 public:
  RenewalRun(const RunMeans& means, const pki::Credential& old, const Arrival& old_file);

  RenewalReport perform() &&;

 private:
  RenewalReport failed(pki::Error error);
  void begin(Step step);

  // prepare is the check. Unset: there is nothing to do.
  pki::Result<std::optional<Course>> prepare();
  pki::Result<std::optional<Course>> prepare_alone();
  pki::Result<bool> is_due();
  pki::Result<void> recall();
  pki::Result<void> forget_what_is_gone();
  pki::Result<void> adopt_old();
  pki::Result<void> keep_old();
  pki::Result<void> stored_old();

  // add gives the store a file, under another name where its own will not do; it returns the name.
  pki::Result<std::string> add(const Arrival& file, const pki::Certificate& certificate);

  // take makes the step of `course` succeed, with all the attempts that it has, or finds the way around it: it returns
  // the course from there; unset: the renewal is done.
  pki::Result<std::optional<Course>> take(Course course);
  pki::Result<void> wait_for_another(const Course& course, const pki::Error& error);
  pki::Result<void> attempt(Step step);

  pki::Result<void> request();
  pki::Result<void> download();
  pki::Result<void> validate();
  pki::Result<void> try_login();
  pki::Result<void> commit();
  pki::Result<void> confirm_old();
  void finish();

  const RunMeans& means_;
  StepTransport line_;
  pki::Credential old_;
  const Arrival* old_file_;  // null: the run goes on from the new certificate, and the store has the old one
  std::unique_ptr<RenewalJournal::Hold> hold_;
  RenewalRecord record_;
  std::optional<pki::Credential> fresh_;
  Step step_ = Step::kCheck;
  RenewalReport report_;
};

}  // namespace orcamo::client
