#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/commands.hpp"
#include "cli/exit_status.hpp"
#include "cli/file_users.hpp"
#include "cli/journal_folder.hpp"
#include "cli/progress.hpp"
#include "cli/rehearsal.hpp"
#include "cli/renew_round.hpp"
#include "cli/report.hpp"
#include "cli/server_clock.hpp"
#include "cli/subject.hpp"
#include "fmt/format.h"
#include "orcamo/client/api_channel.hpp"
#include "orcamo/client/console_channel.hpp"
#include "orcamo/client/file_journal.hpp"

namespace orcamo::client {
namespace {

std::string_view result_name(Outcome outcome) noexcept {
  switch (outcome) {
    case Outcome::kRenewed:
      return "renewed";
    case Outcome::kNotDue:
      return "not_due";
    case Outcome::kFailed:
      break;
  }
  return "failed";
}

// What was not tried is null.
Json describe_report(const CertificateReport& report) {
  Json described = describe(report.certificate, report.file_name);
  described["login"] = nullptr;
  described["notice"] = nullptr;
  if (report.login) {
    described["login"] = *report.login ? "ok" : pki::code_name(report.login->error().code());
    described["notice"] = *report.login && (*report.login)->notice();
  }
  return described;
}

constexpr Text kStillUsed{"Still using the old certificate's file: {} (process {}). Have it read the new one.",
                          "更新前の証明書のファイルを使用中のプロセスがあります: {} (プロセス {})。更新後のものを"
                          "読み込ませてください。"};

// users_of_old looks for other programs that use the old certificate's file, where it came from and in the store.
std::vector<FileUser> users_of_old(const RenewalReport& report, const Options& options) {
  if (report.outcome != Outcome::kRenewed) return {};
  std::vector<std::filesystem::path> files = files_in_store(options.store->string(), report.before->file_name);
  if (options.p12) files.push_back(*options.p12);
  return users_of(files);
}

void print_json(const RenewalReport& report, const ServerClock& server, const Options& options, std::ostream& out) {
  Json object = {{"result", result_name(report.outcome)}};
  if (report.before) object["old"] = describe_report(*report.before);
  if (report.after) object["new"] = describe_report(*report.after);
  if (report.error) object["error"] = describe(*report.error, options.language);
  if (report.failed_at) object["failed_at"] = step_name(*report.failed_at);
  if (report.resumed_at) object["resumed_at"] = step_name(*report.resumed_at);
  if (report.journal_error) object["journal_error"] = describe(*report.journal_error, options.language);
  for (const FileUser& user : users_of_old(report, options)) {
    object["old_used_by"].push_back({{"pid", user.pid}, {"name", user.name}});
  }
  if (const auto ahead = server.ahead()) object["server_ahead_seconds"] = ahead->count();
  print(object, out);
}

void print_certificate(std::string_view title, const CertificateReport& report, const Phrases& words,
                       std::ostream& out) {
  const pki::Validity& validity = report.certificate.validity();
  out << title << '\n'
      << "  " << words.file << ": " << printable(report.file_name) << '\n'
      << "  " << words.serial << ": " << report.certificate.serial() << '\n'
      << "  " << words.valid_from << ": " << both_zones(validity.not_before) << '\n'
      << "  " << words.valid_until << ": " << both_zones(validity.not_after) << '\n';
  if (!report.login) return;
  out << "  " << words.login << ": ";
  if (*report.login) {
    out << words.login_ok << words.comma << ((*report.login)->notice() ? words.notice_shown : words.notice_not_shown)
        << '\n';
  } else {
    out << fmt::format(fmt::runtime(words.login_failed), pki::code_name(report.login->error().code())) << '\n';
  }
}

void print_text(const RenewalReport& report, const ServerClock& server, const Options& options, pki::TimePoint now,
                const Surroundings& surroundings) {
  const Phrases& words = phrases(options.language);
  std::ostream& out = surroundings.out;
  if (server.differs()) {
    surroundings.err << "orcamo-renew: "
                     << fmt::format(fmt::runtime(words.clocks_differ), both_zones(now + *server.ahead()),
                                    both_zones(now))
                     << '\n';
  }
  if (report.journal_error) {
    surroundings.err << "orcamo-renew: " << explain(options.language, *report.journal_error) << '\n';
  }
  if (report.outcome == Outcome::kFailed) {
    surroundings.err << "orcamo-renew: " << explain(options.language, *report.error) << '\n';
    return;
  }
  if (report.outcome == Outcome::kNotDue) {
    const CertificateReport& current = report.after ? *report.after : *report.before;
    const pki::Seconds left = current.certificate.validity().not_after - now;
    out << fmt::format(fmt::runtime(words.not_due),
                       days_phrase(options.language, std::chrono::floor<std::chrono::days>(left).count()))
        << '\n';
    if (report.after) print_certificate(words.before, *report.before, words, out);
    print_certificate(report.after ? words.after : words.in_use, current, words, out);
    return;
  }
  out << words.renewed << '\n';
  print_certificate(words.before, *report.before, words, out);
  if (report.after) print_certificate(words.after, *report.after, words, out);
  if (report.before->login && !*report.before->login) {
    out << words.old_refused << ' ' << explain(options.language, report.before->login->error()) << '\n';
  }
  for (const FileUser& user : users_of_old(report, options)) {
    out << fmt::format(fmt::runtime(kStillUsed.in(options.language)), printable(user.name), user.pid) << '\n';
  }
  out << words.longer_is_newer << '\n' << words.keep_name << '\n';
  if (options.linkage == Linkage::kNo) out << words.linkage_too << '\n';
}

std::unique_ptr<RenewalChannel> open_channel(const Options& options, const Account& account, const pki::Clock& clock) {
  if (options.channel == ChannelKind::kApi) return std::make_unique<ApiChannel>(options.server, clock);
  return std::make_unique<ConsoleChannel>(options.server, account, clock);
}

}  // namespace

RenewRound renew_once(const Options& options, const Surroundings& surroundings) {
  const auto fail = [&](const pki::Error& error) {
    const int code = exit_status::of(error.code(), exit_status::Origin::kInput);
    return RenewRound{report_failure(error, code, options, surroundings)};
  };

  const auto store = open_named_store(options);
  if (!store) return fail(store.error());
  auto arrival = read_arrival_policy(options);
  if (!arrival) return fail(arrival.error());
  FileJournal journal(journal_of(options));
  const auto old = open_renewable(**store, journal, *arrival, options, surroundings);
  if (!old) return fail(old.error());
  const auto clock = ClientClock::choose(options, surroundings.clock, &old->credential.certificate.validity());
  if (!clock) return fail(clock.error());
  const auto account = read_account(options);
  if (!account) return fail(account.error());
  const auto line = open_line(options, surroundings, *clock);
  if (!line) return fail(line.error());

  const RenewalOptions how{.server = options.server,
                           .policy = options.policy,
                           .insistence = options.insistence,
                           .arrival = *std::move(arrival),
                           .patience = options.timeout};
  if (options.dry_run) {
    return {rehearse(how, *account, *line->transport, **store, *old, clock->now(), options, surroundings)};
  }
  const auto progress = make_progress(options, surroundings);
  const auto channel = open_channel(options, *account, *clock);
  ServerClock server(*line->transport, *clock);
  Renewal renewal(
      how, *account, server, **store, *clock,
      {.observer = progress.get(), .channel = channel.get(), .journal = &journal, .pacer = surroundings.pacer});
  const RenewalReport report = renewal.run(old->credential, old->file, line->stop);
  if (options.output == OutputForm::kJson) {
    print_json(report, server, options, surroundings.out);
  } else {
    print_text(report, server, options, clock->now(), surroundings);
  }
  if (report.error) return {exit_status::of_renewal(report.error->code(), *report.failed_at)};
  if (report.outcome == Outcome::kNotDue) return {exit_status::kOk, report.before->certificate.validity()};
  return {exit_status::kOk};
}

int renew(const Options& options, const Surroundings& surroundings) {
  return renew_once(options, surroundings).exit_code;
}

}  // namespace orcamo::client
