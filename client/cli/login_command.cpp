#include <ostream>

#include "cli/commands.hpp"
#include "cli/exit_status.hpp"
#include "cli/report.hpp"
#include "cli/subject.hpp"

namespace orcamo::client {

int login(const Options& options, const Surroundings& surroundings) {
  const auto fail = [&](const pki::Error& error, exit_status::Origin origin) {
    return report_failure(error, exit_status::of(error.code(), origin), options, surroundings);
  };

  const auto subject = open_subject(options, surroundings);
  if (!subject) return fail(subject.error(), exit_status::Origin::kInput);
  const pki::Certificate& certificate = subject->credential.certificate;
  const auto clock = ClientClock::choose(options, surroundings.clock, &certificate.validity());
  if (!clock) return fail(clock.error(), exit_status::Origin::kInput);
  const auto account = read_account(options);
  if (!account) return fail(account.error(), exit_status::Origin::kInput);
  const auto line = open_line(options, surroundings, *clock);
  if (!line) return fail(line.error(), exit_status::Origin::kInput);

  const auto session = log_in(*line->transport, options.server, *account, subject->credential);
  if (!session) return fail(session.error(), exit_status::Origin::kRun);
  if (options.output == OutputForm::kJson) {
    print({{"result", "ok"},
           {"certificate", describe(certificate, subject->file_name)},
           {"login", "ok"},
           {"notice", session->notice()},
           {"startup_message", session->startup_message}},
          surroundings.out);
    return exit_status::kOk;
  }
  const Phrases& words = phrases(options.language);
  surroundings.out << words.login << ": " << words.login_ok << words.comma
                   << (session->notice() ? words.notice_shown : words.notice_not_shown) << '\n'
                   << "  " << words.file << ": " << printable(subject->file_name) << '\n'
                   << "  " << words.serial << ": " << certificate.serial() << '\n'
                   << "  " << words.valid_until << ": " << both_zones(certificate.validity().not_after) << '\n';
  if (session->notice()) surroundings.out << "  " << printable(session->startup_message) << '\n';
  return exit_status::kOk;
}

}  // namespace orcamo::client
