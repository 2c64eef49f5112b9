#include "cli/rehearsal.hpp"

#include <ostream>

#include "cli/exit_status.hpp"
#include "cli/report.hpp"
#include "fmt/format.h"
#include "workflow/due_check.hpp"

namespace orcamo::client {
namespace {

constexpr Text kWouldRenew{"{} would be renewed: the server takes it. Nothing was changed.",
                           "{} を更新します。サーバーにログイン出来る事を確認しました。何も変更していません。"};
constexpr Text kNotDue{"{} would not be renewed: it is not due, or renewed already. Nothing was changed.",
                       "{} は更新しません。まだ更新の時期ではないか、更新済みです。何も変更していません。"};

// is_to_be_renewed judges as a real run does.
pki::Result<bool> is_to_be_renewed(const RenewalOptions& renewal, CertificateStore& store, const pki::Credential& old,
                                   pki::TimePoint now) {
  if (renewal.insistence == Insistence::kWhenDue) {
    const auto stored = store.list();
    if (!stored) return stored.error();
    if (successor_of(old, *stored, renewal.policy, renewal.arrival, now) != nullptr) return false;
  }
  return due_by_dates(renewal, old.certificate.validity(), now);
}

}  // namespace

int rehearse(const RenewalOptions& renewal, const Account& account, Transport& transport, CertificateStore& store,
             const OpenedArrival& old, pki::TimePoint now, const Options& options, const Surroundings& surroundings) {
  const auto fail = [&](const pki::Error& error, Step step) {
    return report_failure(error, exit_status::of_renewal(error.code(), step), options, surroundings);
  };

  const auto due = is_to_be_renewed(renewal, store, old.credential, now);
  if (!due) return fail(due.error(), Step::kCheck);
  if (*due) {
    const auto session = log_in(transport, renewal.server, account, old.credential);
    if (!session) {
      return fail(session.error().while_doing("logging in with the certificate that would be renewed"), Step::kRequest);
    }
  }
  if (options.output == OutputForm::kJson) {
    print({{"result", *due ? "would_renew" : "not_due"},
           {"old", describe(old.credential.certificate, old.file.file_name)}},
          surroundings.out);
    return exit_status::kOk;
  }
  surroundings.out << fmt::format(fmt::runtime((*due ? kWouldRenew : kNotDue).in(options.language)),
                                  printable(old.file.file_name))
                   << '\n';
  return exit_status::kOk;
}

}  // namespace orcamo::client
